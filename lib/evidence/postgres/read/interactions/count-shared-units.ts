import { z } from 'zod';
import type { Connection } from '../../../../database/connection';
import type { Figures, SharedUnits } from '../../../read';
import { readFigures } from '../read-figures';
import { schemaOf } from '../../../../model/schema-of';

/**
 * How many units any two of some runs share, in one statement. Units in two variants of a run count in none; of runs in one
 * layer no unit is shared. A pair without any has no row.
 *
 *     first | second | units
 *        12 |     15 | 41077
 */
const sql = `
with met as not materialized (
  select run_id, unit_hash, unit
  from exposures
  where run_id in (select value::int from json_array_elements_text($1::text::json))
    and other_variant is null
    and first_seen_at <= $2::timestamptz
)
select
  one.run_id as "first",
  other.run_id as "second",
  count(*)::int as "units"
from met as one
join met as other
  on other.unit_hash = one.unit_hash
    and other.unit = one.unit
    and other.run_id > one.run_id
group by 1, 2
order by 1, 2`;

const rowSchema = schemaOf<SharedUnits>()(z.object({ first: z.int(), second: z.int(), units: z.int() }));

export function countSharedUnits(
  client: Connection,
  runIds: readonly number[],
  horizon: Date,
): Promise<Figures<SharedUnits>> {
  const parameters = [JSON.stringify(runIds), horizon.toISOString()];
  return readFigures(client, { sql, parameters }, rowSchema);
}
