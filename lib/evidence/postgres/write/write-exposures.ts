import {
  booleanArray,
  int2Array,
  int4Array,
  textArray,
  timestamptzArray,
} from '../../../database/array-parameters';
import type { Database } from '../../../database/client';
import type { ExposureRow } from '../../write';

// Why: the one way into "exposures". Guarantees:
// - One row per run and unit. The earliest exposure decides "variant", "first_seen_at" and "attributes"; of two at the
//   same instant, the lower variant does, and then the lower attributes (in the order of jsonb, none being highest).
// - "other_variant" says why the unit is in no arm: the other variant that it met, -1 for two or more others, -2 for a
//   unit that was ever forced, or that was in the run which this one continues: it was drawn then, and not for this run.
// - The row is a function of the set of exposures alone: resent, shuffled or split into other batches, they give the
//   same row. (Without the -1 they could not: a row has no place to remember a third variant.)
// - Rows are locked in the order of the primary key's columns that we know beforehand, so that overlapping batches wait
//   for each other and never deadlock.
// - Of a unit that was erased nothing is written, wherever it comes from.
// A row that changes nothing is not written again. The answer names the places (from 1) of the rows that were not the
// first of a run and unit; null when there is none.
//
// Example: (run, unit, variant, at) = (7, 'u1', 1, 10:05), (7, 'u1', 0, 10:01), (7, 'u2', 0, 10:02) gives
//   run_id | unit | variant | other_variant | first_seen_at
//        7 | u1   |       0 |             1 | 10:01
//        7 | u2   |       0 |               | 10:02
// and returns {2}.
const WRITE_EXPOSURES = `
with "given" as (
  select *
  from unnest($1::int[], $2::text[], $3::smallint[], $4::timestamptz[], $5::text[], $6::boolean[]) with ordinality
    as "rows" ("run_id", "unit", "variant", "occurred_at", "attributes", "forced", "position")
),
"continued" as materialized (
  select "later"."id" as "run_id", "earlier"."id" as "earlier_id"
  from "runs" as "later"
  join "runs" as "earlier"
    on "earlier"."experiment_id" = "later"."experiment_id"
    and "earlier"."environment_id" = "later"."environment_id"
    and "earlier"."salt" = "later"."salt"
    and "earlier"."number" < "later"."number"
  where "later"."id" in (select "run_id" from "given")
),
"carried" as materialized (
  select "given"."run_id", "given"."unit"
  from "continued"
  join "given" using ("run_id")
  join "exposures"
    on "exposures"."run_id" = "continued"."earlier_id"
    and "exposures"."unit_hash" = hashtextextended("given"."unit", 0)
    and "exposures"."unit" = "given"."unit"
  union
  select "given"."run_id", "given"."unit"
  from "continued"
  join "given" using ("run_id")
  join "given" as "together"
    on "together"."run_id" = "continued"."earlier_id" and "together"."unit" = "given"."unit"
),
"met" as (
  select
    "run_id",
    "unit",
    (array_agg("variant" order by "occurred_at", "variant"))[1] as "variant",
    count(distinct "variant") as "variants",
    bool_or("forced" or ("run_id", "unit") in (select "run_id", "unit" from "carried")) as "forced",
    min("variant") + max("variant") as "lowest_plus_highest",
    min("occurred_at") as "first_seen_at",
    min("position") as "position",
    (array_agg("attributes"::jsonb order by "occurred_at", "variant", "attributes"::jsonb))[1] as "attributes"
  from "given"
  where not (
    exists (select from "erased_units")
    and "is_erased"((select "environment_id" from "runs" where "runs"."id" = "given"."run_id"), "unit")
  )
  group by "run_id", "unit"
),
"written" as (
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
  returning "run_id", "unit", "xmax" = 0 as "is_new"
),
"new_places" as (
  select "position" from "met" join "written" using ("run_id", "unit") where "is_new"
)
select case
  when (select count(*) from "written" where "is_new") < (select count(*) from "given") then array(
    select "position"::int from "given" where "position" not in (select "position" from "new_places")
  ) end as "duplicates"
`;

/**
 * Stores exposures in one statement, hence one transaction. Returns the indexes of the rows whose run and unit had met
 * before; of several such in one call, the first is the new one.
 */
export async function writeExposures(
  database: Database,
  rows: readonly ExposureRow[],
): Promise<ReadonlySet<number>> {
  const result = await database.writePool.query<{ readonly duplicates: readonly number[] | null }>({
    name: 'write-exposures',
    text: WRITE_EXPOSURES,
    values: [
      int4Array(rows.map((row) => row.runId)),
      textArray(rows.map((row) => row.unit)),
      int2Array(rows.map((row) => row.variant)),
      timestamptzArray(rows.map((row) => row.occurredAt)),
      textArray(rows.map((row) => row.attributes)),
      booleanArray(rows.map((row) => row.forced ?? false)),
    ],
  });
  return new Set((result.rows[0]?.duplicates ?? []).map((position) => position - 1));
}
