import type { Connection, ConnectionPool } from '../../../database/connection';
import type { UnitRow, UnitRowsStatements } from '../../read';
import { hasLinks } from './linked/has-links';
import { plannerSettings } from './planner-settings';

// Loaded by a thread for each export, so it imports little: what writes the statements is `unit-rows-statement.ts`.

/** What is held at once. */
const rowsAtOnce = 250;
const fetchSql = 'fetch forward 250 from unit_rows';
/** A reader that takes nothing for so long loses the snapshot that Postgres keeps for it. */
const idleTimeoutMs = 60_000;
const statementTimeoutMs = 15 * 60_000;

/**
 * The rows of a run's units, a few hundred at a time: a cursor in a snapshot of its own, so that any number of units takes
 * the same memory here. The connection goes back when the last row was read or the reader stops.
 */
export async function* unitRows(
  pool: ConnectionPool,
  statements: UnitRowsStatements,
): AsyncGenerator<readonly UnitRow[], void, void> {
  const client = await pool.connect();
  // A connection that breaks between two statements says so here, and again to the statement that follows.
  const ignore = () => undefined;
  client.on('error', ignore);
  let isWhole = false;
  try {
    await openCursor(client, statements);
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

async function openCursor(
  client: Connection,
  { environmentId, linked, unlinked }: UnitRowsStatements,
): Promise<void> {
  await client.query('begin isolation level repeatable read read only');
  await client.query(plannerSettings);
  await client.query(
    `select
      set_config('cursor_tuple_fraction', '1', true),
      set_config('statement_timeout', $1::text, true),
      set_config('idle_in_transaction_session_timeout', $2::text, true)`,
    [String(statementTimeoutMs), String(idleTimeoutMs)],
  );
  const { sql, parameters } = (await hasLinks(client, environmentId)) ? linked : unlinked;
  await client.query(sql, [...parameters]);
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
