import type { Connection } from '../../../database/connection';
import type { RunScope } from '../../warehouse';
import { bind, bindAll, sql, type Fragment } from '../fragment';
import type { MeasuredRun } from './measured-run';

const TABLE = `
create temporary table changed_units (unit_hash bigint not null, unit text not null) on commit drop
`;

/**
 * The units whose numbers may differ from those stored: what arrived or was changed since, what lay in the future then (clocks
 * that are ahead), and whose window has ended by now. Some of them will turn out the same.
 *
 *     unit_hash            | unit
 *     -3905361021331463123 | user-17
 *
 * Arrivals are read by themselves first, so that the index on them is the only one there is to use: beside a condition on the
 * event's name the planner reads all events of that name where it does not know yet that arrivals are few. Times of arrival are
 * rounded to milliseconds.
 */
function changedUnits(
  { runId, environmentId, horizon }: RunScope,
  { horizon: before, seenUntil }: Pick<MeasuredRun, 'horizon' | 'seenUntil'>,
  eventNames: readonly string[],
): Fragment {
  const seen = sql`${bind(seenUntil, 'timestamptz')} - interval '1 millisecond'`;
  const from = bind(before.toISOString(), 'timestamptz');
  const to = bind(horizon.toISOString(), 'timestamptz');
  const ofRun = sql`run_id = ${bind(runId, 'int')}`;
  const ofMetrics = sql`environment_id = ${bind(environmentId, 'int')} and name in (${bindAll(eventNames, 'text')})`;
  return sql`
with arrived_events as materialized (
  select environment_id, name, unit_hash, unit from events where received_at >= ${seen}
),
arrived_exposures as materialized (
  select run_id, unit_hash, unit from exposures where received_at >= ${seen}
)
insert into changed_units (unit_hash, unit)
select unit_hash, unit from arrived_events where ${ofMetrics}
union
select unit_hash, unit from arrived_exposures where ${ofRun}
union
select unit_hash, unit from events
where occurred_at > received_at and occurred_at > ${from} and occurred_at <= ${to} and ${ofMetrics}
union
select unit_hash, unit from exposures
where first_seen_at > received_at and first_seen_at > ${from} and first_seen_at <= ${to} and ${ofRun}
union
select unit_hash, unit from unit_values where ${ofRun} and due_at <= ${to}`;
}

/** Fills the temporary table `changed_units`, which ends with the transaction; returns how many there are. */
export async function findChangedUnits(
  client: Connection,
  scope: RunScope,
  measured: MeasuredRun,
  eventNames: readonly string[],
): Promise<number> {
  await client.query(TABLE);
  await client.query('set local enable_seqscan = off; set local enable_hashagg = on');
  const { sql: text, parameters } = changedUnits(scope, measured, eventNames).render();
  const { rowCount } = await client.query(text, [...parameters]);
  await client.query('set local enable_seqscan = on; set local enable_hashagg = off');
  await client.query('analyze changed_units');
  return rowCount ?? 0;
}
