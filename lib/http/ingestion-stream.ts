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
/** Who watches is asked again this often, and told that the stream is still there. */
const HEARTBEAT_MS = 5_000;

/**
 * What an environment just took in and what it refused, as server-sent events: each an `items` event with
 * `{ items: [{ sequence, at, kind, code, detail, item }], omitted }`. Of this process alone, from now on; `omitted` counts
 * what came faster than it could be sent. The query says which environment (`?environment=staging`). `contextOf` is asked at
 * the beginning and at every heartbeat: the stream ends within 15 seconds of the key, the session or the role that it rests on.
 */
export async function ingestionStreamResponse(
  request: Request,
  contextOf: () => Promise<Context>,
  heartbeatMs = HEARTBEAT_MS,
): Promise<Response> {
  try {
    const { tail } = await processIntake();
    const input = Object.fromEntries(new URL(request.url).searchParams);
    const waiting = createWaitingItems();
    const watch = await startWatch(waiting, async (onItem) =>
      watchIngestion({ ctx: await contextOf(), input, tail, onItem }),
    );
    return new Response(eventStream(waiting, watch, request.signal, heartbeatMs), {
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

interface Watch {
  /** Authorises anew, as if the stream began now. Rejects where that is refused, or cannot be asked. */
  readonly renew: () => Promise<void>;
  readonly stop: () => void;
}

/** The next watch begins before the last one ends, and is heard from then on: no item is missed, none told twice. */
async function startWatch(
  waiting: WaitingItems,
  begin: (onItem: (item: TailItem) => void) => Promise<() => void>,
): Promise<Watch> {
  let heard = 0;
  let isStopped = false;
  let stopHeard: () => void = () => undefined;
  const renew = async () => {
    const number = heard + 1;
    const stop = await begin((item) => {
      if (heard === number) waiting.add(item);
    });
    stopHeard();
    heard = number;
    stopHeard = stop;
    if (isStopped) stop();
  };
  await renew();
  return {
    renew,
    stop: () => {
      isStopped = true;
      stopHeard();
    },
  };
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
  watch: Watch,
  signal: AbortSignal,
  heartbeatMs: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timers: NodeJS.Timeout[] = [];
  const end = () => {
    watch.stop();
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
      const close = () => {
        end();
        try {
          controller.close();
        } catch {
          // Cancelled at the same moment: closed already.
        }
      };
      const beat = async () => {
        try {
          await watch.renew();
        } catch {
          // Also where the database is away: nobody can say then that they still may.
          close();
          return;
        }
        if (timers.length > 0 && keepsUp()) send(': still here\n\n');
      };
      send('retry: 2000\n\n');
      timers = [
        setInterval(() => keepsUp() && send(waiting.take()), SEND_EVERY_MS),
        setInterval(() => void beat(), heartbeatMs),
      ];
      signal.addEventListener('abort', close);
    },
    cancel: end,
  });
}

/** The same for a secret key in the Authorization header, with the scope "data:read". */
export async function keyedIngestionStream(request: Request): Promise<Response> {
  const authorization = request.headers.get('authorization');
  return ingestionStreamResponse(request, () => keyContext(processDatabase(), authorization));
}

function refusal(error: unknown): Response {
  const requestId = newRequestId();
  const problem = toProblem(error, requestId);
  if (problem.status >= 500) processLog().error({ error, requestId }, 'a request failed');
  return Response.json(problem, { status: problem.status, headers: { 'content-type': problemContentType } });
}
