import { z } from 'zod';
import { segmentName } from '../../../model/planned-segment';
import type { Connection } from '../../../database/connection';
import type { EvidenceArm, ReadMetric } from '../../../analysis/evidence';
import type { Cap } from '../../../model/metrics/measure';
import type { Figures } from '../../read';
import { capValue, cutColumn } from './caps';
import { bind, column, joined, nothing, sql, type Fragment } from './fragment';
import { capColumn, type PlacedMeasure, valueColumns, waitsColumn } from './measured-columns';
import {
  capsFrom,
  figureArray,
  figureCount,
  momentFigures,
  momentsFrom,
  type GroupMoments,
} from './moment-figures';
import { readFigures } from './read-figures';
import { thirdFigureCount, thirdFigures, thirdsFrom } from './third-figures';
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
 * `figures` holds for each metric, in order: units waiting, cap, n, means, upper triangle of the covariances, further caps, and what
 * third moments are made of.
 *
 * Measured for ten metrics over two event names and rejected: a join of units and events for each name, then of the
 * results (half as long again: units are sorted once more for each), and one for each metric (the join is the cost).
 */
export function scorecardStatement({ source, metrics, attributes }: UnitsRequest): Fragment {
  const isCapped = metrics.some(({ measure }) => measure.caps.length > 0);
  // Read twice when there are caps, so kept; otherwise the planner is free to stream it.
  const perUnit = sql`per_unit as ${isCapped ? sql`materialized` : sql`not materialized`} (${source.units}
)`;
  const capped = isCapped ? cappedTables(metrics, attributes.length) : nothing;
  const figures = metrics.flatMap((metric) => {
    const { measure } = metric;
    const moments = momentFigures(valueColumns(metric, measure.columns.length));
    const [cap = sql`null`, ...caps] = measure.caps.map((one) => capOf(one, metric));
    const thirds = thirdFigures(valueColumns(metric, measure.columns.length));
    return [waitingFigure(metric), cap, ...moments, ...caps, ...thirds];
  });
  const groups = attributes.map((_, index) => column('segment', index));
  return sql`
with ${source.tables}
${perUnit}${capped}
select
  ${groupNumber(groups)} as "attribute",
  ${groupValue(groups)} as "value",
  variant::int as "variant",
  ${figureArray(figures)} as "figures"
from ${isCapped ? sql`capped` : sql`per_unit`}
group by ${
    groups.length === 0
      ? sql`variant`
      : sql`grouping sets ((variant)${joined(
          groups.map((group) => sql`, (variant, ${group})`),
          nothing,
        )})`
  }`;
}

export function waitingFigure(metric: PlacedMeasure): Fragment {
  return metric.measure.complete === null ? sql`0` : sql`sum(${waitsColumn(metric)})`;
}

function capOf(cap: Cap, metric: PlacedMeasure): Fragment {
  return sql`(select ${capColumn(metric, cap)} from caps)`;
}

/** The caps, and the units with their values cut at them. */
function cappedTables(metrics: readonly PlacedMeasure[], attributes: number): Fragment {
  const columns = metrics.flatMap((metric) => [
    ...metric.measure.columns.map((_, index) =>
      cutColumn(index, { caps: metric.measure.caps, metric }, (cap) => capOf(cap, metric)),
    ),
    ...(metric.measure.complete === null ? [] : [waitsColumn(metric)]),
  ]);
  const groups = Array.from({ length: attributes }, (_, index) => column('segment', index));
  return sql`,
caps as materialized (
  select ${joined(
    metrics.flatMap((metric) => metric.measure.caps.map((cap) => capValue(cap, metric))),
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
  const metrics = request.metrics.map(({ measure: { columns, caps } }): ReadMetric => {
    const start = offset;
    const beforeThirds = 2 + figureCount(columns.length) + Math.max(caps.length - 1, 0);
    offset += beforeThirds + thirdFigureCount(columns.length);
    const read = rows
      .map(({ attribute, value, variant, figures }) => {
        const own = figures.slice(start, offset);
        const moments = momentsFrom(own, columns.length);
        return {
          attribute,
          value,
          caps: capsFrom(own, columns.length, caps.length),
          arm: armOf(variant, { ...moments, thirds: thirdsFrom(own.slice(beforeThirds), moments) }),
        };
      })
      .sort((a, b) => a.arm.variant - b.arm.variant);
    return {
      ok: true,
      caps: read[0]?.caps ?? caps.map(() => null),
      arms: read.filter(({ attribute }) => attribute === null).map(({ arm }) => arm),
      segments: read.flatMap(({ attribute, value, arm }) => {
        const by = attribute === null ? undefined : request.attributes[attribute];
        return by === undefined ? [] : [{ ...arm, attribute: segmentName(by), value }];
      }),
    };
  });
  return { rows: metrics, query };
}

function armOf(variant: number, { n, waiting, means, covariances, thirds }: GroupMoments): EvidenceArm {
  return { variant, n, waiting, means, covariances, ...(thirds && { thirds }), quantile: null };
}
