import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import type { DailyVolume, Figures, PreviewScope } from '../../read';
import { readFigures } from './read-figures';
import { schemaOf } from '../../../model/schema-of';

/**
 * Events of some names per UTC day; a day without any has no row. The names come as one JSON array.
 *
 *     day        | events
 *     2026-11-22 |   4120
 */
const sql = `
select
  to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as "day",
  count(*)::int as "events"
from events
where environment_id = $1::int
  and name in (select json_array_elements_text($2::text::json))
  and occurred_at >= $3::timestamptz
  and occurred_at <= $4::timestamptz
group by 1
order by 1`;

const rowSchema = schemaOf<DailyVolume>()(z.object({ day: z.iso.date(), events: z.int() }));

export function eventVolume(
  client: Connection,
  { environmentId, from, horizon }: PreviewScope,
  names: readonly string[],
): Promise<Figures<DailyVolume>> {
  const parameters = [environmentId, JSON.stringify(names), from.toISOString(), horizon.toISOString()];
  return readFigures(client, { sql, parameters }, rowSchema);
}
