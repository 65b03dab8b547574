import type { Log } from '../log';
import type { EvidenceStore } from '../services/ingestion/evidence-store';
import { isStorageAway, StorageUnavailableError } from '../services/ingestion/storage-unavailable';
import type { ExposureRow } from '../services/ingestion/write-exposures';
import { createGenerations } from './generations';

export interface ExposureBufferOptions {
  readonly store: EvidenceStore;
  readonly log: Log;
  readonly flushIntervalMs: number;
  /** Most exposures that wait to be stored; more are lost, counted and logged. */
  readonly maxWaiting: number;
  /** Most units remembered as stored; a unit that comes back while it is remembered costs no write. */
  readonly maxRemembered: number;
}

export interface ExposureBufferCounts {
  readonly waiting: number;
  readonly lost: number;
}

/**
 * Exposures that come of evaluations. An evaluation does not wait for the disk, so unlike those that are sent to us these
 * are stored a moment later; what is lost in a crash is at most that moment, and the unit's next evaluation brings it.
 */
export interface ExposureBuffer {
  /** `attributes` is called only if the exposure is not known yet. */
  readonly add: (row: Omit<ExposureRow, 'attributes'>, attributes: () => string | null) => void;
  readonly flush: () => Promise<void>;
  readonly counts: () => ExposureBufferCounts;
  /** Stores what waits; what cannot be stored then is lost and logged. */
  readonly close: () => Promise<void>;
}

export function createExposureBuffer(options: ExposureBufferOptions): ExposureBuffer {
  const { store, log, maxWaiting, maxRemembered } = options;
  const remembered = createGenerations<true>(Math.ceil(maxRemembered / 2));
  let waiting = new Map<string, ExposureRow>();
  let flushing: Promise<void> | null = null;
  let lost = 0;

  const lose = (count: number, error?: unknown) => {
    if (lost === 0 || error !== undefined) log.error({ count, error }, 'exposures of evaluations were lost');
    lost += count;
  };

  const keepForLater = (batch: ReadonlyMap<string, ExposureRow>) => {
    const kept = [...batch, ...waiting];
    waiting = new Map(kept.slice(0, maxWaiting));
    if (kept.length > maxWaiting) lose(kept.length - maxWaiting);
  };

  const write = async (): Promise<void> => {
    const batch = waiting;
    waiting = new Map();
    try {
      await store.exposures.submit([...batch.values()]);
      for (const key of batch.keys()) remembered.set(key, true);
    } catch (error) {
      if (isStorageAway(error) || error instanceof StorageUnavailableError) keepForLater(batch);
      else lose(batch.size, error);
    }
  };

  const flush = (): Promise<void> => {
    if (waiting.size === 0) return flushing ?? Promise.resolve();
    flushing ??= write().finally(() => (flushing = null));
    return flushing;
  };

  const timer = setInterval(() => void flush(), options.flushIntervalMs);
  timer.unref();

  return {
    add: (row, attributes) => {
      const key = `${row.runId} ${row.variant} ${row.unit}`;
      if (remembered.get(key) === true || waiting.has(key)) return;
      if (waiting.size >= maxWaiting) lose(1);
      else waiting.set(key, { ...row, attributes: attributes() });
    },
    flush,
    counts: () => ({ waiting: waiting.size, lost }),
    close: async () => {
      clearInterval(timer);
      await flush();
      await flush();
      if (waiting.size > 0) lose(waiting.size, new Error('the process ended while the storage was away'));
    },
  };
}
