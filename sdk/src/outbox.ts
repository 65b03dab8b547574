import { backoffMs } from './backoff';
import type { Core } from './core';
import type { ItemKind } from './item-kind';
import { postBatch } from './post-batch';

/** Items on their way to the server: each leaves when the server has answered for it. */
export interface Outbox {
  /** Takes an item as JSON text. False: it is lost, because the queue is full or the client closed. */
  readonly add: (item: string) => boolean;
  /** Sends what waits, now; resolves when all is sent or the first try failed. */
  readonly flush: () => Promise<void>;
  /** The same for a page that may be gone at once: waits for no answer, and keeps the items for the next start. */
  readonly flushAtLeave: () => void;
  /** Tries no more; keeps what is left for the next start. */
  readonly stop: () => void | Promise<void>;
  /** Tries again. */
  readonly restart: () => void;
}

const MAX_ITEMS = 500;

export function createOutbox(core: Core, kind: ItemKind): Outbox {
  const { report, platform, options, hasServer, load, save } = core;
  const { maxQueued = 10_000, flushIntervalMs = platform.flushIntervalMs } = options;
  const queue: string[] = [];
  let underWay = 0;
  let failures = 0;
  let flushing: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;
  let isStopped = false;
  /** What of the kept items is in our hands; the others are those of another page. */
  let ours: ReadonlySet<string> = new Set();

  const keep = () => {
    if (queue.length === 0 && ours.size === 0) return;
    return save(kind, (kept) => {
      const items = [...textsOf(kept).filter((item) => !ours.has(item)), ...queue];
      ours = new Set(queue);
      return items.length > 0 ? `[${items.join()}]` : null;
    });
  };

  const batchFrom = (start: number): readonly string[] => {
    let characters = 0;
    const isTooMany = (item: string, index: number) =>
      (characters += item.length) > platform.batchCharacters && index > 0;
    const rest = queue.slice(start, start + MAX_ITEMS);
    const end = rest.findIndex(isTooMany);
    return end < 0 ? rest : rest.slice(0, end);
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = batchFrom(0);
      underWay = batch.length;
      const failure = await postBatch(core, kind, batch);
      underWay = 0;
      if (failure) {
        failures += 1;
        schedule(backoffMs(failures, failure.retryAfter));
        return;
      }
      queue.splice(0, batch.length);
      failures = 0;
    }
    void keep();
  };

  const cancel = () => {
    cancelTimer?.();
    cancelTimer = undefined;
  };

  const flush = (): Promise<void> => {
    cancel();
    return (flushing ??= drain().finally(() => (flushing = undefined)));
  };

  const schedule = (delayMs: number) => {
    if (!isStopped) cancelTimer ??= platform.startTimer(() => void flush(), delayMs);
  };

  load(kind, (kept) => {
    const items = textsOf(kept);
    ours = new Set(items);
    queue.push(...items);
    schedule(flushIntervalMs);
  });

  return {
    add: (item) => {
      if (!hasServer) return true;
      if (isStopped || queue.length >= maxQueued) {
        report('QUEUE_FULL', kind);
        return false;
      }
      queue.push(item);
      schedule(flushIntervalMs);
      if (queue.length === MAX_ITEMS && failures === 0) void flush();
      return true;
    },
    flush,
    flushAtLeave: () => {
      if (!flushing) void flush();
      else if (queue.length > underWay) void postBatch(core, kind, batchFrom(underWay));
      void keep();
    },
    stop: () => {
      isStopped = true;
      cancel();
      return keep();
    },
    restart: () => {
      isStopped = false;
      if (queue.length > 0) schedule(flushIntervalMs);
    },
  };
}

/** Items that were kept, each as the JSON text that it is sent as. */
function textsOf(kept: unknown): string[] {
  return ((kept ?? []) as readonly unknown[]).map((item) => JSON.stringify(item));
}
