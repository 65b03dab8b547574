import {
  float8Array,
  int4Array,
  textArray,
  timestamptzArray,
  uuidArray,
} from '../../../database/array-parameters';
import type { Database } from '../../../database/client';
import type { EventRow } from '../../write';

// Why: the one way into "events". Guarantees:
// - An event id is stored once per environment, also when it is sent again with another time (and so to another month's
//   partition) or in two batches at once: "event_keys" is unique over all months, and the event follows its key in the
//   same statement, so neither is ever there without the other.
// - Of a unit that was erased nothing is written, wherever it comes from.
// - Keys are inserted in order, so that overlapping batches wait for each other and never deadlock.
// What was not stored is returned, and not the new rows, which are many: null when all were new.
// Rejected: a unique index on "events" (a partitioned table cannot have one without the partition's column), and
// asking first which keys exist (two batches at once would both see none).
//
// Example, where 'a1' is stored already: (environment, key) = (3, a1), (3, b2) returns
//   duplicates
//   {1}
const WRITE_EVENTS = `
with "given" as (
  select *
  from unnest(
    $1::int[], $2::uuid[], $3::text[], $4::text[], $5::float8[], $6::timestamptz[], $7::text[]
  ) with ordinality
    as "rows" ("environment_id", "key", "name", "unit", "value", "occurred_at", "properties", "position")
),
"new_keys" as (
  insert into "event_keys" ("environment_id", "key", "occurred_at")
  select "environment_id", "key", "occurred_at"
  from "given"
  where not (exists (select from "erased_units") and "is_erased"("environment_id", "unit"))
  order by "environment_id", "key"
  on conflict ("environment_id", "key") do nothing
  returning "environment_id", "key"
),
"written" as (
  insert into "events" ("environment_id", "key", "name", "unit", "value", "occurred_at", "properties")
  select "environment_id", "key", "name", "unit", "value", "occurred_at", "properties"::jsonb
  from "given"
  join "new_keys" using ("environment_id", "key")
)
select case
  when (select count(*) from "new_keys") < (select count(*) from "given") then array(
    select "position"::int
    from "given"
    where not exists (
      select from "new_keys"
      where "new_keys"."environment_id" = "given"."environment_id" and "new_keys"."key" = "given"."key"
    )
  ) end as "duplicates"
`;

/**
 * Stores events in one statement, hence one transaction. Returns the indexes of those that were stored before; of
 * several with the same id in one call, the first is stored. The months' partitions must exist.
 */
export async function writeEvents(
  database: Database,
  rows: readonly EventRow[],
): Promise<ReadonlySet<number>> {
  const { distinct, indexes, duplicates } = withoutRepetitions(rows);
  const result = await database.writePool.query<{ readonly duplicates: readonly number[] | null }>({
    name: 'write-events',
    text: WRITE_EVENTS,
    values: parametersOf(distinct),
  });
  for (const position of result.rows[0]?.duplicates ?? []) {
    duplicates.add(indexes === null ? position - 1 : (indexes[position - 1] ?? position - 1));
  }
  return duplicates;
}

function parametersOf(rows: readonly EventRow[]): Buffer[] {
  return [
    int4Array(rows.map((row) => row.environmentId)),
    uuidArray(rows.map((row) => row.key)),
    textArray(rows.map((row) => row.name)),
    textArray(rows.map((row) => row.unit)),
    float8Array(rows.map((row) => row.value)),
    timestamptzArray(rows.map((row) => row.occurredAt)),
    textArray(rows.map((row) => row.properties)),
  ];
}

interface Repetitions {
  readonly distinct: readonly EventRow[];
  /** Place of each distinct row among all; null where it is the same. */
  readonly indexes: readonly number[] | null;
  readonly duplicates: Set<number>;
}

/** Both rows of one key would find it new, and both be stored. Mostly there are none, and then nothing is copied. */
function withoutRepetitions(rows: readonly EventRow[]): Repetitions {
  const keys = new Map<number, Set<string>>();
  const duplicates = new Set<number>();
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (row === undefined) continue;
    let ofEnvironment = keys.get(row.environmentId);
    if (ofEnvironment === undefined) keys.set(row.environmentId, (ofEnvironment = new Set()));
    const known = ofEnvironment.size;
    if (ofEnvironment.add(row.key).size === known) duplicates.add(index);
  }
  if (duplicates.size === 0) return { distinct: rows, indexes: null, duplicates };
  const indexes = [...rows.keys()].filter((index) => !duplicates.has(index));
  return { distinct: indexes.flatMap((index) => rows[index] ?? []), indexes, duplicates };
}
