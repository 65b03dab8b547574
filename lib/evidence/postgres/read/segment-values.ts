import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import { maximumValues, type Figures, type RunScope } from '../../read';
import { readFigures } from './read-figures';

/**
 * How many different values an attribute has among a run's units, up to one more than the limit: an attribute that is as good
 * as an id must not become a million groups. Without a limit on rows the planner would count them all.
 *
 *     values
 *          3
 */
const sql = `
select count(*)::int as "values"
from (
  select distinct attributes ->> $3::text
  from exposures
  where run_id = $1::int
    and other_variant is null
    and first_seen_at <= $2::timestamptz
    and attributes ->> $3::text is not null
  limit $4::int
) as seen`;

const rowSchema = z.object({ values: z.int() });

export function segmentValues(
  client: Connection,
  { runId, horizon }: RunScope,
  attribute: string,
): Promise<Figures<{ readonly values: number }>> {
  const parameters = [runId, horizon.toISOString(), attribute, maximumValues + 1];
  return readFigures(client, { sql, parameters }, rowSchema);
}
