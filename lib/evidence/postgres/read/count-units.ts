import type { Connection } from '../../../database/connection';
import { z } from 'zod';
import type { Figures, RunScope, UnitCount } from '../../read';
import { readFigures } from './read-figures';
import { schemaOf } from '../../../model/schema-of';

/**
 * Units per variant, for the sample ratio and for the count of units in two variants. Units that were not drawn for this run (-2 as other
 * variant) count nowhere. Reads the covering primary key alone. A variant without units has no row.
 *
 *     variant | units | unitsInTwoVariants
 *           0 | 44700 |                  3
 *           1 | 45489 |                  1
 */
const sql = `
select
  variant::int as "variant",
  (count(*) filter (where other_variant is null))::int as "units",
  (count(*) filter (where other_variant is not null))::int as "unitsInTwoVariants"
from exposures
where run_id = $1::int
  and first_seen_at <= $2::timestamptz
  and other_variant is distinct from -2
group by variant
order by variant`;

export const unitCountSchema = schemaOf<UnitCount>()(
  z.object({
    variant: z.int(),
    units: z.int(),
    unitsInTwoVariants: z.int(),
  }),
);

export function countUnits(client: Connection, { runId, horizon }: RunScope): Promise<Figures<UnitCount>> {
  return readFigures(client, { sql, parameters: [runId, horizon.toISOString()] }, unitCountSchema);
}
