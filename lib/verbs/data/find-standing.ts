import type { StandingUnit } from './data-answers';
import type { Reader } from '../../database/reader';

/** Where units stand in definitions and frozen configurations of the workspace, in the order of unit, place, key and run. */
export async function findStanding(
  reader: Reader,
  workspaceId: string,
  units: readonly string[],
): Promise<readonly StandingUnit[]> {
  const named = units.map((unit) => JSON.stringify({ unit, number: numberOf(unit) }));
  // Example: "user-7", forced in checkout, whose second run goes on
  //   unit   | place  | key      | run | isServed
  //   user-7 | forced | checkout |     | t
  return reader.$queryRaw<readonly StandingUnit[]>`
    with "wanted" as (
      select "named"::jsonb ->> 'unit' as "unit", "named"::jsonb as "named" from unnest(${named}::text[]) as "given" ("named")
    ),
    "served" as (
      select distinct "experiment_id" from "runs" where "ended_at" is null or "shipped_variant" is not null
    )
    select "unit", 'forced' as "place", "key", null::int as "run", "served" is not null as "isServed"
    from "wanted" join "experiments" on jsonb_path_exists("forced", '$[*].unit ? (@ == $unit)', "named")
    left join "served" on "served"."experiment_id" = "experiments"."id"
    where "workspace_id" = ${workspaceId}::uuid
    union all
    select "unit", 'targeting', "key", null, false
    from "wanted" join "experiments"
      on jsonb_path_exists("targeting", '$.**.value ? (@ == $unit || @ == $number)', "named")
    where "workspace_id" = ${workspaceId}::uuid
    union all
    select "unit", 'audience', "key", null, false
    from "wanted" join "audiences"
      on jsonb_path_exists("rule", '$.**.value ? (@ == $unit || @ == $number)', "named")
    where "workspace_id" = ${workspaceId}::uuid
    union all
    select "unit", 'run', "key", "number", "ended_at" is null or "shipped_variant" is not null
    from "wanted" cross join "experiments"
    join "runs" on "runs"."experiment_id" = "experiments"."id"
    where "workspace_id" = ${workspaceId}::uuid and (
      jsonb_path_exists("configuration", '$.targeting.**.value ? (@ == $unit || @ == $number)', "named")
      or jsonb_path_exists("configuration", '$.surroundings.audiences.**.value ? (@ == $unit || @ == $number)', "named")
    )
    order by "unit", "place", "key", "run"
  `;
}

/** An id that is a whole number may stand in a list as one. */
export function numberOf(unit: string): number | null {
  return String(Number(unit)) === unit && Number.isSafeInteger(Number(unit)) ? Number(unit) : null;
}
