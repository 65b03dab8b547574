import type { RunScope } from '../warehouse';
import { bind, sql } from './fragment';
import type { Population } from './unit-values';

/** The units of a run that were seen in one variant alone, up to the horizon. */
export function runPopulation({ runId, environmentId, horizon }: RunScope): Population {
  const units = sql`from exposures
  where run_id = ${bind(runId, 'int')}
    and other_variant is null
    and first_seen_at <= ${bind(horizon.toISOString(), 'timestamptz')}`;
  return { units, linkedUnits: null, environmentId, horizon };
}
