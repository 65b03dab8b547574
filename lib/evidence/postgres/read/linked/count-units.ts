import type { Connection } from '../../../../database/connection';
import type { Figures, RunScope, UnitCount } from '../../../read';
import { unitCountSchema } from '../count-units';
import { readFigures } from '../read-figures';

/**
 * Units per variant where units are linked: the exposures of a person's units are the person's, the earliest decides, and
 * two variants or a forced one leave the person out (docs/decisions/0016). Otherwise as in `../count-units.ts`.
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
  select variant, other_variant from person_exposure
  union all
  select variant, other_variant from lone_exposure
)
select
  variant::int as "variant",
  (count(*) filter (where other_variant is null))::int as "units",
  (count(*) filter (where other_variant is not null))::int as "unitsInTwoVariants"
from met
where other_variant is distinct from -2
group by variant
order by variant`;

export function countLinkedUnits(
  client: Connection,
  { runId, environmentId, horizon }: RunScope,
): Promise<Figures<UnitCount>> {
  return readFigures(
    client,
    { sql, parameters: [runId, environmentId, horizon.toISOString()] },
    unitCountSchema,
  );
}
