import type { ReadingDatabase } from '../../../../database/reader';

// Why: events are indexed by environment, name and then unit. The names are few and found by jumping along the index, so
// that finding one unit does not read every event.
//
// Example:
//   environmentId | environment | name
//               3 | production  | order
//               3 | production  | visit
const EVENT_NAMES = `
with recursive "names" as (
  select "environments"."id" as "environment_id", "environments"."key" as "environment", (
    select "events"."name" from "events"
    where "events"."environment_id" = "environments"."id"
    order by "events"."name" limit 1
  ) as "name"
  from "environments"
  where "environments"."workspace_id" = $1::uuid
  union all
  select "names"."environment_id", "names"."environment", (
    select "events"."name" from "events"
    where "events"."environment_id" = "names"."environment_id" and "events"."name" > "names"."name"
    order by "events"."name" limit 1
  )
  from "names"
  where "names"."name" is not null
)
select "environment_id" as "environmentId", "environment", "name" from "names"
where "name" is not null
order by "environment", "name"
`;

/** A name that events of an environment have. */
export interface EventName {
  readonly environmentId: number;
  /** Its key. */
  readonly environment: string;
  readonly name: string;
}

export async function eventNames(
  { pool }: Pick<ReadingDatabase, 'pool'>,
  workspaceId: string,
): Promise<readonly EventName[]> {
  const { rows } = await pool.query<EventName>(EVENT_NAMES, [workspaceId]);
  return rows;
}
