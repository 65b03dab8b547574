import type { Database } from '../../../database/client';
import type { EventRow } from '../../write';

// Why: the copies of an event may tell different times (a clock that was set, a resend that takes its time from its
// arrival). The earliest is the event's, so that what is stored does not depend on which copy came first. Guarantees:
// - The event moves to the earliest time it was ever sent with, to another month's partition where need be. Nothing else
//   of it changes, and a copy that names another unit or event does not touch it.
// - Keys are locked in order, so that overlapping batches wait for each other and never deadlock.
// Three statements: most resends tell the same time, and end after the first, which locks nothing. Moving is a statement of
// its own after locking, since only a new statement sees where whoever held the lock has moved the event to.
//
// Example: key a1 is stored at 10:00; copies at 09:58 and 10:03 leave it at 09:58.
const FIND_EARLIER = `
select "event_keys"."environment_id" as "environmentId", "event_keys"."key"
from unnest($1::int[], $2::uuid[], $3::timestamptz[]) as "given" ("environment_id", "key", "occurred_at")
join "event_keys" using ("environment_id", "key")
where "given"."occurred_at" < "event_keys"."occurred_at"
`;

const LOCK_KEYS = `
select from "event_keys"
join unnest($1::int[], $2::uuid[]) as "given" ("environment_id", "key") using ("environment_id", "key")
order by "environment_id", "key"
for update of "event_keys"
`;

// The index finds each event; where the planner knows too little of new partitions it would read them from end to end.
const BY_INDEX =
  'set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off';

const MOVE_EVENTS = `
with "given" as (
  select "environment_id", "key", "name", "unit", min("occurred_at") as "occurred_at"
  from unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
    as "rows" ("environment_id", "key", "name", "unit", "occurred_at")
  group by "environment_id", "key", "name", "unit"
),
"moved" as (
  update "events" set "occurred_at" = "given"."occurred_at"
  from "given"
  join "event_keys" using ("environment_id", "key")
  where "given"."occurred_at" < "event_keys"."occurred_at"
    and "events"."environment_id" = "given"."environment_id"
    and "events"."name" = "given"."name"
    and "events"."unit_hash" = hashtextextended("given"."unit", 0)
    and "events"."unit" = "given"."unit"
    and "events"."occurred_at" = "event_keys"."occurred_at"
    and "events"."key" = "given"."key"
  returning "events"."environment_id", "events"."key", "events"."occurred_at"
)
update "event_keys" set "occurred_at" = "moved"."occurred_at"
from "moved"
where "event_keys"."environment_id" = "moved"."environment_id" and "event_keys"."key" = "moved"."key"
`;

interface FoundKey {
  readonly environmentId: number;
  readonly key: string;
}

/** Takes note of the earlier times of events that are stored already. The months' partitions must exist. */
export async function writeEarlierTimes(database: Database, rows: readonly EventRow[]): Promise<void> {
  if (rows.length === 0) return;
  const found = await database.writePool.query<FoundKey>({
    name: 'find-earlier-times',
    text: FIND_EARLIER,
    values: [
      rows.map((row) => row.environmentId),
      rows.map((row) => row.key),
      rows.map((row) => row.occurredAt.toISOString()),
    ],
  });
  if (found.rows.length === 0) return;
  const names = new Set(found.rows.map(nameOf));
  await move(
    database,
    rows.filter((row) => names.has(nameOf(row))),
  );
}

function nameOf({ environmentId, key }: FoundKey): string {
  return `${environmentId} ${key}`;
}

async function move(database: Database, rows: readonly EventRow[]): Promise<void> {
  const environmentIds = rows.map((row) => row.environmentId);
  const keys = rows.map((row) => row.key);
  const client = await database.writePool.connect();
  try {
    await client.query('begin');
    await client.query(BY_INDEX);
    await client.query(LOCK_KEYS, [environmentIds, keys]);
    await client.query(MOVE_EVENTS, [
      environmentIds,
      keys,
      rows.map((row) => row.name),
      rows.map((row) => row.unit),
      rows.map((row) => row.occurredAt.toISOString()),
    ]);
    await client.query('commit');
    client.release();
  } catch (error) {
    // The connection may be broken in the middle; closing it rolls back in every case.
    client.release(true);
    throw error;
  }
}
