import { z } from 'zod';
import type { Connection } from '../../database/connection';
import type { Figures, SegmentUnitCount } from '../warehouse';
import { bind, sql, type Fragment } from './fragment';
import { readFigures } from './read-figures';
import type { Population } from './unit-values';

/**
 * Units per variant and value of one attribute, for the sample ratio by segment. Units in two variants are left out, as in
 * every arm; the population says which units there are. Asked for only where the attribute has few values.
 *
 *     value | variant | units
 *     de    |       0 | 18204
 *     null  |       0 |   911
 */
function statement({ units }: Population, attribute: string): Fragment {
  return sql`
select
  attributes ->> ${bind(attribute, 'text')} as "value",
  variant::int as "variant",
  count(*)::int as "units"
${units}
group by 1, 2
order by 1, 2`;
}

const rowSchema: z.ZodType<SegmentUnitCount> = z.object({
  value: z.string().nullable(),
  variant: z.int(),
  units: z.int(),
});

export function segmentUnits(
  client: Connection,
  population: Population,
  attribute: string,
): Promise<Figures<SegmentUnitCount>> {
  return readFigures(client, statement(population, attribute).render(), rowSchema);
}
