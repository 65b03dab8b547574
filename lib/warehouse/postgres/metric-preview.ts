import { z } from 'zod';
import type { Measure } from '../../analysis/measure';
import type { Connection } from '../../database/connection';
import type { Figures, PreviewFigures, PreviewScope } from '../warehouse';
import { column, joined, sql, type Fragment } from './fragment';
import { placed, unitColumns } from './measured-columns';
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
function previewStatement({ environmentId, from, horizon }: PreviewScope, measure: Measure): Fragment {
  const units = recentUnits({ environmentId, from, horizon });
  const values = new UnitValues({ units, linkedUnits: null, environmentId, horizon });
  const columns = placed([measure]).flatMap((metric) => unitColumns(values, metric));
  const figures = [sql`0`, sql`null`, ...momentFigures(0, measure.columns.length)];
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
  (count(*) filter (where ${column('c', 0)} = 0))::int as "zeros",
  ${figureArray(figures)} as "figures"
from per_unit`;
}

const rowSchema = z.object({ zeros: z.int(), figures: z.array(z.number().nullable()) });

/** Moments of the metric's own columns over those units, and how many of them are 0. */
export async function metricPreview(
  client: Connection,
  scope: PreviewScope,
  measure: Measure,
): Promise<Figures<PreviewFigures>> {
  const own = {
    ...measure,
    columns: measure.columns.slice(0, measure.outcome.kind === 'ratio' ? 2 : 1),
    covariates: [],
  };
  const { rows, query } = await readFigures(client, previewStatement(scope, own).render(), rowSchema);
  const read = rows.map(({ zeros, figures }) => {
    const { n, means, covariances } = momentsFrom(figures, own.columns.length);
    return { zeros, n, means, covariances };
  });
  return { rows: read, query };
}
