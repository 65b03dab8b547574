import type { Connection } from '../../database/connection';
import { z } from 'zod';
import type { Figures, MeasuredMetric, MomentsRow, RunScope } from '../warehouse';
import { readFigures } from './read-figures';

/**
 * One metric's moments per variant. First each unit becomes one number (the unit of analysis is the unit of
 * randomisation), then each variant three. A unit without an event counts as 0. The window opens with the unit's first
 * exposure, that instant included, and its end is excluded; a null window ends at the horizon.
 *
 * Postgres computes float8 variances by the Youngs-Cramer recurrence: centred, so large means lose no digits.
 * The join is on the 64-bit hash of the unit; the text beside it decides when two units share a hash.
 *
 *     variant |     n |   mean |  variance
 *           0 | 21306 | 0.1062 |    0.0949
 *           1 | 21307 | 0.1828 |    0.1494
 *
 * Parameters: run, environment, event, horizon, window in hours or null, kind.
 */
const sql = `
with exposed as (
  select unit_hash, unit, variant, first_seen_at
  from exposures
  where run_id = $1::int
    and other_variant is null
    and first_seen_at <= $4::timestamptz
),
per_unit as (
  select
    exposed.variant,
    case $6::text
      when 'proportion' then (count(event.value) > 0)::int::float8
      else coalesce(sum(event.value), 0)::float8
    end as y
  from exposed
  left join events as event
    on event.environment_id = $2::int
    and event.name = $3::text
    and event.unit_hash = exposed.unit_hash
    and event.unit = exposed.unit
    and event.occurred_at >= exposed.first_seen_at
    and event.occurred_at <= $4::timestamptz
    and (
      $5::float8 is null
      or event.occurred_at < exposed.first_seen_at + make_interval(secs => $5::float8 * 3600)
    )
  group by exposed.unit_hash, exposed.unit, exposed.variant
)
select
  variant::int as "variant",
  count(*)::float8 as "n",
  avg(y)::float8 as "mean",
  coalesce(var_samp(y), 0)::float8 as "variance"
from per_unit
group by variant
order by variant`;

export const momentsRowSchema: z.ZodType<MomentsRow> = z.object({
  variant: z.int(),
  n: z.number(),
  mean: z.number(),
  variance: z.number(),
});

export function metricMoments(
  client: Connection,
  { runId, environmentId, horizon }: RunScope,
  { kind, definition }: MeasuredMetric,
): Promise<Figures<MomentsRow>> {
  const { event, windowHours } = definition;
  const parameters = [runId, environmentId, event, horizon.toISOString(), windowHours, kind];
  return readFigures(client, { sql, parameters }, momentsRowSchema);
}
