import type { RunScope } from '../../../read';
import { bind, sql } from '../fragment';
import { withinOf } from '../run-population';
import type { Population } from '../unit-values';

/**
 * The units of a run where units are linked: the exposures of a person's units are the person's, whose earliest decides
 * variant, first sight and attributes; two variants, or a forced one, leave the person out (docs/decisions/0016). A person
 * stands under its own name, and the events of the units linked to it are its own.
 */
export function linkedPopulation({ runId, environmentId, horizon, exposedWithin }: RunScope): Population {
  const run = bind(runId, 'int');
  const environment = bind(environmentId, 'int');
  const until = bind(horizon.toISOString(), 'timestamptz');
  const linkedUnits = sql`select unit_hash, unit, person_hash, person
    from identity_links
    where environment_id = ${environment}`;
  const units = sql`from (
    with member as (
      ${linkedUnits}
      union all
      select distinct person_hash, person, person_hash, person
      from identity_links
      where environment_id = ${environment}
    )
    select
      member.person_hash as unit_hash,
      member.person as unit,
      (array_agg(exposure.variant order by exposure.first_seen_at, exposure.variant))[1] as variant,
      count(distinct exposure.variant) > 1 or bool_or(exposure.other_variant is not null) as is_left_out,
      min(exposure.first_seen_at) as first_seen_at,
      (array_agg(exposure.attributes order by exposure.first_seen_at, exposure.variant))[1] as attributes
    from exposures as exposure
    join member on member.unit_hash = exposure.unit_hash and member.unit = exposure.unit
    where exposure.run_id = ${run}
      and exposure.first_seen_at <= ${until}
    group by member.person_hash, member.person
    union all
    select unit_hash, unit, variant, other_variant is not null, first_seen_at, attributes
    from exposures as exposure
    where run_id = ${run}
      and first_seen_at <= ${until}
      and not exists (
        select from member where member.unit_hash = exposure.unit_hash and member.unit = exposure.unit
      )
  ) as person
  where not is_left_out${withinOf(exposedWithin)}`;
  return { units, linkedUnits, environmentId, horizon };
}
