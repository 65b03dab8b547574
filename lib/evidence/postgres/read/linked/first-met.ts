import type { RunScope } from '../../../read';
import { bind, sql, type Fragment } from '../fragment';

/**
 * Tables for the head of a statement, of which `met` has a row for each person or unit that is linked to nobody: `variant`,
 * `other_variant`, `first_seen_at`. The exposures of a person's units are the person's, and the earliest decides; other_variant is -1 where
 * there were two variants, -2 where the person was not drawn for this run (docs/decisions/0016).
 */
export function firstMet({ runId, environmentId, horizon }: RunScope): Fragment {
  const run = bind(runId, 'int');
  const environment = bind(environmentId, 'int');
  const until = bind(horizon.toISOString(), 'timestamptz');
  return sql`
with member as (
  select unit_hash, unit, person_hash, person
  from identity_links
  where environment_id = ${environment}
  union all
  select distinct person_hash, person, person_hash, person
  from identity_links
  where environment_id = ${environment}
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
  where exposure.run_id = ${run}
    and exposure.first_seen_at <= ${until}
  group by member.person_hash, member.person
),
lone_exposure as (
  select unit_hash, unit, variant, other_variant, first_seen_at
  from exposures as exposure
  where run_id = ${run}
    and first_seen_at <= ${until}
    and not exists (
      select from member where member.unit_hash = exposure.unit_hash and member.unit = exposure.unit
    )
),
met as (
  select variant, other_variant, first_seen_at from person_exposure
  union all
  select variant, other_variant, first_seen_at from lone_exposure
)`;
}
