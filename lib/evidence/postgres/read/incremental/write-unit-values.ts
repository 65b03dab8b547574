import { z } from 'zod';
import type { Connection } from '../../../../database/connection';
import type { RunScope } from '../../../read';
import { bind, joined, sql, type Fragment } from '../fragment';
import { figureArray, figureCount, momentFigures, momentsFrom, type GroupMoments } from '../moment-figures';
import { type PlacedMeasure, valueColumns } from '../measured-columns';
import { readFigures } from '../read-figures';
import { runPopulation } from '../run-population';
import { waitingFigure } from '../scorecard-moments';
import { thirdFigureCount, thirdFigures, thirdsFrom } from '../third-figures';
import type { Population } from '../unit-values';
import type { WindowChange } from './quantile-window';
import { windowChanges, windowChangeSchema, type Windows } from './quantile-windows';
import { computedRows, figureColumns, type UnitLayout } from './unit-layout';

/** Computes the numbers of all units of a run anew and stores them in place of those that were there; returns how many units. */
export async function rewriteUnitValues(
  client: Connection,
  scope: RunScope,
  layout: UnitLayout,
): Promise<number> {
  const { tables, rows } = computedRows(runPopulation(scope), layout);
  await client.query('delete from unit_values where run_id = $1::int', [scope.runId]);
  const { sql: text, parameters } = sql`
with ${tables}
computed as (${rows}
)
insert into unit_values (run_id, unit_hash, unit, variant, figures, due_at)
select ${bind(scope.runId, 'int')}, unit_hash, unit, variant, figures, due_at from computed`.render();
  const { rowCount } = await client.query(text, [...parameters]);
  return rowCount ?? 0;
}

/** The units in `changed_units` that count. */
function changedPopulation({ environmentId, horizon }: RunScope): Population {
  const units = sql`from changed_units where variant is not null`;
  return { units, linkedUnits: null, environmentId, horizon, isLookedUp: true };
}

/**
 * Computes the numbers of the units in `changed_units` anew, stores them, and gives the moments of those that differ as they
 * were stored (`side` 0) and as they are now (`side` 1). A unit that counts no more is removed, and is on the first side alone; most
 * units turn out the same, and are on neither.
 *
 *     side | variant | units | figures                      | windows
 *        0 |       0 |   412 | {0,null,412,0.11,0.098, ...} | [{"n": 412, "below": 371, "inside": [3.5], ...}]
 *        1 |       0 |   433 | {0,null,433,0.12,0.106, ...} | [{"n": 433, "below": 389, "inside": [], ...}]
 *
 * All parts of a statement see the rows as they were before it, which is why a stored row may be found again by its place.
 * Measured and rejected: joins of the changed units with exposures and events (100,000 units of which 5,000 changed took more than
 * a minute, by nested loops over what was taken for one row; merged or hashed they read all of the run, as a full
 * computation does).
 */
function changeStatement(scope: RunScope, layout: UnitLayout, carried: CarriedMetrics): Fragment {
  const { plain: metrics, quantiles, windows } = carried;
  const { tables, rows } = computedRows(changedPopulation(scope), layout);
  const runId = bind(scope.runId, 'int');
  const figures = figureArray(
    metrics.flatMap((metric) => [
      waitingFigure(metric),
      sql`null`,
      ...momentFigures(valueColumns(metric, metric.measure.columns.length)),
      ...thirdFigures(valueColumns(metric, metric.measure.columns.length)),
    ]),
  );
  const read = (side: 0 | 1, from: Fragment) => sql`
select ${bind(side, 'int')} as "side", variant::int as "variant", count(*)::int as "units", ${figures} as "figures",
  ${windowChanges(quantiles, windows)} as "windows"
from (
  select ${joined([sql`unit.variant`, ...figureColumns(layout, [...metrics, ...quantiles])], sql`, `)}
  from (${from}) as unit
) as units
group by variant`;
  return sql`
with ${tables}
computed as materialized (${rows}
),
compared as materialized (
  select
    now.*,
    stored.variant as stored_variant,
    stored.figures as stored_figures,
    stored.place
  from (
    select unit_hash, unit, variant, figures, due_at from computed
    union all
    select unit_hash, unit, null, null, null from changed_units where variant is null
  ) as now
  left join lateral (
    select variant, figures, due_at, unit_values.ctid as place
    from unit_values
    where run_id = ${runId} and unit_values.unit_hash = now.unit_hash and unit_values.unit = now.unit
    limit 1
  ) as stored on true
  where (stored.variant, stored.figures, stored.due_at) is distinct from (now.variant, now.figures, now.due_at)
),
removed as (
  delete from unit_values using compared where unit_values.ctid = compared.place and compared.variant is null
),
replaced as (
  update unit_values
  set variant = compared.variant, figures = compared.figures, due_at = compared.due_at
  from compared
  where unit_values.ctid = compared.place and compared.variant is not null
),
added as (
  insert into unit_values (run_id, unit_hash, unit, variant, figures, due_at)
  select ${runId}, unit_hash, unit, variant, figures, due_at
  from compared
  where place is null and variant is not null
)${read(0, sql`select stored_variant as variant, stored_figures as figures from compared where place is not null`)}
union all${read(1, sql`select variant, figures from compared where variant is not null`)}`;
}

const rowSchema = z.object({
  side: z.union([z.literal(0), z.literal(1)]),
  variant: z.int(),
  units: z.int(),
  figures: z.array(z.number().nullable()),
  windows: z.array(windowChangeSchema),
});

/** What is carried from one refresh to the next: metrics whose moments are, and quantiles with their windows. */
export interface CarriedMetrics {
  readonly plain: readonly PlacedMeasure[];
  readonly quantiles: readonly PlacedMeasure[];
  /** In the order of the quantiles. */
  readonly windows: readonly Windows[];
}

/** The units of one variant that differ: their moments, for each of the metrics, and what the windows hold of them. */
export interface ChangedUnits {
  readonly side: 0 | 1;
  readonly variant: number;
  readonly units: number;
  readonly moments: readonly GroupMoments[];
  readonly windows: readonly WindowChange[];
}

/** Brings the units in `changed_units` up to date; returns their moments before and after. */
export async function changeUnitValues(
  client: Connection,
  scope: RunScope,
  layout: UnitLayout,
  carried: CarriedMetrics,
): Promise<readonly ChangedUnits[]> {
  // Few units among many: each is looked up, in the order of the index.
  await client.query('set local enable_nestloop = on; set local enable_seqscan = off');
  const { rows } = await readFigures(client, changeStatement(scope, layout, carried).render(), rowSchema);
  await client.query('set local enable_nestloop = off; set local enable_seqscan = on');
  return rows.map(({ figures, ...row }) => ({ ...row, moments: momentsOf(figures, carried.plain) }));
}

function momentsOf(
  figures: readonly (number | null)[],
  metrics: readonly PlacedMeasure[],
): readonly GroupMoments[] {
  let offset = 0;
  return metrics.map(({ measure: { columns } }) => {
    const start = offset;
    const thirds = start + 2 + figureCount(columns.length);
    offset = thirds + thirdFigureCount(columns.length);
    const moments = momentsFrom(figures.slice(start, thirds), columns.length);
    return { ...moments, thirds: thirdsFrom(figures.slice(thirds, offset), moments) };
  });
}
