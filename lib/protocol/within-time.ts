import { FairsplitError } from '../errors';

/** The body came too slowly. */
function tooSlow(seconds: number): FairsplitError {
  const detail = `The body did not arrive within ${seconds} seconds; send it in smaller parts.`;
  return new FairsplitError('BODY_TOO_SLOW', 408, detail);
}

export interface ArrivalLimit {
  readonly maxMs: number;
  /** Whether the time starts anew with each chunk: for bodies that are worked on while they arrive. */
  readonly forEachChunk: boolean;
}

/** The chunks, as long as they come in time. Throws BODY_TOO_SLOW (408). What the reader takes for itself between two chunks counts only towards the whole. */
export async function* withinTime<Chunk>(
  chunks: AsyncIterable<Chunk>,
  { maxMs, forEachChunk }: ArrivalLimit,
): AsyncGenerator<Chunk> {
  const iterator = chunks[Symbol.asyncIterator]();
  let deadline = Date.now() + maxMs;
  let isOver = false;
  try {
    for (;;) {
      const next = await inTime(iterator.next(), deadline, maxMs);
      if (next.done === true) {
        isOver = true;
        return;
      }
      yield next.value;
      if (forEachChunk) deadline = Date.now() + maxMs;
    }
  } finally {
    // Not waited for: where a chunk does not come, neither does the end.
    if (!isOver) iterator.return?.().catch(() => undefined);
  }
}

async function inTime<Value>(promise: Promise<Value>, deadline: number, maxMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow(maxMs / 1000)), Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
