import type { Database } from '../../database/client';
import { createAdmission, type Admission } from './admission';
import { countConflicting } from './count-conflicting';
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
  /** Bodies under way, by the bytes that are here of them. */
  readonly admission: Admission;
}

// 5,000 rows take some 100 ms; what waits takes at the most some three times its bytes in memory.
const LIMITS = {
  maxRowsTogether: 5_000,
  maxBytesTogether: 8 * 1024 * 1024,
  maxRowsWaiting: 50_000,
  maxBytesWaiting: 32 * 1024 * 1024,
  minRowsBeside: 100,
} as const;

// A body under way takes some six times its bytes: as text, as items, as rows, as parameters.
const MAX_BODY_BYTES_TOGETHER = 24 * 1024 * 1024;

/** What a row takes beside its texts, about. */
const ROW_BYTES = 200;

function bytesOfEvent({ name, unit, properties }: EventRow): number {
  return ROW_BYTES + name.length + unit.length + (properties?.length ?? 0);
}

function bytesOfExposure({ unit, attributes }: ExposureRow): number {
  return ROW_BYTES + unit.length + (attributes?.length ?? 0);
}

/** SQLSTATE of a row that fits no partition. */
const NO_PARTITION = '23514';

export function createEvidenceStore(database: Database): EvidenceStore {
  const partitions = createEventPartitions(database);
  const intake = createIntake(database);

  const write = async (rows: readonly EventRow[]): Promise<ReadonlySet<number>> => {
    await partitions.ensure(rows.map((row) => row.occurredAt));
    const duplicates = await writeEvents(database, rows);
    const again = rows.filter((_, index) => duplicates.has(index));
    for (const { environmentId, items } of await countConflicting(database, again)) {
      intake.counter.add(environmentId, new Date(), 'EVENT', 'CONFLICTING_DUPLICATE', items);
    }
    await writeEarlierTimes(database, again);
    return duplicates;
  };

  const exposures = createGroupCommit<ExposureRow>({
    ...LIMITS,
    maxWrites: 2,
    bytesOf: bytesOfExposure,
    write: (rows) => writeExposures(database, rows),
  });
  const events = createGroupCommit<EventRow>({
    ...LIMITS,
    maxWrites: 6,
    bytesOf: bytesOfEvent,
    write: async (rows) => {
      try {
        return await write(rows);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === NO_PARTITION)) throw error;
        partitions.forget();
        return write(rows);
      }
    },
  });
  const admission = createAdmission(MAX_BODY_BYTES_TOGETHER, () => exposures.isFull() || events.isFull());
  return { exposures, events, intake, admission };
}
