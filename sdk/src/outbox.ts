import { backoffMs } from './backoff';
import { messageOf, type Report } from './errors';
import type { Persistence } from './persistence';
import type { Platform } from './platform';
import type { SendRequest } from './requests';

export interface OutboxOptions {
  /** `exposures` or `events`: the end of the path, and the list's name in the body. */
  readonly kind: 'exposures' | 'events';
  readonly send: SendRequest;
  readonly report: Report;
  readonly platform: Platform;
  readonly flushIntervalMs: number;
  /** Most items that wait; more are refused, because the first exposure of a unit is the one that counts. */
  readonly maxQueued: number;
  readonly persistence: Persistence;
}

/** Items on their way to the server: each leaves when the server has answered for it. */
export interface Outbox {
  /** Takes an item as JSON text. False: the queue is full. */
  readonly add: (item: string) => boolean;
  /** Sends what waits, now; resolves when all is sent or the first try failed. */
  readonly flush: () => Promise<void>;
  /** The same for a page that may be gone at once: waits for no answer, and keeps the items for the next start. */
  readonly flushAtLeave: () => void;
  /** Takes up what an earlier page or process could not send. */
  readonly restore: () => void | Promise<void>;
  /** Tries no more; keeps what is left for the next start. */
  readonly stop: () => Promise<void>;
}

const MAX_ITEMS = 500;
const LONGEST_DELAY_MS = 60_000;

type Outcome = { readonly done: true } | { readonly done: false; readonly retryAfter: string | null };

export function createOutbox(options: OutboxOptions): Outbox {
  const { kind, send, report, platform, flushIntervalMs, maxQueued, persistence } = options;
  const name = `unsent.${kind}`;
  const queue: string[] = [];
  let underWay = 0;
  let failures = 0;
  let flushing: Promise<void> | null = null;
  let cancelTimer: (() => void) | null = null;
  let isStopped = false;
  let isKept = false;
  let maxItems = MAX_ITEMS;

  const keep = (): void | Promise<void> => {
    if (queue.length === 0 && !isKept) return;
    isKept = queue.length > 0;
    return persistence.save(name, isKept ? `[${queue.join(',')}]` : null);
  };

  const batchFrom = (start: number): readonly string[] => {
    let end = start;
    let characters = 0;
    while (end < queue.length && end - start < maxItems) {
      characters += queue[end]?.length ?? 0;
      if (characters > platform.maxBatchCharacters && end > start) break;
      end += 1;
    }
    return queue.slice(start, end);
  };

  const post = async (batch: readonly string[]): Promise<Outcome> => {
    const body = `{"${kind}":[${batch.join(',')}]}`;
    try {
      const response = await send(`/api/v1/${kind}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
        keepalive: platform.isPage,
      });
      return await readAnswer(response, batch);
    } catch (error) {
      report('SENDING_FAILED', `The ${kind} could not be sent and will be sent again: ${messageOf(error)}`, error);
      return { done: false, retryAfter: null };
    }
  };

  const readAnswer = async (response: Response, batch: readonly string[]): Promise<Outcome> => {
    const { status } = response;
    if (response.ok) {
      await reportRejected(response);
      maxItems = MAX_ITEMS;
      return { done: true };
    }
    const detail = (await response.text()).slice(0, 500);
    if (status === 413 && batch.length > 1) {
      maxItems = Math.ceil(batch.length / 2);
      return { done: false, retryAfter: '0' };
    }
    if (status === 400 || status === 413 || status === 422) {
      report('REJECTED', `The server refused ${batch.length} ${kind} (${status}): ${detail}`);
      return { done: true };
    }
    report('SENDING_FAILED', `The ${kind} were answered with ${status} and will be sent again: ${detail}`);
    return { done: false, retryAfter: response.headers.get('retry-after') };
  };

  const reportRejected = async (response: Response) => {
    const verdict: unknown = await response.json();
    if (typeof verdict !== 'object' || verdict === null || !('rejected' in verdict)) return;
    const { rejected } = verdict;
    if (!Array.isArray(rejected) || rejected.length === 0) return;
    report('REJECTED', `The server rejected ${rejected.length} ${kind}: ${JSON.stringify(rejected[0])}`, rejected);
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = batchFrom(0);
      underWay = batch.length;
      const outcome = await post(batch);
      underWay = 0;
      if (outcome.done) {
        queue.splice(0, batch.length);
        failures = 0;
        continue;
      }
      failures += 1;
      schedule(backoffMs(failures, LONGEST_DELAY_MS, outcome.retryAfter));
      return;
    }
    if (isKept) void keep();
  };

  const flush = (): Promise<void> => {
    cancelTimer?.();
    cancelTimer = null;
    flushing ??= drain().finally(() => (flushing = null));
    return flushing;
  };

  const schedule = (delayMs: number) => {
    if (isStopped || cancelTimer !== null) return;
    cancelTimer = platform.startTimer(() => void flush(), delayMs);
  };

  return {
    add: (item) => {
      if (isStopped || queue.length >= maxQueued) {
        report('QUEUE_FULL', `An item of ${kind} is lost: ${isStopped ? 'the client is closed' : `${maxQueued} wait already`}.`);
        return false;
      }
      queue.push(item);
      schedule(flushIntervalMs);
      if (queue.length === MAX_ITEMS && failures === 0) void flush();
      return true;
    },
    flush,
    flushAtLeave: () => {
      if (flushing === null) void flush();
      else if (queue.length > underWay) void post(batchFrom(underWay));
      void keep();
    },
    restore: () =>
      persistence.load(name, (text) => {
        const items: unknown = JSON.parse(text);
        if (!Array.isArray(items) || items.length === 0) return;
        isKept = true;
        queue.push(...items.slice(0, maxQueued - queue.length).map((item: unknown) => JSON.stringify(item)));
        schedule(flushIntervalMs);
      }),
    stop: async () => {
      isStopped = true;
      cancelTimer?.();
      cancelTimer = null;
      await keep();
    },
  };
}
