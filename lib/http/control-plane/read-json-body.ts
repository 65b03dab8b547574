import { FairsplitError, InvalidInputError } from '../../errors';
import { parseJson } from '../parse-json';

/** Configuration is small; what is larger is a mistake or an attack. */
const maximumBytes = 1_000_000;

/** The request's JSON; undefined without a body. Throws 413 BODY_TOO_LARGE, and what {@link parseJson} throws. */
export async function readJsonBody(request: Request): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  return parseJson(bytes);
}

async function readBytes(request: Request): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader: AsyncIterable<unknown> = request.body;
  for await (const chunk of reader) {
    if (!(chunk instanceof Uint8Array)) throw new InvalidInputError('The body has to be bytes.');
    length += chunk.length;
    if (length > maximumBytes) {
      throw new FairsplitError(
        'BODY_TOO_LARGE',
        413,
        `The body is larger than ${String(maximumBytes)} bytes.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
