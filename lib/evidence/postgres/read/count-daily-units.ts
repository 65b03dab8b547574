import type { Connection } from '../../../database/connection';
import { z } from 'zod';
import type { DailyUnitCount, Figures, RunScope } from '../../read';
import { readFigures } from './read-figures';
import { schemaOf } from '../../../model/schema-of';

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
  to_char(day at time zone 'UTC', 'YYYY-MM-DD') as "day",
  variant::int as "variant",
  units::int as "units"
from (
  select
    date_bin('1 day', first_seen_at, timestamptz '2000-01-01T00:00:00Z') as day,
    variant,
    count(*) as units
  from exposures
  where run_id = $1::int
    and other_variant is null
    and first_seen_at <= $2::timestamptz
  group by 1, 2
) as counted
order by 1, 2`;

export const dailyUnitCountSchema = schemaOf<DailyUnitCount>()(
  z.object({
    day: z.iso.date(),
    variant: z.int(),
    units: z.int(),
  }),
);

export async function countDailyUnits(
  client: Connection,
  { runId, horizon }: RunScope,
): Promise<Figures<DailyUnitCount>> {
  const query = { sql, parameters: [runId, horizon.toISOString()] };
  // There are few groups and many rows: nothing to sort, and no table of hashes that would not fit.
  await client.query('set local enable_hashagg = on');
  const figures = await readFigures(client, query, dailyUnitCountSchema);
  await client.query('set local enable_hashagg = off');
  return figures;
}
