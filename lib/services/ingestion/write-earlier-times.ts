import type { Database } from '../../database/client';
import type { EventRow } from './write-events';

// Why: the copies of an event may tell different times (a clock that was set, a resend that takes its time from its
// arrival). The earliest is the event's, so that what is stored does not depend on which copy came first. Guarantees:
// - The event moves to the earliest time it was ever sent with, to another month's partition where need be. Nothing else
//   of it changes, and a copy that names another unit or event does not touch it.
// - Keys are locked in order, so that overlapping batches wait for each other and never deadlock.
//
// Example: key a1 is stored at 10:00; copies at 09:58 and 10:03 leave it at 09:58.
const WRITE_EARLIER_TIMES = `
with "given" as (
  select "environment_id", "key", "name", "unit", min("occurred_at") as "occurred_at"
  from unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
    as "rows" ("environment_id", "key", "name", "unit", "occurred_at")
  group by "environment_id", "key", "name", "unit"
),
"earlier" as materialized (
  select "given".*, "event_keys"."occurred_at" as "stored_at"
  from "given"
  join "event_keys" using ("environment_id", "key")
  where "given"."occurred_at" < "event_keys"."occurred_at"
  order by "environment_id", "key"
  for update of "event_keys"
),
"moved" as (
  update "events" set "occurred_at" = "earlier"."occurred_at"
  from "earlier"
  where "events"."environment_id" = "earlier"."environment_id"
    and "events"."name" = "earlier"."name"
    and "events"."unit_hash" = hashtextextended("earlier"."unit", 0)
    and "events"."unit" = "earlier"."unit"
    and "events"."occurred_at" = "earlier"."stored_at"
    and "events"."key" = "earlier"."key"
  returning "events"."environment_id", "events"."key", "events"."occurred_at"
)
update "event_keys" set "occurred_at" = "moved"."occurred_at"
from "moved"
where "event_keys"."environment_id" = "moved"."environment_id" and "event_keys"."key" = "moved"."key"
`;

/** Takes note of the earlier times of events that are stored already. The months' partitions must exist. */
export async function writeEarlierTimes(database: Database, rows: readonly EventRow[]): Promise<void> {
  if (rows.length === 0) return;
  await database.pool.query({
    name: 'write-earlier-times',
    text: WRITE_EARLIER_TIMES,
    values: [
      rows.map((row) => row.environmentId),
      rows.map((row) => row.key),
      rows.map((row) => row.name),
      rows.map((row) => row.unit),
      rows.map((row) => row.occurredAt.toISOString()),
    ],
  });
}
