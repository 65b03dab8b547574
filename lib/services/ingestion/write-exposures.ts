import type { Database } from '../../database/client';

/** A unit met a variant of a run; what `exposures` stores. */
export interface ExposureRow {
  readonly runId: number;
  readonly unit: string;
  /** Position of the variant in the run's configuration. */
  readonly variant: number;
  readonly occurredAt: Date;
  /** JSON text of an object, or null. */
  readonly attributes: string | null;
  /** The unit did not get its variant by chance, so it counts in no arm of this run. */
  readonly forced?: boolean;
}

// Why: the one way into "exposures". Guarantees:
// - One row per run and unit. The earliest exposure decides "variant", "first_seen_at" and "attributes"; of two at the
//   same instant, the lower variant does, and then the lower attributes (in the order of jsonb, none being highest).
// - "other_variant" says why the unit is in no arm: the other variant that it met, -1 for two or more others, -2 for a
//   unit that was ever forced.
// - The row is a function of the set of exposures alone: resent, shuffled or split into other batches, they give the
//   same row. (Without the -1 they could not: a row has no place to remember a third variant.)
// - Rows are locked in the order of the primary key's columns that we know beforehand, so that overlapping batches wait
//   for each other and never deadlock.
// - Of a unit that was erased nothing is written, wherever it comes from.
// A row that changes nothing is not written again, and is not returned.
//
// Example: (run, unit, variant, at) = (7, 'u1', 1, 10:05), (7, 'u1', 0, 10:01), (7, 'u2', 0, 10:02) gives
//   run_id | unit | variant | other_variant | first_seen_at
//        7 | u1   |       0 |             1 | 10:01
//        7 | u2   |       0 |               | 10:02
const WRITE_EXPOSURES = `
with "given" as (
  select *
  from unnest($1::int[], $2::text[], $3::smallint[], $4::timestamptz[], $5::text[], $6::boolean[])
    as "rows" ("run_id", "unit", "variant", "occurred_at", "attributes", "forced")
  where not (
    exists (select from "erased_units")
    and "is_erased"((select "environment_id" from "runs" where "runs"."id" = "rows"."run_id"), "unit")
  )
),
"met" as (
  select
    "run_id",
    "unit",
    (array_agg("variant" order by "occurred_at", "variant"))[1] as "variant",
    count(distinct "variant") as "variants",
    bool_or("forced") as "forced",
    min("variant") + max("variant") as "lowest_plus_highest",
    min("occurred_at") as "first_seen_at",
    (array_agg("attributes"::jsonb order by "occurred_at", "variant", "attributes"::jsonb))[1] as "attributes"
  from "given"
  group by "run_id", "unit"
)
insert into "exposures" as "stored" ("run_id", "unit", "variant", "other_variant", "first_seen_at", "attributes")
select
  "run_id",
  "unit",
  "variant",
  case
    when "forced" then -2
    when "variants" = 1 then null
    when "variants" = 2 then "lowest_plus_highest" - "variant"
    else -1 end::smallint,
  "first_seen_at",
  "attributes"
from "met"
order by "run_id", hashtextextended("unit", 0), "unit" collate "C"
on conflict ("run_id", "unit_hash", "unit") do update set
  "variant" = case
    when (excluded."first_seen_at", excluded."variant") < ("stored"."first_seen_at", "stored"."variant")
    then excluded."variant" else "stored"."variant" end,
  "other_variant" = case
    when least("stored"."other_variant", excluded."other_variant") < 0
    then least("stored"."other_variant", excluded."other_variant")
    else (
      select case count(distinct "other") when 0 then null when 1 then min("other") else -1 end::smallint
      from unnest(array[
        "stored"."variant", "stored"."other_variant", excluded."variant", excluded."other_variant"
      ]) as "other"
      where "other" <> case
        when (excluded."first_seen_at", excluded."variant") < ("stored"."first_seen_at", "stored"."variant")
        then excluded."variant" else "stored"."variant" end
    ) end,
  "attributes" = case
    when (excluded."first_seen_at", excluded."variant") < ("stored"."first_seen_at", "stored"."variant")
    then excluded."attributes"
    when (excluded."first_seen_at", excluded."variant") = ("stored"."first_seen_at", "stored"."variant")
    then least("stored"."attributes", excluded."attributes")
    else "stored"."attributes" end,
  "first_seen_at" = least("stored"."first_seen_at", excluded."first_seen_at")
where (excluded."first_seen_at", excluded."variant") < ("stored"."first_seen_at", "stored"."variant")
  or excluded."variant" <> "stored"."variant"
  or excluded."other_variant" is not null
  or (
    excluded."first_seen_at" = "stored"."first_seen_at"
    and (excluded."attributes" < "stored"."attributes" or "stored"."attributes" is null and excluded."attributes" is not null)
  )
returning "run_id" as "runId", "unit", "xmax" = 0 as "isNew"
`;

interface WrittenRow {
  readonly runId: number;
  readonly unit: string;
  readonly isNew: boolean;
}

/**
 * Stores exposures in one statement, hence one transaction. Returns the indexes of the rows whose run and unit had not
 * met before; of several such in one call, the first.
 */
export async function writeExposures(
  database: Database,
  rows: readonly ExposureRow[],
): Promise<ReadonlySet<number>> {
  const result = await database.pool.query<WrittenRow>({
    name: 'write-exposures',
    text: WRITE_EXPOSURES,
    values: [
      rows.map((row) => row.runId),
      rows.map((row) => row.unit),
      rows.map((row) => row.variant),
      rows.map((row) => row.occurredAt.toISOString()),
      rows.map((row) => row.attributes),
      rows.map((row) => row.forced ?? false),
    ],
  });
  const firstIndex = new Map<string, number>();
  for (const [index, { runId, unit }] of rows.entries()) {
    const key = `${runId} ${unit}`;
    if (!firstIndex.has(key)) firstIndex.set(key, index);
  }
  const isNew = new Set<number>();
  for (const written of result.rows) {
    const index = written.isNew ? firstIndex.get(`${written.runId} ${written.unit}`) : undefined;
    if (index !== undefined) isNew.add(index);
  }
  return isNew;
}
