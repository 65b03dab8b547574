import { z } from 'zod';
import type { Measure } from '../../../model/metrics/measure';
import type { Connection } from '../../../database/connection';
import type { Figures, PreviewFigures, PreviewScope } from '../../read';
import { type Fragment, joined, sql } from './fragment';
import { unitColumns, valueColumn, valueColumns } from './measured-columns';
import { figureArray, momentFigures, momentsFrom } from './moment-figures';
import { recentUnits } from './recent-units';
import { readFigures } from './read-figures';
import { UnitValues } from './unit-values';

/**
 * What a metric would have measured lately, without an experiment: every unit that sent anything since `from` is taken to
 * have been exposed at its first event since then. Covariates and caps are left out; of a ratio both columns are read.
 *
 *     zeros | figures
 *      4410 | {0,null,5120,1.84,22.7}
 */
function previewStatement(scope: PreviewScope, measure: Measure, events: Fragment | undefined): Fragment {
  const { environmentId, horizon } = scope;
  const units = recentUnits(scope, everything(events));
  const values = new UnitValues({ units, linkedUnits: null, environmentId, horizon, events });
  const metric = { measure, number: 1, first: 0 };
  const columns = unitColumns(values, metric);
  const figures = [sql`0`, sql`null`, ...momentFigures(valueColumns(metric, measure.columns.length))];
  return sql`
with ${values.tables()},
per_unit as not materialized (
  select
    ${joined(
      columns,
      sql`,
    `,
    )}
  from ${values.from()}
)
select
  (count(*) filter (where ${valueColumn(metric, 0)} = 0))::int as "zeros",
  ${figureArray(figures)} as "figures"
from per_unit`;
}

/** What shows that a unit is there: its events, and the rows that stand in their place. */
function everything(events: Fragment | undefined): Fragment {
  if (events === undefined) return sql`events`;
  return sql`(
      select environment_id, unit_hash, unit, occurred_at from events
      union all
      select environment_id, unit_hash, unit, occurred_at from ${events} as row
    )`;
}

const rowSchema = z.object({ zeros: z.int(), figures: z.array(z.number().nullable()) });

/** Moments of the metric's own columns over those units, and how many of them are 0; `events` stands in the place of the table. */
export async function metricPreview(
  client: Connection,
  scope: PreviewScope,
  measure: Measure,
  events?: Fragment,
): Promise<Figures<PreviewFigures>> {
  const own = {
    ...measure,
    columns: measure.columns.slice(0, measure.outcome.kind === 'ratio' ? 2 : 1),
    covariates: [],
  };
  const { rows, query } = await readFigures(client, previewStatement(scope, own, events).render(), rowSchema);
  const read = rows.map(({ zeros, figures }) => {
    const { n, means, covariances } = momentsFrom(figures, own.columns.length);
    return { zeros, n, means, covariances };
  });
  return { rows: read, query };
}
