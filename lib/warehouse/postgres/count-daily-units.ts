import type { Connection } from '../../database/connection';
import { z } from 'zod';
import type { DailyUnitCount, Figures, RunScope } from '../warehouse';
import { readFigures } from './read-figures';

/**
 * First exposures per UTC day and variant, for the chart that shows an intake that stalls or tilts. Units in two
 * variants are left out, as in every arm.
 *
 *     day        | variant | units
 *     2026-11-23 |       0 | 44700
 *     2026-11-23 |       1 | 45489
 */
const sql = `
select
  to_char(first_seen_at at time zone 'UTC', 'YYYY-MM-DD') as "day",
  variant::int as "variant",
  count(*)::int as "units"
from exposures
where run_id = $1::int
  and other_variant is null
  and first_seen_at <= $2::timestamptz
group by 1, 2
order by 1, 2`;

export const dailyUnitCountSchema: z.ZodType<DailyUnitCount> = z.object({
  day: z.iso.date(),
  variant: z.int(),
  units: z.int(),
});

export function countDailyUnits(
  client: Connection,
  { runId, horizon }: RunScope,
): Promise<Figures<DailyUnitCount>> {
  return readFigures(client, { sql, parameters: [runId, horizon.toISOString()] }, dailyUnitCountSchema);
}
