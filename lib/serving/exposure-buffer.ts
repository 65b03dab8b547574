import type { Log } from '../log';
import { StorageUnavailableError } from '../evidence/storage-unavailable';
import type { ExposureRow, SharedCommit } from '../evidence/write';
import { createGenerations } from '../protocol/generations';

export interface ExposureBufferOptions {
  readonly exposures: SharedCommit<ExposureRow>;
  readonly log: Log;
  readonly flushIntervalMs: number;
  /** Most exposures that wait to be stored; more are lost, counted and logged. */
  readonly maxWaiting: number;
  /** The same in characters of their texts. */
  readonly maxWaitingCharacters: number;
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

// Stored in parts of at most both: a whole outage in one transaction takes longer than a transaction may, for ever.
const PART_ROWS = 1_000;
const PART_CHARACTERS = 1024 * 1024;

function charactersOf({ unit, attributes }: ExposureRow): number {
  return unit.length + (attributes?.length ?? 0);
}

type Waiting = readonly [key: string, row: ExposureRow];

function inParts(batch: ReadonlyMap<string, ExposureRow>): readonly (readonly Waiting[])[] {
  const parts: Waiting[][] = [];
  let part: Waiting[] = [];
  let characters = 0;
  for (const entry of batch) {
    const more = charactersOf(entry[1]);
    if (part.length > 0 && (part.length === PART_ROWS || characters + more > PART_CHARACTERS)) {
      parts.push(part);
      part = [];
      characters = 0;
    }
    part.push(entry);
    characters += more;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

export function createExposureBuffer(options: ExposureBufferOptions): ExposureBuffer {
  const { exposures, log, maxWaiting, maxWaitingCharacters, maxRemembered } = options;
  const remembered = createGenerations<true>(Math.ceil(maxRemembered / 2));
  let waiting = new Map<string, ExposureRow>();
  let waitingCharacters = 0;
  let flushing: Promise<void> | null = null;
  let lost = 0;

  const lose = (count: number, error?: unknown) => {
    if (lost === 0 || error !== undefined) log.error({ count, error }, 'exposures of evaluations were lost');
    lost += count;
  };

  const keep = (key: string, row: ExposureRow) => {
    const characters = charactersOf(row);
    if (waiting.size >= maxWaiting || waitingCharacters + characters > maxWaitingCharacters) {
      lose(1);
      return;
    }
    waiting.set(key, row);
    waitingCharacters += characters;
  };

  const takeAll = (): ReadonlyMap<string, ExposureRow> => {
    const batch = waiting;
    waiting = new Map();
    waitingCharacters = 0;
    return batch;
  };

  /** The older ones first, so that the youngest are lost where there is no room. */
  const keepForLater = (older: readonly Waiting[]) => {
    const younger = takeAll();
    for (const [key, row] of older) keep(key, row);
    for (const [key, row] of younger) if (!waiting.has(key)) keep(key, row);
  };

  /** Whether the storage was there. */
  const writePart = async (part: readonly Waiting[]): Promise<boolean> => {
    try {
      await exposures.submit(part.map(([, row]) => row));
      for (const [key] of part) remembered.set(key, true);
    } catch (error) {
      if (error instanceof StorageUnavailableError) return false;
      lose(part.length, error);
    }
    return true;
  };

  const write = async (): Promise<void> => {
    const parts = inParts(takeAll());
    for (const [index, part] of parts.entries()) {
      if (await writePart(part)) continue;
      keepForLater(parts.slice(index).flat());
      return;
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
      else keep(key, { ...row, attributes: attributes() });
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
