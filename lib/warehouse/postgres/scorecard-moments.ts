import { z } from 'zod';
import { segmentName } from '../../analysis/planned-segment';
import type { Connection } from '../../database/connection';
import type { EvidenceArm, ReadMetric } from '../../analysis/evidence';
import type { Figures } from '../warehouse';
import { bind, column, joined, nothing, sql, type Fragment } from './fragment';
import type { PlacedMeasure } from './measured-columns';
import { figureArray, figureCount, momentFigures, momentsFrom } from './moment-figures';
import { readFigures } from './read-figures';
import type { UnitsRequest } from './unit-source';

/**
 * The moments of any number of metrics, per variant and per variant and segment, in one statement. Each unit becomes one
 * number a column (the unit of analysis is the unit of randomisation); each event name is read once for all metrics.
 *
 *     attribute | value | variant | figures
 *          null | null  |       0 | {0,null,21306,0.1062,0.0949, 0,null,21306,...}
 *             0 | Web   |       0 | {0,null,9444,...}
 *
 * `attribute` counts the attributes asked for; a null beside a number is the segment of units without the attribute.
 * `figures` holds for each metric, in order: units waiting, cap, n, means, upper triangle of the covariances.
 *
 * Measured for ten metrics over two event names and rejected: a join of units and events for each name, then of the
 * results (half as long again: units are sorted once more for each), and one for each metric (the join is the cost).
 */
export function scorecardStatement({ source, metrics, attributes }: UnitsRequest): Fragment {
  const caps = metrics.filter(({ measure }) => measure.capQuantile !== null);
  // Read twice when there are caps, so kept; otherwise the planner is free to stream it.
  const perUnit = sql`per_unit as ${caps.length > 0 ? sql`materialized` : sql`not materialized`} (${source.units}
)`;
  const capped = caps.length === 0 ? nothing : cappedTables(metrics, attributes.length);
  const figures = metrics.flatMap((metric) => [
    waitingFigure(metric),
    metric.measure.capQuantile === null ? sql`null` : sql`(select ${column('k', metric.first)} from caps)`,
    ...momentFigures(metric.first, metric.measure.columns.length),
  ]);
  const groups = attributes.map((_, index) => column('g', index));
  return sql`
with ${source.tables}
${perUnit}${capped}
select
  ${groupNumber(groups)} as "attribute",
  ${groupValue(groups)} as "value",
  variant::int as "variant",
  ${figureArray(figures)} as "figures"
from ${caps.length === 0 ? sql`per_unit` : sql`capped`}
group by ${
    groups.length === 0
      ? sql`variant`
      : sql`grouping sets ((variant)${joined(
          groups.map((group) => sql`, (variant, ${group})`),
          nothing,
        )})`
  }`;
}

export function waitingFigure({ measure, first }: PlacedMeasure): Fragment {
  return measure.complete === null ? sql`0` : sql`sum(${column('n', first)})`;
}

/** The caps, and the units with their values cut at them. */
function cappedTables(metrics: readonly PlacedMeasure[], attributes: number): Fragment {
  const capOf = ({ first, measure: { capQuantile } }: PlacedMeasure) =>
    capQuantile === null
      ? []
      : [
          sql`percentile_cont(${bind(capQuantile, 'float8')}) within group (order by ${column('c', first)}) as ${column('k', first)}`,
        ];
  const columns = metrics.flatMap(({ measure, first }) => [
    ...measure.columns.map((_, index) => {
      const name = column('c', first + index);
      if (index > 0 || measure.capQuantile === null) return name;
      const cap = sql`(select ${column('k', first)} from caps)`;
      return sql`case when ${name} > ${cap} then ${cap} else ${name} end as ${name}`;
    }),
    ...(measure.complete === null ? [] : [column('n', first)]),
  ]);
  const groups = Array.from({ length: attributes }, (_, index) => column('g', index));
  return sql`,
caps as materialized (
  select ${joined(
    metrics.flatMap(capOf),
    sql`,
    `,
  )}
  from per_unit
),
capped as not materialized (
  select
    ${joined(
      [sql`variant`, ...groups, ...columns],
      sql`,
    `,
    )}
  from per_unit
)`;
}

function groupNumber(groups: readonly Fragment[]): Fragment {
  if (groups.length === 0) return sql`null::int`;
  const cases = groups.map((group, index) => sql` when grouping(${group}) = 0 then ${bind(index, 'int')}`);
  return sql`case${joined(cases, nothing)} end`;
}

function groupValue(groups: readonly Fragment[]): Fragment {
  // In a group of one attribute the others are null.
  return groups.length === 0 ? sql`null::text` : sql`coalesce(${joined(groups, sql`, `)})`;
}

const rowSchema = z.object({
  attribute: z.int().nullable(),
  value: z.string().nullable(),
  variant: z.int(),
  figures: z.array(z.number().nullable()),
});

/** Runs the statement; the answer holds one entry a measure, in the order of the request. */
export async function scorecardMoments(
  client: Connection,
  request: UnitsRequest,
): Promise<Figures<ReadMetric>> {
  const { rows, query } = await readFigures(client, scorecardStatement(request).render(), rowSchema);
  let offset = 0;
  const metrics = request.metrics.map(({ measure: { columns } }): ReadMetric => {
    const start = offset;
    offset += 2 + figureCount(columns.length);
    const read = rows
      .map(({ attribute, value, variant, figures }) => {
        const moments = momentsFrom(figures.slice(start, offset), columns.length);
        return { attribute, value, cap: moments.cap, arm: armOf(variant, moments) };
      })
      .sort((a, b) => a.arm.variant - b.arm.variant);
    return {
      ok: true,
      cap: read[0]?.cap ?? null,
      arms: read.filter(({ attribute }) => attribute === null).map(({ arm }) => arm),
      segments: read.flatMap(({ attribute, value, arm }) => {
        const by = attribute === null ? undefined : request.attributes[attribute];
        return by === undefined ? [] : [{ ...arm, attribute: segmentName(by), value }];
      }),
    };
  });
  return { rows: metrics, query };
}

function armOf(
  variant: number,
  { n, waiting, means, covariances }: ReturnType<typeof momentsFrom>,
): EvidenceArm {
  return { variant, n, waiting, means, covariances, quantile: null };
}
