import { keyContext } from '../auth/key-context';
import { processDatabase } from '../auth/process-database';
import { newRequestId } from '../ids';
import { processLog } from '../log';
import type { Context } from '../services/context';
import { watchIngestion } from '../services/data/watch-ingestion';
import type { TailItem } from '../services/ingestion/ingestion-tail';
import { processIntake } from './next-data-plane';
import { problemContentType, toProblem } from './problem';

/** Most items that wait to be sent to one watcher; of more, the oldest are left out and counted. */
const MAX_WAITING = 200;
const SEND_EVERY_MS = 250;
const HEARTBEAT_MS = 15_000;

/**
 * What an environment just took in and what it refused, as server-sent events: each an `items` event with
 * `{ items: [{ sequence, at, kind, code, detail, item }], omitted }`. Of this process alone, from now on; `omitted` counts
 * what came faster than it could be sent. The query says which environment (`?environment=staging`).
 */
export async function ingestionStreamResponse(request: Request, ctx: Context): Promise<Response> {
  try {
    const { tail } = await processIntake();
    const input = Object.fromEntries(new URL(request.url).searchParams);
    const waiting = createWaitingItems();
    const stop = await watchIngestion({ ctx, input, tail, onItem: waiting.add });
    return new Response(eventStream(waiting, stop, request.signal), {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    });
  } catch (error) {
    return refusal(error);
  }
}

interface WaitingItems {
  readonly add: (item: TailItem) => void;
  /** What waits, as one event; null while nothing does. */
  readonly take: () => string | null;
}

function createWaitingItems(): WaitingItems {
  let items: TailItem[] = [];
  let omitted = 0;
  return {
    add: (item) => {
      items.push(item);
      if (items.length <= MAX_WAITING) return;
      items.shift();
      omitted += 1;
    },
    take: () => {
      if (items.length === 0) return null;
      const data = JSON.stringify({ items, omitted });
      items = [];
      omitted = 0;
      return `event: items\ndata: ${data}\n\n`;
    },
  };
}

function eventStream(
  waiting: WaitingItems,
  stop: () => void,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timers: NodeJS.Timeout[] = [];
  const end = () => {
    stop();
    for (const timer of timers) clearInterval(timer);
    timers = [];
  };
  return new ReadableStream({
    start: (controller) => {
      const send = (text: string | null) => {
        if (text !== null) controller.enqueue(encoder.encode(text));
      };
      // Where the watcher does not keep up, items go on waiting, and the oldest make room.
      const keepsUp = () => (controller.desiredSize ?? 0) > 0;
      send('retry: 2000\n\n');
      timers = [
        setInterval(() => keepsUp() && send(waiting.take()), SEND_EVERY_MS),
        setInterval(() => keepsUp() && send(': still here\n\n'), HEARTBEAT_MS),
      ];
      signal.addEventListener('abort', () => {
        end();
        try {
          controller.close();
        } catch {
          // Cancelled at the same moment: closed already.
        }
      });
    },
    cancel: end,
  });
}

/** The same for a secret key in the Authorization header, with the scope "data:read". */
export async function keyedIngestionStream(request: Request): Promise<Response> {
  try {
    const ctx = await keyContext(processDatabase(), request.headers.get('authorization'));
    return await ingestionStreamResponse(request, ctx);
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Response {
  const requestId = newRequestId();
  const problem = toProblem(error, requestId);
  if (problem.status >= 500) processLog().error({ error, requestId }, 'a request failed');
  return Response.json(problem, { status: problem.status, headers: { 'content-type': problemContentType } });
}
