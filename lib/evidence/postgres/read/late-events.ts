import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import type { Figures, LateEventCount, RunScope } from '../../read';
import { readFigures } from './read-figures';
import { schemaOf } from '../../../model/schema-of';

const dayMs = 86_400_000;

/**
 * Of each event name that metrics read: how many events occurred on the three days that ended a day before the horizon, and how
 * many of them arrived more than a day later. What occurred since cannot be that late yet; three days keep the cost from
 * growing with the run's age. A name without any has a row of zeros: it may have fallen silent.
 *
 *     name     | events | late
 *     purchase |   4120 |   37
 */
const sql = `
select
  wanted.name as "name",
  count(event.name)::int as "events",
  (count(event.name) filter (where event.received_at - event.occurred_at > interval '1 day'))::int as "late"
from json_array_elements_text($2::text::json) as wanted (name)
left join events as event
  on event.environment_id = $1::int
    and event.name = wanted.name
    and event.occurred_at >= $3::timestamptz
    and event.occurred_at < $4::timestamptz
group by wanted.name
order by wanted.name`;

const rowSchema = schemaOf<LateEventCount>()(z.object({ name: z.string(), events: z.int(), late: z.int() }));

export function countLateEvents(
  client: Connection,
  { environmentId, horizon }: RunScope,
  names: readonly string[],
): Promise<Figures<LateEventCount>> {
  const until = horizon.getTime() - dayMs;
  const parameters = [
    environmentId,
    JSON.stringify(names),
    new Date(until - 3 * dayMs).toISOString(),
    new Date(until).toISOString(),
  ];
  return readFigures(client, { sql, parameters }, rowSchema);
}
