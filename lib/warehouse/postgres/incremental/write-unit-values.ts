import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import type { RunScope } from '../../warehouse';
import { bind, joined, sql, type Fragment } from '../fragment';
import { figureArray, figureCount, momentFigures, momentsFrom, type GroupMoments } from '../moment-figures';
import type { PlacedMeasure } from '../measured-columns';
import { readFigures } from '../read-figures';
import { runPopulation } from '../run-population';
import { waitingFigure } from '../scorecard-moments';
import type { Population } from '../unit-values';
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

/**
 * The units in `changed_units` that count, as they are now. Each is looked up by the key (the limit keeps the planner from
 * joining instead: of a join on hash and text it expects one row, and chooses what is ruinous for many).
 */
function changedPopulation({ runId, environmentId, horizon }: RunScope): Population {
  const units = sql`from changed_units
  cross join lateral (
    select variant, first_seen_at, attributes
    from exposures
    where run_id = ${bind(runId, 'int')}
      and exposures.unit_hash = changed_units.unit_hash
      and exposures.unit = changed_units.unit
      and other_variant is null
      and first_seen_at <= ${bind(horizon.toISOString(), 'timestamptz')}
    limit 1
  ) as exposure`;
  return { units, linkedUnits: null, environmentId, horizon, isLookedUp: true };
}

/**
 * Computes the numbers of the units in `changed_units` anew, stores them, and gives the moments of these units as they were
 * stored (`side` 0) and as they are now (`side` 1). A unit that counts no more is removed, and is on the first side alone.
 *
 *     side | variant | units | figures
 *        0 |       0 |   412 | {0,null,412,0.11,0.098, ...}
 *        1 |       0 |   433 | {0,null,433,0.12,0.106, ...}
 *
 * All parts of a statement see the rows as they were before it. Measured and rejected: joins of the changed units with
 * exposures and events (100,000 units of which 5,000 changed took more than a minute, by nested loops over what was
 * taken for one row; merged or hashed they read all of the run, as a full computation does).
 */
function changeStatement(scope: RunScope, layout: UnitLayout, metrics: readonly PlacedMeasure[]): Fragment {
  const { tables, rows } = computedRows(changedPopulation(scope), layout);
  const runId = bind(scope.runId, 'int');
  const figures = figureArray(
    metrics.flatMap((metric) => [
      waitingFigure(metric),
      sql`null`,
      ...momentFigures(metric.first, metric.measure.columns.length),
    ]),
  );
  const read = (side: 0 | 1, from: Fragment) => sql`
select ${bind(side, 'int')} as "side", variant::int as "variant", count(*)::int as "units", ${figures} as "figures"
from (
  select ${joined([sql`unit.variant`, ...figureColumns(layout, metrics)], sql`, `)}
  from ${from} as unit
) as units
group by variant`;
  return sql`
with ${tables}
computed as materialized (${rows}
),
before as materialized (
  select
    stored.variant,
    stored.figures,
    stored.place,
    (
      select count(*)
      from exposures
      where run_id = ${runId}
        and exposures.unit_hash = changed_units.unit_hash
        and exposures.unit = changed_units.unit
        and other_variant is null
    ) as exposures
  from changed_units
  cross join lateral (
    select variant, figures, unit_values.ctid as place
    from unit_values
    where run_id = ${runId}
      and unit_values.unit_hash = changed_units.unit_hash
      and unit_values.unit = changed_units.unit
    limit 1
  ) as stored
),
removed as (
  delete from unit_values where ctid = any(array(select place from before where exposures = 0))
),
written as (
  insert into unit_values as stored (run_id, unit_hash, unit, variant, figures, due_at)
  select ${runId}, unit_hash, unit, variant, figures, due_at from computed
  on conflict (run_id, unit_hash, unit) do update set
    variant = excluded.variant,
    figures = excluded.figures,
    due_at = excluded.due_at
  where (stored.variant, stored.figures, stored.due_at)
    is distinct from (excluded.variant, excluded.figures, excluded.due_at)
)${read(0, sql`before`)}
union all${read(1, sql`computed`)}`;
}

const rowSchema = z.object({
  side: z.union([z.literal(0), z.literal(1)]),
  variant: z.int(),
  units: z.int(),
  figures: z.array(z.number().nullable()),
});

/** Moments of the changed units of one variant, for each of the metrics. */
export interface ChangedMoments {
  readonly side: 0 | 1;
  readonly variant: number;
  readonly units: number;
  readonly moments: readonly GroupMoments[];
}

/** Brings the units in `changed_units` up to date; returns their moments before and after. */
export async function changeUnitValues(
  client: Connection,
  scope: RunScope,
  layout: UnitLayout,
  metrics: readonly PlacedMeasure[],
): Promise<readonly ChangedMoments[]> {
  // Few units among many: each is looked up, in the order of the index.
  await client.query('set local enable_nestloop = on; set local enable_seqscan = off');
  const { rows } = await readFigures(client, changeStatement(scope, layout, metrics).render(), rowSchema);
  await client.query('set local enable_nestloop = off; set local enable_seqscan = on');
  return rows.map(({ side, variant, units, figures }) => ({
    side,
    variant,
    units,
    moments: momentsOf(figures, metrics),
  }));
}

function momentsOf(
  figures: readonly (number | null)[],
  metrics: readonly PlacedMeasure[],
): readonly GroupMoments[] {
  let offset = 0;
  return metrics.map(({ measure: { columns } }) => {
    const start = offset;
    offset += 2 + figureCount(columns.length);
    return momentsFrom(figures.slice(start, offset), columns.length);
  });
}
