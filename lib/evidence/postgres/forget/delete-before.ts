import type { Database } from '../../../database/client';
import type { ReadingDatabase } from '../../../database/reader';
import type { DroppedEvidence } from '../../forget';

type DeletedRows = DroppedEvidence['deleted'];

// One pass over each table, for the environments $1 and what is before $2. Events are left to delete only where another
// workspace keeps their month. Exposures of runs that ended before go too: without their events their units would be read
// as units that did nothing.
const DELETE_EVENTS = `
delete from "events" where "environment_id" = any($1::int[]) and "occurred_at" < $2::timestamptz`;
const DELETE_EVENT_KEYS = `
delete from "event_keys" where "environment_id" = any($1::int[]) and "occurred_at" < $2::timestamptz`;
const DELETE_REJECTED = `
delete from "rejected_events" where "environment_id" = any($1::int[]) and "received_at" < $2::timestamptz`;
const DELETE_COUNTS = `
delete from "ingestion_counts" where "environment_id" = any($1::int[]) and "minute" < $2::timestamptz`;
const DELETE_EXPOSURES = `
delete from "exposures" using "runs"
where "runs"."id" = "exposures"."run_id"
  and "runs"."environment_id" = any($1::int[]) and "runs"."ended_at" < $2::timestamptz`;

// The same as counts, for a dry run; $3 names the months that would be dropped as a whole.
const COUNT = `
select
  (
    select count(*)::int from "events"
    where "environment_id" = any($1::int[]) and "occurred_at" < $2::timestamptz
      and "tableoid"::regclass::text <> all($3::text[])
  ) as "events",
  (
    select count(*)::int from "event_keys"
    where "environment_id" = any($1::int[]) and "occurred_at" < $2::timestamptz
  ) as "eventKeys",
  (
    select count(*)::int from "rejected_events"
    where "environment_id" = any($1::int[]) and "received_at" < $2::timestamptz
  ) as "rejected",
  (
    select count(*)::int from "ingestion_counts"
    where "environment_id" = any($1::int[]) and "minute" < $2::timestamptz
  ) as "counts",
  (
    select count(*)::int from "exposures" join "runs" on "runs"."id" = "exposures"."run_id"
    where "runs"."environment_id" = any($1::int[]) and "runs"."ended_at" < $2::timestamptz
  ) as "exposures"
`;

const NOTHING: DeletedRows = { events: 0, eventKeys: 0, rejected: 0, counts: 0, exposures: 0 };

/** Deletes the environments' rows that are older. */
export async function deleteBefore(
  { pool }: Database,
  environmentIds: readonly number[],
  from: Date,
): Promise<DeletedRows> {
  const deleted = async (sql: string) =>
    (await pool.query(sql, [environmentIds, from.toISOString()])).rowCount ?? 0;
  return {
    events: await deleted(DELETE_EVENTS),
    eventKeys: await deleted(DELETE_EVENT_KEYS),
    rejected: await deleted(DELETE_REJECTED),
    counts: await deleted(DELETE_COUNTS),
    exposures: await deleted(DELETE_EXPOSURES),
  };
}

/** Counts them; `droppedMonths` are the partitions that go as a whole. */
export async function countBefore(
  { pool }: ReadingDatabase,
  environmentIds: readonly number[],
  from: Date,
  droppedMonths: readonly string[],
): Promise<DeletedRows> {
  const { rows } = await pool.query<DeletedRows>(COUNT, [environmentIds, from.toISOString(), droppedMonths]);
  return rows[0] ?? NOTHING;
}
