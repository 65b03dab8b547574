import type { Connection } from '../../../../database/connection';
import type { DailyUnitCount, Figures, RunScope } from '../../../read';
import { dailyUnitCountSchema } from '../count-daily-units';
import { readFigures } from '../read-figures';

/**
 * First exposures per UTC day and variant where units are linked: a person counts once, at the earliest exposure of any of
 * its units (docs/decisions/0016). Otherwise as in `../count-daily-units.ts`.
 *
 * Parameters: run, environment, horizon.
 */
const sql = `
with member as (
  select unit_hash, unit, person_hash, person
  from identity_links
  where environment_id = $2::int
  union all
  select distinct person_hash, person, person_hash, person
  from identity_links
  where environment_id = $2::int
),
person_exposure as (
  select
    member.person_hash,
    member.person,
    (array_agg(exposure.variant order by exposure.first_seen_at, exposure.variant))[1] as variant,
    case
      when bool_or(exposure.other_variant = -2) then -2
      when count(distinct exposure.variant) > 1 or bool_or(exposure.other_variant is not null) then -1
    end as other_variant,
    min(exposure.first_seen_at) as first_seen_at
  from exposures as exposure
  join member on member.unit_hash = exposure.unit_hash and member.unit = exposure.unit
  where exposure.run_id = $1::int
    and exposure.first_seen_at <= $3::timestamptz
  group by member.person_hash, member.person
),
lone_exposure as (
  select unit_hash, unit, variant, other_variant, first_seen_at
  from exposures as exposure
  where run_id = $1::int
    and first_seen_at <= $3::timestamptz
    and not exists (
      select from member where member.unit_hash = exposure.unit_hash and member.unit = exposure.unit
    )
),
met as (
  select variant, other_variant, first_seen_at from person_exposure
  union all
  select variant, other_variant, first_seen_at from lone_exposure
)
select
  to_char(first_seen_at at time zone 'UTC', 'YYYY-MM-DD') as "day",
  variant::int as "variant",
  count(*)::int as "units"
from met
where other_variant is null
group by 1, 2
order by 1, 2`;

export function countLinkedDailyUnits(
  client: Connection,
  { runId, environmentId, horizon }: RunScope,
): Promise<Figures<DailyUnitCount>> {
  const parameters = [runId, environmentId, horizon.toISOString()];
  return readFigures(client, { sql, parameters }, dailyUnitCountSchema);
}
