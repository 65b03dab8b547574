import type { Database } from '../../../database/client';

// Why: a row of a month without partition is refused by Postgres. The function does nothing where the partition exists,
// and makes one without locking out readers and writers of the other months. A month at a time, each committed by itself: years
// of history in one request may take longer than a statement may, and whoever sends them again goes on where it ended.
const ENSURE_PARTITION = 'select "ensure_event_partition"($1::timestamptz)';

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
      for (const month of [...missing].sort((one, other) => one - other)) {
        const start = new Date(Date.UTC(Math.floor(month / 12), month % 12));
        await database.writePool.query(ENSURE_PARTITION, [start.toISOString()]);
        // After the commit: a month that is remembered and was rolled back would refuse its events for good.
        existing.add(month);
      }
    },
    forget: () => existing.clear(),
  };
}
