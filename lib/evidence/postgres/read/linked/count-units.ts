import type { Connection } from '../../../../database/connection';
import type { Figures, RunScope, UnitCount } from '../../../read';
import { unitCountSchema } from '../count-units';
import { sql } from '../fragment';
import { readFigures } from '../read-figures';
import { firstMet } from './first-met';

/** Units per variant where units are linked: a person counts once. Otherwise as in `../count-units.ts`. */
export function countLinkedUnits(client: Connection, scope: RunScope): Promise<Figures<UnitCount>> {
  const statement = sql`${firstMet(scope)}
select
  variant::int as "variant",
  (count(*) filter (where other_variant is null))::int as "units",
  (count(*) filter (where other_variant is not null))::int as "unitsInTwoVariants"
from met
where other_variant is distinct from -2
group by variant
order by variant`;
  return readFigures(client, statement.render(), unitCountSchema);
}
