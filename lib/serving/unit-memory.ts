import type { Moment } from '../assignment/assignment';
import type { Database } from '../database/client';
import { withDeadline } from './deadline';
import { createGenerations } from './generations';
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
  readonly database: Database;
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

// Why: an experiment that is sticky, or takes in nobody new, gives a unit the variant that it met before. Guarantees: one
// row for each run and unit that met one, found by primary key. A run that continues another (it has its salt) keeps what units
// met there: rows of the run that was first come last.
//
// Example for (7, 'u1') and (7, 'u2') where only u1 was ever exposed:
//   runId | unit | variant
//       7 | u1   |       1
const FIND_MET = `
select "asked"."run_id" as "runId", "exposures"."unit", "exposures"."variant"
from unnest($1::int[], $2::text[]) as "asked" ("run_id", "unit")
join "runs" on "runs"."id" = "asked"."run_id"
join "runs" as "met_in"
  on "met_in"."experiment_id" = "runs"."experiment_id"
  and "met_in"."environment_id" = "runs"."environment_id"
  and "met_in"."salt" = "runs"."salt"
  and "met_in"."number" <= "runs"."number"
join "exposures"
  on "exposures"."run_id" = "met_in"."id"
  and "exposures"."unit_hash" = hashtextextended("asked"."unit", 0)
  and "exposures"."unit" = "asked"."unit"
order by "met_in"."number" desc
`;

interface MetRow {
  readonly runId: number;
  readonly unit: string;
  readonly variant: number;
}

interface Pair {
  readonly runId: number;
  readonly unit: string;
}

const keyOf = ({ runId, unit }: Pair) => `${runId} ${unit}`;

export function createUnitMemory(options: UnitMemoryOptions): UnitMemory {
  const { database, isDatabaseReachable, metrics, timeoutMs, now } = options;
  const remembered = createGenerations<Remembered>(Math.ceil(options.maxRemembered / 2));
  const counts = {
    remembered: metrics.lookups.of({ result: 'remembered' }),
    read: metrics.lookups.of({ result: 'read' }),
    unavailable: metrics.lookups.of({ result: 'unavailable' }),
  };

  const store = (pair: Pair, variantIndex: number | null) => {
    const forMs = variantIndex === null ? UNMET_FOR_MS : MET_FOR_MS;
    remembered.set(keyOf(pair), { variantIndex, untilMs: now().getTime() + forMs });
  };

  const read = async (pairs: readonly Pair[]): Promise<void> => {
    const { rows } = await database.pool.query<MetRow>({
      name: 'find-met',
      text: FIND_MET,
      values: [pairs.map(({ runId }) => runId), pairs.map(({ unit }) => unit)],
    });
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
function createSharedReads(read: (pairs: readonly Pair[]) => Promise<void>) {
  const waiting: {
    readonly pairs: readonly Pair[];
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

  return (pairs: readonly Pair[]): Promise<void> => {
    if (pairsWaiting + pairs.length > MAX_WAITING_PAIRS)
      return Promise.reject(new Error('too many look-ups wait'));
    return new Promise((resolve, reject) => {
      waiting.push({ pairs, resolve, reject });
      pairsWaiting += pairs.length;
      start();
    });
  };
}
