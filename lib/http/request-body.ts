import type { IncomingMessage } from 'node:http';
import { FairsplitError } from '../errors';

/** The largest body that is read: 10 MB. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** How much of a body that is too large is taken off the wire and thrown away, so that the caller reads our answer. */
const MAX_DISCARDED_BYTES = 128 * 1024 * 1024;
const MAX_DISCARDING_MS = 15_000;

function tooLarge(maxBytes: number): FairsplitError {
  const megabytes = maxBytes / 1024 / 1024;
  return new FairsplitError(
    'BODY_TOO_LARGE',
    413,
    `The body is larger than ${megabytes} MB; send it in parts.`,
  );
}

/**
 * The body of a request, at most `maxBytes` of it in memory. Throws a FairsplitError of status 413 (BODY_TOO_LARGE).
 *
 * A larger body is not kept but still read to its end, within bounds: a server that answers and closes in the middle of
 * an upload resets the connection, and the caller sees "connection reset" where the reason should be.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? 0);
  const chunks: Buffer[] = [];
  let byteCount = 0;
  let isTooLarge = announced > maxBytes;
  const deadline = Date.now() + MAX_DISCARDING_MS;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      byteCount += bytes.byteLength;
      if (!isTooLarge && byteCount <= maxBytes) chunks.push(bytes);
      else {
        isTooLarge = true;
        chunks.length = 0;
        if (byteCount > MAX_DISCARDED_BYTES || Date.now() > deadline) break;
      }
    }
  } catch {
    throw new FairsplitError('REQUEST_ABORTED', 400, 'The connection closed before the body was complete.');
  }
  if (isTooLarge) throw tooLarge(maxBytes);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** The same for the requests that Next's route handlers get. */
export async function readWebBody(request: Request, maxBytes: number = MAX_BODY_BYTES): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of request.body) {
    byteCount += chunk.byteLength;
    if (byteCount > MAX_DISCARDED_BYTES) break;
    if (byteCount <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (byteCount > maxBytes) throw tooLarge(maxBytes);
  return Buffer.concat(chunks);
}
