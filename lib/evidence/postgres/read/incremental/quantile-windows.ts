import { z } from 'zod';
import type { ReadMetric } from '../../../../analysis/evidence';
import type { Connection } from '../../../../database/connection';
import { bind, type Fragment, joined, nothing, sql } from '../fragment';
import { type PlacedMeasure, valueColumn } from '../measured-columns';
import { readFigures } from '../read-figures';
import { waitingFigure } from '../scorecard-moments';
import type { QuantileWindow } from './quantile-window';
import { figureColumns, type UnitLayout } from './unit-layout';

/** By variant position, the window of one quantile metric; null: it is read from all units. */
export type Windows = ReadonlyMap<number, QuantileWindow> | null;

/** How many times as far as the order statistics of the standard error a window reaches: room for many refreshes. */
const REACH = 4;

/** A window of more values than this is not kept. */
const VALUES_AT_MOST = 20_000;

const rowSchema = z.object({ variant: z.int(), value: z.number().nullable(), units: z.int() });

/** Reads what stands around a quantile in each arm from the stored units, after the quantile was. */
export async function readWindows(
  client: Connection,
  runId: number,
  layout: UnitLayout,
  { metric, arms }: { readonly metric: PlacedMeasure; readonly arms: ReadMetric['arms'] },
): Promise<Windows> {
  const ends = arms.flatMap(({ variant, quantile }) =>
    quantile === null
      ? []
      : [
          {
            variant,
            lower: quantile.estimate - REACH * (quantile.estimate - quantile.lower),
            upper: quantile.estimate + REACH * (quantile.upper - quantile.estimate),
          },
        ],
  );
  if (ends.length < arms.length || ends.some(({ lower, upper }) => !Number.isFinite(upper - lower)))
    return null;
  const value = valueColumn(metric, 0);
  const statement = sql`
select
  variant::int as "variant",
  case when ${value} >= ${endOf(ends, 'lower')} then ${value} end as "value",
  count(*)::int as "units"
from (
  select ${joined([sql`unit.variant`, ...figureColumns(layout, [metric])], sql`, `)}
  from unit_values as unit
  where unit.run_id = ${bind(runId, 'int')}
) as units
where ${value} <= ${endOf(ends, 'upper')}
group by 1, 2
limit ${bind(VALUES_AT_MOST * ends.length, 'int')} + 1`;
  // There are few groups and many rows.
  await client.query('set local enable_hashagg = on');
  const { rows } = await readFigures(client, statement.render(), rowSchema);
  await client.query('set local enable_hashagg = off');
  if (rows.length > VALUES_AT_MOST * ends.length) return null;
  const known = new Map(arms.map(({ variant, n, waiting }) => [variant, { n, waiting }]));
  return new Map(
    ends.map(({ variant, lower, upper }) => {
      const of = rows.filter((row) => row.variant === variant);
      const values = of.flatMap(({ value: at, units }): [number, number][] =>
        at === null ? [] : [[at, units]],
      );
      const below = of.find((row) => row.value === null)?.units ?? 0;
      const { n = 0, waiting = 0 } = known.get(variant) ?? {};
      return [variant, { n, waiting, below, lower, upper, values: values.sort(([a], [b]) => a - b) }];
    }),
  );
}

type Ends = readonly { readonly variant: number; readonly lower: number; readonly upper: number }[];

/** Null for an arm without a window: nothing of it lies below or inside. */
function endOf(ends: Ends, which: 'lower' | 'upper'): Fragment {
  const cases = ends.map(
    ({ variant, [which]: end }) => sql` when ${bind(variant, 'smallint')} then ${bind(end, 'float8')}`,
  );
  return cases.length === 0 ? sql`null::float8` : sql`case variant${joined(cases, nothing)} end`;
}

/** What `windowChangeSchema` reads: of some units, what each metric's windows would hold of them. */
export function windowChanges(metrics: readonly PlacedMeasure[], windows: readonly Windows[]): Fragment {
  const changes = metrics.map((metric, index) => {
    const ends = [...(windows[index] ?? [])].map(([variant, window]) => ({ ...window, variant }));
    const value = valueColumn(metric, 0);
    const [lower, upper] = [endOf(ends, 'lower'), endOf(ends, 'upper')];
    return sql`jsonb_build_object(
      'n', count(${value}),
      'waiting', coalesce(${waitingFigure(metric)}, 0),
      'below', count(*) filter (where ${value} < ${lower}),
      'inside', coalesce(jsonb_agg(${value}) filter (where ${value} >= ${lower} and ${value} <= ${upper}), '[]')
    )`;
  });
  return sql`jsonb_build_array(${joined(changes, sql`, `)})`;
}

export const windowChangeSchema = z.object({
  n: z.int(),
  waiting: z.int(),
  below: z.int(),
  inside: z.array(z.number()),
});
