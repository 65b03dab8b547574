import type { Connection } from '../../../database/connection';
import type { Figures, MeasuredMetric, MomentsRow, RunScope } from '../../warehouse';
import { momentsRowSchema } from '../metric-moments';
import { readFigures } from '../read-figures';

/**
 * One metric's moments per variant where units are linked: a person is one unit, whose window opens with the earliest
 * exposure and to whom the events of all its units count (docs/decisions/0016). Otherwise as in `../metric-moments.ts`.
 *
 * Parameters: run, environment, event, horizon, window in hours or null, kind.
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
    and exposure.first_seen_at <= $4::timestamptz
  group by member.person_hash, member.person
),
lone_exposure as (
  select unit_hash, unit, variant, other_variant, first_seen_at
  from exposures as exposure
  where run_id = $1::int
    and first_seen_at <= $4::timestamptz
    and not exists (
      select from member where member.unit_hash = exposure.unit_hash and member.unit = exposure.unit
    )
),
observed as (
  select member.unit_hash, member.unit, member.person_hash, member.person, variant, first_seen_at
  from person_exposure
  join member on member.person_hash = person_exposure.person_hash and member.person = person_exposure.person
  where other_variant is null
  union all
  select unit_hash, unit, unit_hash, unit, variant, first_seen_at
  from lone_exposure
  where other_variant is null
),
per_person as (
  select
    observed.variant,
    case $6::text
      when 'proportion' then (count(event.value) > 0)::int::float8
      else coalesce(sum(event.value), 0)::float8
    end as y
  from observed
  left join events as event
    on event.environment_id = $2::int
    and event.name = $3::text
    and event.unit_hash = observed.unit_hash
    and event.unit = observed.unit
    and event.occurred_at >= observed.first_seen_at
    and event.occurred_at <= $4::timestamptz
    and (
      $5::float8 is null
      or event.occurred_at < observed.first_seen_at + make_interval(secs => $5::float8 * 3600)
    )
  group by observed.person_hash, observed.person, observed.variant
)
select
  variant::int as "variant",
  count(*)::float8 as "n",
  avg(y)::float8 as "mean",
  coalesce(var_samp(y), 0)::float8 as "variance"
from per_person
group by variant
order by variant`;

export function linkedMetricMoments(
  client: Connection,
  { runId, environmentId, horizon }: RunScope,
  { kind, definition }: MeasuredMetric,
): Promise<Figures<MomentsRow>> {
  const { event, windowHours } = definition;
  const parameters = [runId, environmentId, event, horizon.toISOString(), windowHours, kind];
  return readFigures(client, { sql, parameters }, momentsRowSchema);
}
