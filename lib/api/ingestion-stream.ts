import type { Context } from '../auth/context';
import { newRequestId } from '../ids';
import { processLog } from '../log';
import { problemContentType, toProblem } from '../protocol/problem';
import type { ApiRequest, ApiResponse, Connect } from '../protocol/request';
import { webResponse } from '../protocol/web-response';
import { watchIngestion } from '../verbs/data/watch-ingestion';
import type { IngestionTail, TailItem } from '../ingestion/ingestion-tail';
import { processDataPlane } from '../serving/process-data-plane';
import type { ControlPlaneOptions } from './control-plane-options';
import { queryOf } from '../protocol/query';

/** Most items that wait to be sent to one watcher; of more, the oldest are left out and counted. */
const MAX_WAITING = 200;
const SEND_EVERY_MS = 250;
/** Who watches is asked again this often, and told that the stream is still there. */
const HEARTBEAT_MS = 5_000;

interface Watching {
  readonly tail: IngestionTail;
  readonly heartbeatMs?: number;
  /** Asked at the beginning and at every heartbeat: the stream ends within 15 seconds of the key, the session or the role that it rests on. */
  readonly contextOf: () => Promise<Context>;
}

/**
 * What an environment just took in and what it refused, as server-sent events: each an `items` event with
 * `{ items: [{ sequence, at, kind, code, detail, item }], omitted }`. Of this process alone, from now on; `omitted` counts
 * what came faster than it could be sent. The query says which environment (`?environment=staging`). Throws what the verb throws.
 */
async function ingestionStream(
  method: string,
  path: string,
  { tail, contextOf, heartbeatMs = HEARTBEAT_MS }: Watching,
): Promise<ApiResponse> {
  const waiting = createWaitingItems();
  const watch = await startWatch(waiting, async (onItem) => {
    const begun = await watchIngestion({ ctx: await contextOf(), input: queryOf(path) });
    return begun.watch(tail, onItem);
  });
  // Nobody will be connected.
  if (method === 'HEAD') watch.stop();
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
    body: null,
    connect: connectTo(waiting, watch, heartbeatMs),
  };
}

/** For a secret key in the Authorization header, with the scope "data:read". */
export async function keyedIngestionStream(
  request: ApiRequest,
  { contextFor, ingestion }: Pick<ControlPlaneOptions, 'contextFor' | 'ingestion'>,
): Promise<ApiResponse> {
  const { tail } = await ingestion();
  return ingestionStream(request.method, request.path, {
    tail,
    contextOf: () => contextFor(request),
  });
}

/** The same for a page of the console, by the context of its session. */
export async function consoleIngestionStream(
  request: Request,
  contextOf: () => Promise<Context>,
): Promise<Response> {
  try {
    const { ingestion } = await processDataPlane();
    const { pathname, search } = new URL(request.url);
    const answer = await ingestionStream(request.method, `${pathname}${search}`, {
      tail: ingestion.tail,
      contextOf,
    });
    return webResponse(request, answer, Object.entries(answer.headers).flat());
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

function connectTo(waiting: WaitingItems, watch: Watch, heartbeatMs: number): Connect {
  return (sink) => {
    let isOver = false;
    const beat = async () => {
      try {
        await watch.renew();
      } catch {
        // Also where the database is away: nobody can say then that they still may.
        stop();
        sink.end();
        return;
      }
      if (!isOver && sink.isIdle()) sink.send(': still here\n\n');
    };
    const timers = [
      // Where the watcher does not keep up, items go on waiting, and the oldest make room.
      setInterval(() => {
        const text = sink.isIdle() ? waiting.take() : null;
        if (text !== null) sink.send(text);
      }, SEND_EVERY_MS),
      setInterval(() => void beat(), heartbeatMs),
    ];
    const stop = () => {
      isOver = true;
      watch.stop();
      for (const timer of timers) clearInterval(timer);
    };
    sink.send('retry: 2000\n\n');
    return stop;
  };
}

function refusal(error: unknown): Response {
  const requestId = newRequestId();
  const problem = toProblem(error, requestId);
  if (problem.status >= 500) processLog().error({ error, requestId }, 'a request failed');
  return Response.json(problem, { status: problem.status, headers: { 'content-type': problemContentType } });
}
