import type { PreviewScope } from '../../read';
import { bind, sql, type Fragment } from './fragment';

/** Every unit that sent anything since `from`, taken to have been exposed at its first event since then. */
export function recentUnits(
  { environmentId, from, horizon }: Omit<PreviewScope, 'source'>,
  events: Fragment = sql`events`,
): Fragment {
  const since = bind(from.toISOString(), 'timestamptz');
  const until = bind(horizon.toISOString(), 'timestamptz');
  return sql`from (
    select unit_hash, unit, 0 as variant, min(occurred_at) as first_seen_at
    from ${events} as event
    where environment_id = ${bind(environmentId, 'int')}
      and occurred_at >= ${since}
      and occurred_at <= ${until}
    group by unit_hash, unit
  ) as seen`;
}
