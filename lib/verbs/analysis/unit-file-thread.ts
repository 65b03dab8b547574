import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { unitFile } from './unit-file';
import { unitFileOrder, type UnitFileAnswer, type UnitFileOrder } from './unit-file-messages';

// Run as a thread by unit-file-stream.ts: reads rows of units and makes a file of them, beside the thread that answers requests. Each
// message to it asks for one piece.

/** On Linux a priority is a thread's own; elsewhere it would be the whole process's. */
const LESS_THAN_REQUESTS = 10;

/** How long it rests after each piece, as a multiple of what the piece took. */
const REST = 1;

async function send(port: NonNullable<typeof parentPort>, order: UnitFileOrder): Promise<void> {
  let asked = 0;
  let wake: () => void = () => undefined;
  port.on('message', () => {
    asked += 1;
    wake();
  });
  const untilAsked = async () => {
    while (asked === 0) await new Promise<void>((resolve) => (wake = resolve));
    asked -= 1;
  };
  const answer = (message: UnitFileAnswer, transferred: readonly ArrayBuffer[] = []) => {
    port.postMessage(message, transferred);
  };
  const pieces = unitFile(order);
  try {
    for (;;) {
      await untilAsked();
      const startedAtMs = performance.now();
      const next = await pieces.next();
      // As long again as it took belongs to everybody else, Postgres too: the longer where the machine is busy.
      await sleep(REST * (performance.now() - startedAtMs));
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

if (parentPort !== null) {
  if (os.platform() === 'linux') os.setPriority(LESS_THAN_REQUESTS);
  await send(parentPort, unitFileOrder.parse(workerData));
}
