import type { Database } from '../../../database/client';
import type { EventRow, EvidenceWriter, ExposureRow, SharedCommit, VerdictCounter } from '../../write';
import { countConflicting } from './count-conflicting';
import { createEventPartitions } from './event-partitions';
import { findErased } from './find-erased';
import { findRuns } from './find-runs';
import { createGroupCommit } from './group-commit';
import { createIngestionRules } from './ingestion-rules';
import { linkUnits } from './link-units';
import { createRejectedQuota, type RoomSize } from './rejected-quota';
import { stored } from './stored';
import { createVerdictCounter } from './verdict-counter';
import { writeEarlierTimes } from './write-earlier-times';
import { writeEvents } from './write-events';
import { writeExposures } from './write-exposures';
import { writeRejected } from './write-rejected';

// 5,000 rows take some 100 ms; what waits takes at the most some three times its bytes in memory.
const LIMITS = {
  maxRowsTogether: 5_000,
  maxBytesTogether: 8 * 1024 * 1024,
  maxRowsWaiting: 50_000,
  maxBytesWaiting: 32 * 1024 * 1024,
  minRowsBeside: 100,
} as const;

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

export interface WriterOptions {
  /** How many refused items an environment keeps. Default: REJECTED_QUOTA. */
  readonly rejectedQuota?: RoomSize;
}

/** The way into the same Postgres that holds everything else; every statement goes over `writePool`, which limits its time. */
export function createPostgresWriter(
  database: Database,
  { rejectedQuota }: WriterOptions = {},
): EvidenceWriter {
  const verdicts = createVerdictCounter(database);
  const rules = createIngestionRules(database);
  const quota = createRejectedQuota(database, rejectedQuota);
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
    write: createWriteEvents(database, verdicts),
  });
  return {
    exposures: refusingWhenAway(exposures),
    events: refusingWhenAway(events),
    linkUnits: (environmentId, links) => stored(linkUnits(database, environmentId, links)),
    keepRejected: (origin, kind, items) => stored(writeRejected(database, quota, origin, kind, items)),
    verdicts,
    rules: (environmentId) => stored(rules(environmentId)),
    findErased: (environmentId, units) => stored(findErased(database, environmentId, units)),
    findRuns: (environmentId, experiments) => stored(findRuns(database, environmentId, experiments)),
  };
}

function refusingWhenAway<Row>({ submit, isFull }: SharedCommit<Row>): SharedCommit<Row> {
  return { submit: (rows) => stored(submit(rows)), isFull };
}

/** Makes the months' partitions, stores the rows, and takes note of what their duplicates say. */
function createWriteEvents(database: Database, verdicts: VerdictCounter) {
  const partitions = createEventPartitions(database);
  const write = async (rows: readonly EventRow[]): Promise<ReadonlySet<number>> => {
    await partitions.ensure(rows.map((row) => row.occurredAt));
    const duplicates = await writeEvents(database, rows);
    const again = rows.filter((_, index) => duplicates.has(index));
    for (const { environmentId, items } of await countConflicting(database, again)) {
      verdicts.add(environmentId, new Date(), 'EVENT', 'CONFLICTING_DUPLICATE', items);
    }
    await writeEarlierTimes(database, again);
    return duplicates;
  };
  return async (rows: readonly EventRow[]): Promise<ReadonlySet<number>> => {
    try {
      return await write(rows);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === NO_PARTITION)) throw error;
      partitions.forget();
      return write(rows);
    }
  };
}
