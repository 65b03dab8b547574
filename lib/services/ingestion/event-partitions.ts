import { timestamptzArray } from '../../database/array-parameters';
import type { Database } from '../../database/client';

// Why: a row of a month without partition is refused by Postgres. The function does nothing where the partition exists,
// and makes one without locking out readers and writers of the other months. In months' order, so that two processes
// that meet a new year's data at once do not wait for each other in a circle.
const ENSURE_PARTITIONS = `
select "ensure_event_partition"("month")
from unnest($1::timestamptz[]) as "month"
order by "month"
`;

/** Makes sure that the months of the given instants have their partition; asks the database once for each month. */
export type EnsurePartitions = (instants: readonly Date[]) => Promise<void>;

export interface EventPartitions {
  readonly ensure: EnsurePartitions;
  /** Forgets what is known, for when retention has dropped a month in between. */
  readonly forget: () => void;
}

export function createEventPartitions(database: Database): EventPartitions {
  /** Years times twelve plus the month. */
  const existing = new Set<number>();
  return {
    ensure: async (instants) => {
      const missing = new Set<number>();
      for (const instant of instants) {
        const month = instant.getUTCFullYear() * 12 + instant.getUTCMonth();
        if (!existing.has(month)) missing.add(month);
      }
      if (missing.size === 0) return;
      await database.writePool.query(ENSURE_PARTITIONS, [
        timestamptzArray([...missing].map((month) => new Date(Date.UTC(Math.floor(month / 12), month % 12)))),
      ]);
      // After the commit: a month that is remembered and was rolled back would refuse its events for good.
      for (const month of missing) existing.add(month);
    },
    forget: () => existing.clear(),
  };
}
