import type { Connection } from '../../../../database/connection';
import { bind, sql, type Fragment } from '../fragment';
import type { SourceRow } from '../../../source';

/**
 * Rows of the sources of one analysis, in the session that reads it: joined as events are, by the hash of the unit. One table
 * for all of them, so that no name is made up; `source` counts them.
 *
 *     source | unit    | unit_hash | occurred_at                | value
 *          0 | user-17 |  81236... | 2026-03-28 00:00:00.000001 | 19.99
 */
const create = `
create temp table source_rows (
  source int not null,
  unit text not null,
  unit_hash bigint not null generated always as (hashtextextended(unit, 0)) stored,
  occurred_at timestamptz not null,
  value float8 not null
)`;

const drop = 'drop table if exists pg_temp.source_rows';

/** Makes the table anew: a connection that was used before may have kept one. */
export async function createSourceRows(client: Connection): Promise<void> {
  await client.query(drop);
  await client.query(create);
}

export async function dropSourceRows(client: Connection): Promise<void> {
  await client.query(drop);
}

const insert = `
insert into pg_temp.source_rows (source, unit, occurred_at, value)
select $1::int, unit, timestamptz 'epoch' + micros * interval '1 microsecond', value
from unnest($2::text[], $3::bigint[], $4::float8[]) as row (unit, micros, value)`;

export async function insertSourceRows(
  client: Connection,
  source: number,
  rows: readonly SourceRow[],
): Promise<void> {
  await client.query(insert, [
    source,
    rows.map(({ unit }) => unit),
    rows.map(({ timeMicros }) => timeMicros),
    rows.map(({ value }) => value),
  ]);
}

/** Takes out what came before a source failed. */
export async function deleteSourceRows(client: Connection, source: number): Promise<void> {
  await client.query('delete from pg_temp.source_rows where source = $1::int', [source]);
}

/** An index in the order of the join, and figures for the planner: once for all metrics and quantiles of a source. */
export async function prepareSourceRows(client: Connection): Promise<void> {
  await client.query(
    'create index on pg_temp.source_rows (source, unit_hash, unit, occurred_at) include (value)',
  );
  await client.query('analyze pg_temp.source_rows');
}

/** The rows of one source where `events` would stand: as events of the environment, named by the source's key. */
export function sourceRowsAsEvents(source: number, key: string, environmentId: number): Fragment {
  return sql`(
    select
      ${bind(environmentId, 'int')} as environment_id,
      ${bind(key, 'text')} as name,
      unit_hash,
      unit,
      occurred_at,
      value,
      null::jsonb as properties
    from pg_temp.source_rows
    where source = ${bind(source, 'int')}
  )`;
}
