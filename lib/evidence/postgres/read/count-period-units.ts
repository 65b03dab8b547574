import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import type { Figures, PeriodUnitCount } from '../../read';
import { bind, joined, sql } from './fragment';
import { readFigures } from './read-figures';
import type { Population } from './unit-values';
import { schemaOf } from '../../../model/schema-of';

const rowSchema = schemaOf<PeriodUnitCount>()(
  z.object({
    period: z.int(),
    variant: z.int(),
    units: z.int(),
  }),
);

/**
 * Units per variant by the period of their first exposure, for the sample ratio of a run whose weights changed. Every period but
 * the first begins at an instant, and that instant is in it. A period without units of a variant has no row.
 *
 *     period | variant | units
 *          0 |       0 |   900
 *          0 |       1 |   100
 *          1 |       0 |   500
 */
export function countPeriodUnits(
  client: Connection,
  { units, isTriggered = false }: Population,
  begins: readonly Date[],
): Promise<Figures<PeriodUnitCount>> {
  const exposedAt = isTriggered ? sql`exposed_at` : sql`first_seen_at`;
  const begun = begins
    .slice(1)
    .map((begin) => sql`(${exposedAt} >= ${bind(begin.toISOString(), 'timestamptz')})::int`);
  const statement = sql`
select
  ${joined([sql`0`, ...begun], sql` + `)} as "period",
  variant::int as "variant",
  count(*)::int as "units"
${units}
group by 1, 2
order by 1, 2`;
  return readFigures(client, statement.render(), rowSchema);
}
