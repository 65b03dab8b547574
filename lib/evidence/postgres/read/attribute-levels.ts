import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import { MOST_LEVELS, type AttributeCovariate } from '../../../model/metrics/attribute-covariates';
import type { ExecutedQuery } from '../../read';
import { bind, sql, type Fragment } from './fragment';
import { readFigures } from './read-figures';
import type { Population } from './unit-values';

/**
 * The most frequent values of an attribute over all variants together, and whether every value is a number: what is adjusted for must not
 * depend on the treatment. Of equally frequent ones the first in the order of their bytes.
 *
 *     value | isNumber
 *     de    | false
 *     at    | false
 */
function statement({ units }: Population, attribute: string): Fragment {
  const name = bind(attribute, 'text');
  return sql`
select "value", bool_and(bool_and("isNumber")) over () as "isNumber"
from (
  select attributes ->> ${name} as "value", jsonb_typeof(attributes -> ${name}) = 'number' as "isNumber" ${units}
) as unit
where "value" is not null
group by "value"
order by count(*) desc, "value" collate "C"
limit ${bind(MOST_LEVELS + 1, 'int')}`;
}

const rowSchema = z.object({ value: z.string(), isNumber: z.boolean() });

export interface ReadAttributes {
  readonly known: readonly AttributeCovariate[];
  readonly queries: readonly (ExecutedQuery & { readonly name: string })[];
}

/** How each attribute is adjusted for; one that no unit has is left out. The most frequent of few values is the base of the others. */
export async function attributeLevels(
  client: Connection,
  population: Population,
  attributes: readonly string[],
): Promise<ReadAttributes> {
  const known: AttributeCovariate[] = [];
  const queries: ReadAttributes['queries'][number][] = [];
  for (const attribute of attributes) {
    const { rows, query } = await readFigures(client, statement(population, attribute).render(), rowSchema);
    queries.push({ name: `values of ${attribute}`, ...query });
    const [first] = rows;
    if (first === undefined) continue;
    const values = rows.map(({ value }) => value);
    const levels = values.length > MOST_LEVELS ? values.slice(0, MOST_LEVELS) : values.slice(1);
    // In an order that does not move with their numbers, so that units' kept values stay what they are.
    known.push({ attribute, isNumber: first.isNumber, levels: first.isNumber ? [] : levels.sort() });
  }
  return { known, queries };
}
