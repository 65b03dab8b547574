import { once } from 'node:events';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { unitFileAnswer, type UnitFileMessage, type UnitFileOrder } from './unit-file-messages';

/** A place among the exports that are under way. */
export interface ExportPlace {
  /** Throws where the place was given up. */
  readonly begin: () => void;
  /** May be called again. */
  readonly end: () => void;
}

/** The rows of a piece and what they are read from take a few megabytes. */
const MAX_HEAP_MB = 256;

/**
 * A file of units, made by a thread of its own: rows are read, turned and written beside the thread that answers requests, which
 * only passes bytes on. It says with each piece how busy it is, and the export leaves it the more room. Begins when it is read, goes on only as fast as it is read, and ends the thread, and with it the
 * connection, when nobody reads on. The place is held until then.
 */
export function unitFileStream(order: UnitFileOrder, place: ExportPlace): ReadableStream<Uint8Array> {
  const pieces = piecesOf(order, place);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await pieces.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await pieces.return();
        // Where nothing was read yet, nothing of the generator ran.
        place.end();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* piecesOf(order: UnitFileOrder, place: ExportPlace): AsyncGenerator<Uint8Array, void, void> {
  place.begin();
  const thread = new Worker(/* turbopackIgnore: true */ threadFile(), {
    // Those of this process load what the thread loads by itself.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  thread.postMessage({ order } satisfies UnitFileMessage);
  let since = performance.eventLoopUtilization();
  const ended = once(thread, 'exit').then(() => {
    throw new Error('the thread that makes the file ended before its time');
  });
  // Only whoever waits for a piece wants to know.
  ended.catch(() => undefined);
  try {
    for (;;) {
      const answered = once(thread, 'message');
      const { utilization: busy } = performance.eventLoopUtilization(since);
      since = performance.eventLoopUtilization();
      thread.postMessage({ busy } satisfies UnitFileMessage);
      const answer = unitFileAnswer.parse((await Promise.race([answered, ended]))[0]);
      if ('isOver' in answer) return;
      if ('failure' in answer) throw failureOf(answer.failure);
      yield answer.piece;
    }
  } finally {
    await thread.terminate();
    place.end();
  }
}

/**
 * Beside this module, wherever the process was started. In Next's bundle too: what it has for the address of a module is that of its
 * source.
 */
function threadFile(): string {
  const directory = path.dirname(fileURLToPath(import.meta.url));
  return path.join(/* turbopackIgnore: true */ directory, 'unit-file-thread.mjs');
}

/** With its code, by which a database that is away is known. */
function failureOf({ message, code }: { readonly message: string; readonly code: string | null }): Error {
  return Object.assign(new Error(message), code === null ? {} : { code });
}
