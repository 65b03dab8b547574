import type { Connection } from '../../../../database/connection';
import type { DailyUnitCount, Figures, RunScope } from '../../../read';
import { dailyUnitCountSchema } from '../count-daily-units';
import { sql } from '../fragment';
import { readFigures } from '../read-figures';
import { firstMet } from './first-met';

/** First exposures per UTC day and variant where units are linked: a person counts once. Otherwise as in `../count-daily-units.ts`. */
export function countLinkedDailyUnits(client: Connection, scope: RunScope): Promise<Figures<DailyUnitCount>> {
  const statement = sql`${firstMet(scope)}
select
  to_char(first_seen_at at time zone 'UTC', 'YYYY-MM-DD') as "day",
  variant::int as "variant",
  count(*)::int as "units"
from met
where other_variant is null
group by 1, 2
order by 1, 2`;
  return readFigures(client, statement.render(), dailyUnitCountSchema);
}
