import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { restMs } from './export-pace';
import { unitFile } from './unit-file';
import type { PieceWanted, UnitFileAnswer, UnitFileMessage, UnitFileOrder } from './unit-file-messages';

// Run as a thread by unit-file-stream.ts: reads rows of units and makes a file of them, beside the thread that answers requests.

type Port = NonNullable<typeof parentPort>;

/** Pieces that were asked for and not taken up yet, and what the last one to ask said. */
class Wanted {
  busy = 1;
  #pieces = 0;
  #wake: () => void = () => undefined;

  add({ busy }: PieceWanted): void {
    this.busy = busy;
    this.#pieces += 1;
    this.#wake();
  }

  async next(): Promise<void> {
    while (this.#pieces === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#pieces -= 1;
  }
}

async function send(port: Port, order: UnitFileOrder, wanted: Wanted): Promise<void> {
  const answer = (message: UnitFileAnswer, transferred: readonly ArrayBuffer[] = []) => {
    port.postMessage(message, transferred);
  };
  const pieces = unitFile(order, async (tookMs) => {
    const ms = restMs(tookMs, wanted.busy);
    if (ms > 0) await sleep(ms);
  });
  try {
    for (;;) {
      await wanted.next();
      const next = await pieces.next();
      if (next.done === true) break;
      const { buffer } = next.value;
      answer({ piece: next.value }, buffer instanceof ArrayBuffer ? [buffer] : []);
    }
    answer({ isOver: true });
  } catch (error) {
    // An error's own members do not come across.
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    answer({ failure: { message: error instanceof Error ? error.message : String(error), code } });
  } finally {
    port.close();
  }
}

function listen(port: Port): void {
  const wanted = new Wanted();
  port.on('message', (message: UnitFileMessage) => {
    if ('order' in message) void send(port, message.order, wanted);
    else wanted.add(message);
  });
}

if (parentPort !== null) listen(parentPort);
