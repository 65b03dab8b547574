import type { IncomingMessage } from 'node:http';
import { FairsplitError } from '../errors';
import { withinTime, type ArrivalLimit } from './within-time';

/** The largest body that is read: 10 MB. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** How much of a body that is too large is taken off the wire and thrown away, so that the caller reads our answer. */
const MAX_DISCARDED_BYTES = 128 * 1024 * 1024;
const MAX_DISCARDING_MS = 15_000;

/** For a body that was packed too: what comes out counts. */
export function bodyTooLarge(maxBytes: number): FairsplitError {
  const kilobytes = maxBytes / 1024;
  const limit = kilobytes < 1024 ? `${kilobytes} kB; send less` : `${kilobytes / 1024} MB; send it in parts`;
  return new FairsplitError('BODY_TOO_LARGE', 413, `The body is larger than ${limit}.`);
}

/** How a body is watched while it arrives. */
export interface BodyWatch {
  /** Called before so many more bytes are kept. What it throws is thrown when the rest was taken off the wire. */
  readonly onBytes: (bytes: number) => void;
  readonly arrival: ArrivalLimit;
}

/**
 * The body of a request, at most `maxBytes` of it in memory. Throws FairsplitErrors: BODY_TOO_LARGE (413), BODY_TOO_SLOW (408),
 * REQUEST_ABORTED (400), and what the watch throws.
 *
 * A larger body is not kept but still read to its end, within bounds: a server that answers and closes in the middle of
 * an upload resets the connection, and the caller sees "connection reset" where the reason should be.
 */
export async function readBody(
  request: IncomingMessage,
  watch: BodyWatch | null = null,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<Uint8Array> {
  const kept = keepBody(maxBytes, watch);
  kept.announce(Number(request.headers['content-length'] ?? 0));
  const deadline = Date.now() + MAX_DISCARDING_MS;
  const chunks: AsyncIterable<unknown> = request.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of watch === null ? chunks : withinTime(chunks, watch.arrival)) {
      kept.add(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
      if (kept.isRefused() && (kept.byteCount() > MAX_DISCARDED_BYTES || Date.now() > deadline)) {
        request.resume();
        break;
      }
    }
  } catch (error) {
    throw arrivalError(error);
  }
  return kept.whole();
}

/** The same for the requests that Next's route handlers get. */
export async function readWebBody(
  request: Request,
  watch: BodyWatch | null = null,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const kept = keepBody(maxBytes, watch);
  for await (const chunk of watch === null ? request.body : withinTime(request.body, watch.arrival)) {
    kept.add(chunk);
    if (kept.isRefused() && kept.byteCount() > MAX_DISCARDED_BYTES) break;
  }
  return kept.whole();
}

/** Why a body did not arrive: too slowly, or the connection closed. */
export function arrivalError(error: unknown): FairsplitError {
  if (error instanceof FairsplitError) return error;
  return new FairsplitError('REQUEST_ABORTED', 400, 'The connection closed before the body was complete.');
}

interface KeptBody {
  readonly announce: (bytes: number) => void;
  readonly add: (chunk: Uint8Array) => void;
  readonly isRefused: () => boolean;
  readonly byteCount: () => number;
  /** Throws why the body was refused. */
  readonly whole: () => Uint8Array;
}

function keepBody(maxBytes: number, watch: BodyWatch | null): KeptBody {
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  let refusal: { readonly error: unknown } | null = null;
  const keep = (chunk: Uint8Array) => {
    if (byteCount > maxBytes) throw bodyTooLarge(maxBytes);
    watch?.onBytes(chunk.byteLength);
    chunks.push(chunk);
  };
  return {
    announce: (bytes) => {
      if (bytes > maxBytes) refusal = { error: bodyTooLarge(maxBytes) };
    },
    add: (chunk) => {
      byteCount += chunk.byteLength;
      if (refusal !== null) return;
      try {
        keep(chunk);
      } catch (error) {
        refusal = { error };
        chunks.length = 0;
      }
    },
    isRefused: () => refusal !== null,
    byteCount: () => byteCount,
    whole: () => {
      if (refusal !== null) throw refusal.error;
      return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    },
  };
}
