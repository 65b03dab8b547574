import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import { maximumSegments, type Figures, type SegmentSize } from '../../read';
import { bind, sql, type Fragment } from './fragment';
import { readFigures } from './read-figures';
import type { Population } from './unit-values';
import { schemaOf } from '../../../model/schema-of';

/**
 * The values of an attribute with the most units, all variants together: what is shown by itself must not depend on the
 * treatment. Of equal ones the first in the order of their bytes, so that every server names the same.
 *
 *     value | units
 *     de    | 36410
 *     at    |  8112
 */
function statement({ units }: Population, attribute: string): Fragment {
  const value = sql`attributes ->> ${bind(attribute, 'text')}`;
  return sql`
select "value", count(*)::int as "units"
from (select ${value} as "value" ${units}) as unit
where "value" is not null
group by "value"
order by "units" desc, "value" collate "C"
limit ${bind(maximumSegments, 'int')}`;
}

const rowSchema = schemaOf<SegmentSize>()(z.object({ value: z.string(), units: z.int() }));

export function largestSegments(
  client: Connection,
  population: Population,
  attribute: string,
): Promise<Figures<SegmentSize>> {
  return readFigures(client, statement(population, attribute).render(), rowSchema);
}
