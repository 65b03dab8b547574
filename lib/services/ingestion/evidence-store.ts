import type { Database } from '../../database/client';
import { createEventPartitions } from './event-partitions';
import { createGroupCommit, type GroupCommit } from './group-commit';
import { createIntake, type Intake } from './intake';
import { writeEarlierTimes } from './write-earlier-times';
import { writeEvents, type EventRow } from './write-events';
import { writeExposures, type ExposureRow } from './write-exposures';

/** Where a process writes evidence; one for each process, so that its requests share commits. */
export interface EvidenceStore {
  readonly exposures: GroupCommit<ExposureRow>;
  readonly events: GroupCommit<EventRow>;
  readonly intake: Intake;
}

// 5,000 rows take some 50 ms; 50,000 waiting rows some 50 MB at the most usual sizes.
const LIMITS = { maxRowsTogether: 5_000, maxRowsWaiting: 50_000, maxWrites: 2 } as const;

/** SQLSTATE of a row that fits no partition. */
const NO_PARTITION = '23514';

export function createEvidenceStore(database: Database): EvidenceStore {
  const partitions = createEventPartitions(database);

  const write = async (rows: readonly EventRow[]): Promise<ReadonlySet<number>> => {
    await partitions.ensure(rows.map((row) => row.occurredAt));
    const isNew = await writeEvents(database, rows);
    await writeEarlierTimes(
      database,
      rows.filter((_, index) => !isNew.has(index)),
    );
    return isNew;
  };

  return {
    intake: createIntake(database),
    exposures: createGroupCommit({ ...LIMITS, write: (rows) => writeExposures(database, rows) }),
    events: createGroupCommit({
      ...LIMITS,
      write: async (rows) => {
        try {
          return await write(rows);
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === NO_PARTITION)) throw error;
          partitions.forget();
          return write(rows);
        }
      },
    }),
  };
}
