import { z } from 'zod';
import type { Connection } from '../../../database/connection';
import type { Figures, RunScope } from '../../read';
import { readFigures } from './read-figures';
import { schemaOf } from '../../../model/schema-of';

/**
 * How many of a run's exposures arrived more than a day after they occurred: such units were missing from every analysis in
 * between, and whatever holds exposures back may hold them back unevenly.
 *
 *     exposures | lateExposures
 *         90189 |            12
 */
const sql = `
select
  count(*)::int as "exposures",
  (count(*) filter (where received_at - first_seen_at > interval '1 day'))::int as "lateExposures"
from exposures
where run_id = $1::int
  and first_seen_at <= $2::timestamptz`;

interface LateExposures {
  readonly exposures: number;
  readonly lateExposures: number;
}

const rowSchema = schemaOf<LateExposures>()(z.object({ exposures: z.int(), lateExposures: z.int() }));

export function countLateExposures(
  client: Connection,
  { runId, horizon }: RunScope,
): Promise<Figures<LateExposures>> {
  return readFigures(client, { sql, parameters: [runId, horizon.toISOString()] }, rowSchema);
}
