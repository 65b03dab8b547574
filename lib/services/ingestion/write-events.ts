import type { Database } from '../../database/client';

/** Something a unit did; what `events` stores. */
export interface EventRow {
  readonly environmentId: number;
  /** UUID made of the caller's event id, or a random one: see `eventKey`. */
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly occurredAt: Date;
  /** JSON text of an object, or null. */
  readonly properties: string | null;
}

// Why: the one way into "events". Guarantees:
// - An event id is stored once per environment, also when it is sent again with another time (and so to another month's
//   partition) or in two batches at once: "event_keys" is unique over all months, and the event follows its key in the
//   same statement, so neither is ever there without the other.
// - Of a unit that was erased nothing is written, wherever it comes from.
// - Keys are inserted in order, so that overlapping batches wait for each other and never deadlock.
// Rejected: a unique index on "events" (a partitioned table cannot have one without the partition's column), and
// asking first which keys exist (two batches at once would both see none).
//
// Example, where 'a1' is stored already: (environment, key) = (3, a1), (3, b2) returns
//   environmentId | key
//               3 | b2
const WRITE_EVENTS = `
with "given" as (
  select *
  from unnest(
    $1::int[], $2::uuid[], $3::text[], $4::text[], $5::float8[], $6::timestamptz[], $7::text[]
  ) as "rows" ("environment_id", "key", "name", "unit", "value", "occurred_at", "properties")
  where not (exists (select from "erased_units") and "is_erased"("environment_id", "unit"))
),
"new_keys" as (
  insert into "event_keys" ("environment_id", "key", "occurred_at")
  select "environment_id", "key", "occurred_at"
  from "given"
  order by "environment_id", "key"
  on conflict ("environment_id", "key") do nothing
  returning "environment_id", "key"
)
insert into "events" ("environment_id", "key", "name", "unit", "value", "occurred_at", "properties")
select "environment_id", "key", "name", "unit", "value", "occurred_at", "properties"::jsonb
from "given"
join "new_keys" using ("environment_id", "key")
returning "environment_id" as "environmentId", "key"
`;

/**
 * Stores events in one statement, hence one transaction. Returns the indexes of those that were not stored before; of
 * several with the same id in one call, the first is stored. The months' partitions must exist.
 */
export async function writeEvents(
  database: Database,
  rows: readonly EventRow[],
): Promise<ReadonlySet<number>> {
  const firstIndex = new Map<string, number>();
  for (const [index, { environmentId, key }] of rows.entries()) {
    const name = `${environmentId} ${key}`;
    if (!firstIndex.has(name)) firstIndex.set(name, index);
  }
  const distinct = [...firstIndex.values()].flatMap((index) => rows[index] ?? []);
  const result = await database.pool.query<{ readonly environmentId: number; readonly key: string }>({
    name: 'write-events',
    text: WRITE_EVENTS,
    values: [
      distinct.map((row) => row.environmentId),
      distinct.map((row) => row.key),
      distinct.map((row) => row.name),
      distinct.map((row) => row.unit),
      distinct.map((row) => row.value),
      distinct.map((row) => row.occurredAt.toISOString()),
      distinct.map((row) => row.properties),
    ],
  });
  return new Set(
    result.rows.flatMap(({ environmentId, key }) => firstIndex.get(`${environmentId} ${key}`) ?? []),
  );
}
