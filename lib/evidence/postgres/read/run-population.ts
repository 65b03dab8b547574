import type { RunScope } from '../../read';
import { bind, nothing, sql, type Fragment } from './fragment';
import type { Population } from './unit-values';

/** The units of a run that were seen in one variant alone, up to the horizon. */
export function runPopulation({ runId, environmentId, horizon, exposedWithin }: RunScope): Population {
  const units = sql`from exposures
  where run_id = ${bind(runId, 'int')}
    and other_variant is null
    and first_seen_at <= ${bind(horizon.toISOString(), 'timestamptz')}${withinOf(exposedWithin)}`;
  return { units, linkedUnits: null, environmentId, horizon };
}

/** A further condition on when a unit was first exposed; nothing where all count. */
export function withinOf(exposedWithin: RunScope['exposedWithin']): Fragment {
  if (exposedWithin === undefined) return nothing;
  const { from, until } = exposedWithin;
  const begun =
    from === null
      ? nothing
      : sql`
    and first_seen_at >= ${bind(from.toISOString(), 'timestamptz')}`;
  return until === null
    ? begun
    : sql`${begun}
    and first_seen_at < ${bind(until.toISOString(), 'timestamptz')}`;
}
