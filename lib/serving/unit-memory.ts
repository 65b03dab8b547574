import type { Moment } from '../assignment/assignment';
import type { EvidenceReader, UnitOfRun } from '../evidence/read';
import { withDeadline } from './deadline';
import { createGenerations } from '../protocol/generations';
import type { ServingMetrics } from './metrics/metrics';
import type { ServedEnvironment } from './snapshot';

/** What units met before, for the experiments whose answer depends on it. */
export interface UnitMemory {
  /** What `Moment` wants to know of the unit; at once where it is remembered. Never rejects. */
  readonly recall: (environment: ServedEnvironment, unit: string) => Moment['kept'] | Promise<Moment['kept']>;
  /** The unit meets the variant now: known here before it is stored. */
  readonly note: (runId: number, unit: string, variantIndex: number) => void;
}

export interface UnitMemoryOptions {
  readonly variantsMet: EvidenceReader['variantsMet'];
  readonly isDatabaseReachable: () => boolean;
  readonly metrics: ServingMetrics;
  /** Most units and runs that are remembered. */
  readonly maxRemembered: number;
  readonly timeoutMs: number;
  readonly now: () => Date;
}

/** A unit that met a variant keeps it; one that met none may meet one elsewhere at any moment. */
const MET_FOR_MS = 60_000;
const UNMET_FOR_MS = 2_000;
const MAX_PAIRS = 1_000;
const MAX_WAITING_PAIRS = 10_000;

interface Remembered {
  /** Null: it had met none. */
  readonly variantIndex: number | null;
  readonly untilMs: number;
}

const keyOf = ({ runId, unit }: UnitOfRun) => `${runId} ${unit}`;

export function createUnitMemory(options: UnitMemoryOptions): UnitMemory {
  const { variantsMet, isDatabaseReachable, metrics, timeoutMs, now } = options;
  const remembered = createGenerations<Remembered>(Math.ceil(options.maxRemembered / 2));
  const counts = {
    remembered: metrics.lookups.of({ result: 'remembered' }),
    read: metrics.lookups.of({ result: 'read' }),
    unavailable: metrics.lookups.of({ result: 'unavailable' }),
  };

  const store = (pair: UnitOfRun, variantIndex: number | null) => {
    const forMs = variantIndex === null ? UNMET_FOR_MS : MET_FOR_MS;
    remembered.set(keyOf(pair), { variantIndex, untilMs: now().getTime() + forMs });
  };

  const read = async (pairs: readonly UnitOfRun[]): Promise<void> => {
    const rows = await variantsMet(pairs);
    const found = new Map(rows.map((row) => [keyOf(row), row.variant]));
    for (const pair of pairs) store(pair, found.get(keyOf(pair)) ?? null);
  };
  const readTogether = createSharedReads(read);

  const fromMemory = (environment: ServedEnvironment, unit: string): Moment['kept'] => {
    const met = new Map<string, string>();
    for (const { runId, compiled } of environment.remembering) {
      const index = remembered.get(keyOf({ runId, unit }))?.variantIndex ?? null;
      const { key, run, variants } = compiled.experiment;
      const variant = index === null ? undefined : variants[index];
      if (variant !== undefined) met.set(`${key} ${run}`, variant.key);
    }
    return met.size === 0 ? undefined : (experiment, run) => met.get(`${experiment} ${run}`);
  };

  return {
    note: (runId, unit, variantIndex) => {
      const pair = { runId, unit };
      // The first meeting counts; a later one does not replace it.
      if ((remembered.get(keyOf(pair))?.variantIndex ?? null) === null) store(pair, variantIndex);
    },
    recall: (environment, unit) => {
      const nowMs = now().getTime();
      const unknown = environment.remembering
        .map(({ runId }) => ({ runId, unit }))
        .filter((pair) => (remembered.get(keyOf(pair))?.untilMs ?? 0) <= nowMs);
      if (unknown.length === 0) {
        counts.remembered.value += 1;
        return fromMemory(environment, unit);
      }
      if (!isDatabaseReachable()) {
        counts.unavailable.value += 1;
        return fromMemory(environment, unit);
      }
      return withDeadline(readTogether(unknown), timeoutMs, 'looking up what a unit met').then(
        () => {
          counts.read.value += 1;
          return fromMemory(environment, unit);
        },
        () => {
          counts.unavailable.value += 1;
          return fromMemory(environment, unit);
        },
      );
    },
  };
}

/** Lets look-ups that arrive during a read share the next one, two reads at a time; too many at once are refused. */
function createSharedReads(read: (pairs: readonly UnitOfRun[]) => Promise<void>) {
  const waiting: {
    readonly pairs: readonly UnitOfRun[];
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  let pairsWaiting = 0;
  let reads = 0;

  const start = (): void => {
    while (reads < 2 && waiting.length > 0) {
      const group = waiting.splice(0, MAX_PAIRS);
      const pairs = group.flatMap((asked) => asked.pairs);
      pairsWaiting -= pairs.length;
      reads += 1;
      void read(pairs)
        .then(
          () => group.forEach(({ resolve }) => resolve()),
          (error: unknown) => group.forEach(({ reject }) => reject(error)),
        )
        .finally(() => {
          reads -= 1;
          start();
        });
    }
  };

  return (pairs: readonly UnitOfRun[]): Promise<void> => {
    if (pairsWaiting + pairs.length > MAX_WAITING_PAIRS)
      return Promise.reject(new Error('too many look-ups wait'));
    return new Promise((resolve, reject) => {
      waiting.push({ pairs, resolve, reject });
      pairsWaiting += pairs.length;
      start();
    });
  };
}
