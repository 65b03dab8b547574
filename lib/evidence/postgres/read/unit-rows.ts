import type { Measure } from '../../../model/metrics/measure';
import type { Connection, ConnectionPool } from '../../../database/connection';
import type { UnitRow, UnitRowsRequest } from '../../read';
import { joined, nothing, sql, type Fragment } from './fragment';
import { placed, unitColumns } from './measured-columns';
import { populationOf } from './population-of';
import { plannerSettings } from './snapshots';
import { UnitValues, type Population } from './unit-values';

/** What is held at once. */
const rowsAtOnce = 250;
const fetchSql = 'fetch forward 250 from unit_rows';
/** A reader that takes nothing for so long loses the snapshot that Postgres keeps for it. */
const idleTimeoutMs = 60_000;
const statementTimeoutMs = 15 * 60_000;

/**
 * One row a unit, with the values from which the moments of an analysis at the same horizon were taken, in the order of
 * the primary key. Values are not capped: a cap belongs to the arms together.
 *
 *     unit   | variant | first_seen_at       | m1_value | m2_value
 *     user-7 |       0 | 2026-11-23 10:00:00 |     19.9 |        1
 */
export function unitRowsStatement(population: Population, measures: readonly Measure[]): Fragment {
  const values = new UnitValues(population);
  const columns = placed(measures).flatMap((measure) => unitColumns(values, measure));
  // A statement has no tables of events where nothing is measured.
  const selected = joined(
    [sql`unit.unit`, sql`unit.variant::int`, sql`unit.first_seen_at`, ...columns],
    sql`,
  `,
  );
  const from =
    columns.length === 0
      ? sql`(select unit_hash, unit, variant, first_seen_at ${population.units}) as unit`
      : values.from();
  return sql`
${columns.length === 0 ? nothing : sql`with ${values.tables()}`}
select
  ${selected}
from ${from}
order by unit.unit_hash, unit.unit`;
}

/**
 * The rows of a run's units, a few hundred at a time: a cursor in a snapshot of its own, so that any number of units takes
 * the same memory here. The connection goes back when the last row was read or the reader stops.
 */
export async function* unitRows(
  pool: ConnectionPool,
  request: UnitRowsRequest,
): AsyncGenerator<readonly UnitRow[], void, void> {
  const client = await pool.connect();
  // A connection that breaks between two statements says so here, and again to the statement that follows.
  const ignore = () => undefined;
  client.on('error', ignore);
  let isWhole = false;
  try {
    await openCursor(client, request);
    for (;;) {
      const rows = await nextRows(client);
      if (rows.length > 0) yield rows;
      if (rows.length < rowsAtOnce) break;
    }
    await client.query('commit');
    isWhole = true;
  } finally {
    client.off('error', ignore);
    // In the midst of a cursor, closing the connection is the one way back that always works.
    client.release(!isWhole);
  }
}

async function openCursor(client: Connection, { scope, measures }: UnitRowsRequest): Promise<void> {
  await client.query('begin isolation level repeatable read read only');
  await client.query(plannerSettings);
  await client.query(
    `select
      set_config('cursor_tuple_fraction', '1', true),
      set_config('statement_timeout', $1::text, true),
      set_config('idle_in_transaction_session_timeout', $2::text, true)`,
    [String(statementTimeoutMs), String(idleTimeoutMs)],
  );
  const population = await populationOf(client, scope);
  const statement = unitRowsStatement(population, measures);
  const { sql: text, parameters } = sql`declare unit_rows no scroll cursor for ${statement}`.render();
  await client.query(text, [...parameters]);
}

async function nextRows(client: Connection): Promise<readonly UnitRow[]> {
  const { rows } = await client.query<unknown[]>({ text: fetchSql, rowMode: 'array' });
  return rows.map(unitRowOf);
}

/** By hand: a schema takes longer over a million rows than everything else that is done with them. */
function unitRowOf([unit, variant, firstSeenAt, ...values]: readonly unknown[]): UnitRow {
  if (typeof unit !== 'string' || typeof variant !== 'number' || !(firstSeenAt instanceof Date)) {
    throw new TypeError('A row of a unit begins with unit, variant and first exposure.');
  }
  if (!values.every(isValue)) throw new TypeError('The values of a unit are numbers or null.');
  return { unit, variant, firstSeenAt, values };
}

function isValue(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}
