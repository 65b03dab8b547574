import { z } from 'zod';
import type { EvidenceArm, ReadMetric } from '../../../analysis/evidence';
import type { Connection } from '../../../database/connection';
import type { Figures } from '../../read';
import { bind, type Fragment, joined, metricColumn, sql } from './fragment';
import { type PlacedMeasure, valueColumn, waitsColumn } from './measured-columns';
import { readFigures } from './read-figures';
import type { UnitsRequest } from './unit-source';

export interface QuantilesRequest extends UnitsRequest {
  /** z of the interval: the order statistics are read at q -+ z sqrt(q (1 - q) / n). */
  readonly zTwoSided: number;
}

/**
 * Quantiles of unit values per variant, each with the two order statistics from which its standard error is taken. Orders
 * depend on the arm's own n, so arms are counted first. Type 7 (linear between neighbours), as `percentile_cont` has it.
 *
 *     variant | figures
 *           0 | {0,4412,118.0,115.2,121.5,38, ...}
 *
 * `figures` holds for each metric, in order: units waiting, n, quantile, lower and upper order statistic (null without units), and how
 * many different values lie from the one to the other: where they are few, their distance says little about the quantile's error.
 */
export function quantilesStatement({ source, metrics, zTwoSided }: QuantilesRequest): Fragment {
  const counts = metrics.map(
    (metric) => sql`greatest(count(${valueColumn(metric, 0)}), 1)::float8 as ${unitsOf(metric)}`,
  );
  const orders = metrics.map((metric) => sql`arm.${unitsOf(metric)}`);
  const figures = metrics.map((metric) => quantileFigures(metric, zTwoSided));
  return sql`
with ${source.tables}
per_unit as materialized (${source.units}
),
arm as materialized (
  select variant, ${joined(counts, sql`, `)}
  from per_unit
  group by variant
),
ordered as (
  select
    per_unit.variant,
    ${joined(
      figures,
      sql`,
    `,
    )}
  from per_unit
  join arm on arm.variant = per_unit.variant
  group by per_unit.variant, ${joined(orders, sql`, `)}
)
select
  variant::int as "variant",
  ${joined(
    metrics.map(withDistinct),
    sql`
  || `,
  )} as "figures"
from ordered
order by variant`;
}

const unitsOf = ({ number }: PlacedMeasure) => metricColumn(number, 'units');
const figuresOf = ({ number }: PlacedMeasure) => metricColumn(number, 'figures');

/** The figures of a metric, and how many different values of it lie from the lower to the upper of them. */
function withDistinct(metric: PlacedMeasure): Fragment {
  const [figures, value] = [sql`ordered.${figuresOf(metric)}`, sql`per_unit.${valueColumn(metric, 0)}`];
  return sql`(${figures} || (
    select count(distinct ${value})::float8
    from per_unit
    where per_unit.variant = ordered.variant and ${value} between ${figures}[4] and ${figures}[5]
  ))`;
}

function quantileFigures(metric: PlacedMeasure, zTwoSided: number): Fragment {
  const { measure } = metric;
  const quantile = measure.quantile ?? 0.5;
  const order = bind(quantile, 'float8');
  const reach = bind(zTwoSided * Math.sqrt(quantile * (1 - quantile)), 'float8');
  const half = sql`${reach} / sqrt(arm.${unitsOf(metric)})`;
  const waiting = measure.complete === null ? sql`0` : sql`sum(${waitsColumn(metric)})`;
  const value = valueColumn(metric, 0);
  // Where the orders leave 0 to 1 the statistics refuse the arm by its n; they are cut so that the statement runs.
  return sql`(array[${waiting}, count(${value})]::float8[]
    || coalesce(
      percentile_cont(array[${order}, greatest(${order} - ${half}, 0), least(${order} + ${half}, 1)])
        within group (order by ${value}),
      array[null, null, null]::float8[])) as ${figuresOf(metric)}`;
}

const rowSchema = z.object({ variant: z.int(), figures: z.array(z.number().nullable()) });

/** Runs the statement; the answer holds one entry a measure, in the order of the request. */
export async function scorecardQuantiles(
  client: Connection,
  request: QuantilesRequest,
): Promise<Figures<ReadMetric>> {
  const { rows, query } = await readFigures(client, quantilesStatement(request).render(), rowSchema);
  const metrics = request.metrics.map((_, index): ReadMetric => ({
    ok: true,
    caps: [],
    segments: [],
    arms: rows.map(({ variant, figures }): EvidenceArm => {
      const [waiting, n, estimate, lower, upper, distinct] = figures.slice(index * 6, index * 6 + 6);
      const known = typeof estimate === 'number' && typeof lower === 'number' && typeof upper === 'number';
      return {
        variant,
        n: n ?? 0,
        waiting: waiting ?? 0,
        means: [],
        covariances: [],
        quantile: known ? { estimate, lower, upper, distinct: distinct ?? 0 } : null,
      };
    }),
  }));
  return { rows: metrics, query };
}
