import { z } from 'zod';
import type { Connection } from '../../../../database/connection';
import type { DailyUnitCount, Figures, TriggeredUnitCount } from '../../../read';
import { dailyUnitCountSchema } from '../count-daily-units';
import { sql } from '../fragment';
import { readFigures } from '../read-figures';
import type { Population } from '../unit-values';
import { schemaOf } from '../../../../model/schema-of';

const rowSchema = schemaOf<TriggeredUnitCount>()(z.object({ variant: z.int(), units: z.int() }));

/**
 * Units per variant that triggered, for the sample ratio of those that are analysed. A variant without any has no row.
 *
 *     variant | units
 *           0 |  9120
 */
export function countTriggeredUnits(
  client: Connection,
  { units }: Population,
): Promise<Figures<TriggeredUnitCount>> {
  const statement = sql`
select variant::int as "variant", count(*)::int as "units"
${units}
group by variant
order by variant`;
  return readFigures(client, statement.render(), rowSchema);
}

/**
 * The same by the UTC day from which they are measured: that of the trigger or of the exposure.
 *
 *     day        | variant | units
 *     2026-11-23 |       0 |   911
 */
export function countTriggeredDailyUnits(
  client: Connection,
  { units }: Population,
): Promise<Figures<DailyUnitCount>> {
  const statement = sql`
select
  to_char(first_seen_at at time zone 'UTC', 'YYYY-MM-DD') as "day",
  variant::int as "variant",
  count(*)::int as "units"
${units}
group by 1, 2
order by 1, 2`;
  return readFigures(client, statement.render(), dailyUnitCountSchema);
}
