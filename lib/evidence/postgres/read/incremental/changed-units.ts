import type { Connection } from '../../../../database/connection';
import type { RunScope } from '../../../read';
import type { EventReach } from '../event-reach';
import { bind, bindAll, joined, sql, type Fragment } from '../fragment';
import type { MeasuredRun } from './measured-run';

const TABLE = `
create temporary table changed_units (
  unit_hash bigint not null,
  unit text not null,
  variant smallint,
  first_seen_at timestamptz,
  attributes jsonb
) on commit drop
`;

/**
 * The units whose numbers may differ from those stored: what arrived or was changed since, what lay in the future then (clocks
 * that are ahead), and whose window has ended by now. An event that arrived changes nothing for a unit whose first exposure
 * is too far from it for every window, and nothing for one that is not in the run; of one that was moved it is not known where
 * it counted before. Some of those found will turn out the same.
 *
 *     unit_hash            | unit    | variant | first_seen_at          | attributes
 *     -3905361021331463123 | user-17 |       1 | 2026-11-23 07:14:00+00 | {"country": "de"}   (null where no metric adjusts for any)
 *      1906361021331400217 | user-91 |         |                        |                     (counts no more, or never did)
 *
 * Arrivals are read by themselves first, so that the index on them is the only one there is to use: beside a condition on the
 * event's name the planner reads all events of that name where it does not know yet that arrivals are few. Times of arrival are
 * rounded to milliseconds.
 *
 * Each exposure is looked up by the key (the limit keeps the planner from joining instead: of a join on hash and text it expects
 * one row, and chooses what is ruinous for many), in the order of the index, so that neighbours share its pages: of a million
 * units, 39,000 took half the time that they took in any order.
 */
function changedUnits(
  { runId, environmentId, horizon }: RunScope,
  { horizon: before, seenUntil }: Pick<MeasuredRun, 'horizon' | 'seenUntil'>,
  { reaches, hasAttributes }: ChangesOf,
): Fragment {
  const attributes = hasAttributes ? sql`attributes` : sql`null::jsonb as attributes`;
  const seen = sql`${bind(seenUntil, 'timestamptz')} - interval '1 millisecond'`;
  const from = bind(before.toISOString(), 'timestamptz');
  const to = bind(horizon.toISOString(), 'timestamptz');
  const ofRun = sql`run_id = ${bind(runId, 'int')}`;
  const ofMetrics = sql`environment_id = ${bind(environmentId, 'int')} and name in (${bindAll([...reaches.keys()], 'text')})`;
  const always = sql`'-infinity'::timestamptz as after_instant, 'infinity'::timestamptz as to_instant`;
  return sql`
with arrived_events as materialized (
  select environment_id, name, unit_hash, unit, occurred_at, is_moved from events where received_at >= ${seen}
),
arrived_exposures as materialized (
  select run_id, unit_hash, unit from exposures where received_at >= ${seen}
),
found as materialized (
  select unit_hash, unit, min(after_instant) as after_instant, max(to_instant) as to_instant
  from (
    select unit_hash, unit, ${countingExposures(reaches)}
    from arrived_events where ${ofMetrics}
    union all
    select unit_hash, unit, ${always} from arrived_exposures where ${ofRun}
    union all
    select unit_hash, unit, ${always} from events
    where occurred_at > received_at and occurred_at > ${from} and occurred_at <= ${to} and ${ofMetrics}
    union all
    select unit_hash, unit, ${always} from exposures
    where first_seen_at > received_at and first_seen_at > ${from} and first_seen_at <= ${to} and ${ofRun}
    union all
    select unit_hash, unit, ${always} from unit_values where ${ofRun} and due_at <= ${to}
  ) as reasons
  group by unit_hash, unit
  order by unit_hash, unit
)
insert into changed_units (unit_hash, unit, variant, first_seen_at, attributes)
select found.unit_hash, found.unit, exposure.variant, exposure.first_seen_at, exposure.attributes
from found
left join lateral (
  select variant, first_seen_at, ${attributes}
  from exposures
  where ${ofRun}
    and exposures.unit_hash = found.unit_hash
    and exposures.unit = found.unit
    and other_variant is null
    and first_seen_at <= ${to}
  limit 1
) as exposure on true
where to_instant = 'infinity'
  or (first_seen_at > after_instant and first_seen_at <= to_instant)`;
}

/** Between which instants a unit's first exposure lies if an event is to count for it: from then on it is measured. */
function countingExposures(reaches: ReadonlyMap<string, EventReach>): Fragment {
  const byName = (instantOf: (reach: EventReach) => Fragment) =>
    joined(
      [...reaches].map(([name, reach]) => sql`when name = ${bind(name, 'text')} then ${instantOf(reach)}`),
      sql` `,
    );
  const hoursBefore = (hours: number) =>
    sql`occurred_at - make_interval(secs => ${bind(hours, 'float8')} * 3600)`;
  const after = byName(({ upper }) =>
    upper === null ? sql`'-infinity'::timestamptz` : hoursBefore(upper.hours),
  );
  const to = byName(({ lower }) => hoursBefore(lower.hours));
  return sql`
      case when is_moved then '-infinity'::timestamptz ${after} end as after_instant,
      case when is_moved then 'infinity'::timestamptz ${to} end as to_instant`;
}

/** What the metrics read of a unit. */
interface ChangesOf {
  readonly reaches: ReadonlyMap<string, EventReach>;
  /** Whether any of them adjusts for attributes of the first exposure. */
  readonly hasAttributes: boolean;
}

/** Fills the temporary table `changed_units`, which ends with the transaction; returns how many there are. */
export async function findChangedUnits(
  client: Connection,
  scope: RunScope,
  measured: MeasuredRun,
  changesOf: ChangesOf,
): Promise<number> {
  await client.query(TABLE);
  await client.query(
    'set local enable_seqscan = off; set local enable_hashagg = on; set local enable_nestloop = on',
  );
  const { sql: text, parameters } = changedUnits(scope, measured, changesOf).render();
  const { rowCount } = await client.query(text, [...parameters]);
  await client.query(
    'set local enable_seqscan = on; set local enable_hashagg = off; set local enable_nestloop = off',
  );
  await client.query('analyze changed_units');
  return rowCount ?? 0;
}
