import { z } from 'zod';
import type { LargestValues } from '../../../model/planned-segment';
import type { Connection } from '../../../database/connection';
import type { Figures, SegmentUnitCount } from '../../read';
import { bind, sql, type Fragment } from './fragment';
import { readFigures } from './read-figures';
import { attributeSegment } from './unit-source';
import type { Population } from './unit-values';
import { schemaOf } from '../../../model/schema-of';

/**
 * Units per variant and value of one attribute, for the sample ratio by segment. Units in two variants are left out, as in
 * every arm; the population says which units there are. Of an attribute with many values those that are not among the largest are one.
 *
 *     value | variant | units
 *     de    |       0 | 18204
 *     null  |       0 |   911
 */
function statement({ units }: Population, by: string | LargestValues): Fragment {
  const attribute = attributeSegment(by, (name) => sql`attributes ->> ${bind(name, 'text')}`);
  return sql`
select
  ${attribute} as "value",
  variant::int as "variant",
  count(*)::int as "units"
${units}
group by 1, 2
order by 1, 2`;
}

const rowSchema = schemaOf<SegmentUnitCount>()(
  z.object({
    value: z.string().nullable(),
    variant: z.int(),
    units: z.int(),
  }),
);

export function segmentUnits(
  client: Connection,
  population: Population,
  by: string | LargestValues,
): Promise<Figures<SegmentUnitCount>> {
  return readFigures(client, statement(population, by).render(), rowSchema);
}
