import { z } from 'zod';
import type { EvidenceArm, ReadMetric } from '../../../analysis/evidence';
import type { Connection } from '../../../database/connection';
import type { Figures } from '../../read';
import { bind, joined, sql, type Fragment } from './fragment';
import { type PlacedMeasure, valueColumn } from './measured-columns';
import { readFigures } from './read-figures';
import type { QuantilesRequest } from './scorecard-quantiles';
import { waitingFigure } from './scorecard-moments';

/**
 * Quantiles over all events of an arm's units. The share of events at or below the quantile is a ratio of two sums over units, whose
 * delta-method standard error says between which orders the quantile lies (docs/statistics/clustered-quantile.md). Type 7, as `percentile_cont` has it.
 *
 *     metric | variant | waiting | units | events | quantile | lower | upper | distinct | share_error
 *          1 |       0 |       0 |  4412 |  38207 |    812.5 | 790.1 | 838.4 |      702 |      .00163
 *
 * Values stay in arrays, one a unit, and sorts spill to disk: the answer is one row a metric and arm.
 */
export function eventQuantilesStatement({ source, metrics, zTwoSided }: QuantilesRequest): Fragment {
  const z = bind(zTwoSided, 'float8');
  return sql`
with ${source.tables}
per_unit as materialized (${source.units}
),
waiting as (
  ${joined(metrics.map(waitingOf), unionAll)}
),
cluster as not materialized (
  ${joined(metrics.map(clustersOf), unionAll)}
),
pooled as materialized (
  select metric, variant, count(*) as events, percentile_cont(quantile) within group (order by event) as quantile
  from cluster
  cross join lateral unnest(cluster.events) as event
  group by metric, variant, cluster.quantile
),
counted as (
  select
    metric,
    variant,
    cardinality(cluster.events)::float8 as events,
    (select count(*) from unnest(cluster.events) as event where event <= pooled.quantile)::float8 as at_most
  from cluster
  join pooled using (metric, variant)
),
moments as (
  select
    metric,
    variant,
    count(*) as units,
    avg(events) as mean,
    avg(at_most) / avg(events) as share,
    var_samp(at_most) as variance_at_most,
    covar_samp(at_most, events) as covariance,
    var_samp(events) as variance
  from counted
  group by metric, variant
),
error as materialized (
  select
    metric,
    variant,
    units,
    coalesce(sqrt(greatest(variance_at_most - 2 * share * covariance + share * share * variance, 0) / units) / mean, 0) as share_error
  from moments
),
ends as materialized (
  select
    metric,
    variant,
    percentile_cont(array[
      greatest(cluster.quantile - ${z} * share_error, 0),
      least(cluster.quantile + ${z} * share_error, 1)
    ]) within group (order by event) as ends
  from cluster
  join error using (metric, variant)
  cross join lateral unnest(cluster.events) as event
  group by metric, variant, cluster.quantile, share_error
)
select
  waiting.metric as "metric",
  waiting.variant::int as "variant",
  waiting.waiting::float8 as "waiting",
  coalesce(error.units, 0)::float8 as "units",
  coalesce(pooled.events, 0)::float8 as "events",
  pooled.quantile as "quantile",
  ends[1] as "lower",
  ends[2] as "upper",
  (
    select count(distinct event)::float8
    from cluster
    cross join lateral unnest(cluster.events) as event
    where cluster.metric = waiting.metric and cluster.variant = waiting.variant and event between ends[1] and ends[2]
  ) as "distinct",
  error.share_error as "share_error"
from waiting
left join pooled using (metric, variant)
left join error using (metric, variant)
left join ends using (metric, variant)
order by waiting.metric, waiting.variant`;
}

const unionAll = sql`
  union all
  `;

function waitingOf(metric: PlacedMeasure): Fragment {
  return sql`select ${bind(metric.number, 'int')} as metric, variant, ${waitingFigure(metric)} as waiting from per_unit group by variant`;
}

/** The units that had any of the events, each with its values. */
function clustersOf(metric: PlacedMeasure): Fragment {
  const values = valueColumn(metric, 0);
  const quantile = bind(metric.measure.quantile ?? 0.5, 'float8');
  return sql`select ${bind(metric.number, 'int')} as metric, ${quantile} as quantile, variant, ${values} as events from per_unit where ${values} is not null`;
}

const rowSchema = z.object({
  metric: z.int(),
  variant: z.int(),
  waiting: z.number(),
  units: z.number(),
  events: z.number(),
  quantile: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  distinct: z.number(),
  share_error: z.number().nullable(),
});

/** Runs the statement; the answer holds one entry a measure, in the order of the request. */
export async function eventQuantiles(
  client: Connection,
  request: QuantilesRequest,
): Promise<Figures<ReadMetric>> {
  const { rows, query } = await readFigures(client, eventQuantilesStatement(request).render(), rowSchema);
  const metrics = request.metrics.map(({ number }): ReadMetric => {
    const arms = rows.filter(({ metric }) => metric === number).map(armOf);
    return { ok: true, caps: [], segments: [], arms };
  });
  return { rows: metrics, query };
}

function armOf(row: z.output<typeof rowSchema>): EvidenceArm {
  const { variant, waiting, units, events, quantile: estimate, lower, upper, distinct, share_error } = row;
  const isKnown = estimate !== null && lower !== null && upper !== null && share_error !== null;
  const clusters = { events, standardErrorOfShare: share_error ?? 0 };
  const quantile = isKnown ? { estimate, lower, upper, distinct, clusters } : null;
  return { variant, n: units, waiting, means: [], covariances: [], quantile };
}
