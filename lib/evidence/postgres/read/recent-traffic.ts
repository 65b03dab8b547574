import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import { schemaOf } from '../../../model/schema-of';
import type { DailyTraffic, Figures, PreviewScope } from '../../read';
import { readFigures } from './read-figures';

/**
 * Units per UTC day that sent anything, and those of them that had sent nothing since the span began: the units that an experiment
 * would have met on its first, second, ... day. A day without any has no row.
 *
 *     day        | activeUnits | newUnits
 *     2026-11-02 |        4120 |     4120
 *     2026-11-03 |        4015 |     2380
 */
const sql = `
with active as materialized (
  select unit_hash, (occurred_at at time zone 'UTC')::date as day
  from events
  where environment_id = $1::int
    and occurred_at >= $2::timestamptz
    and occurred_at <= $3::timestamptz
  group by 1, 2
),
placed as (
  select day, day = min(day) over (partition by unit_hash) as is_first
  from active
)
select
  to_char(day, 'YYYY-MM-DD') as "day",
  count(*)::int as "activeUnits",
  (count(*) filter (where is_first))::int as "newUnits"
from placed
group by 1
order by 1`;

const rowSchema = schemaOf<DailyTraffic>()(
  z.object({ day: z.iso.date(), activeUnits: z.int(), newUnits: z.int() }),
);

export function recentTraffic(
  client: Connection,
  { environmentId, from, horizon }: Omit<PreviewScope, 'source'>,
): Promise<Figures<DailyTraffic>> {
  const parameters = [environmentId, from.toISOString(), horizon.toISOString()];
  return readFigures(client, { sql, parameters }, rowSchema);
}
