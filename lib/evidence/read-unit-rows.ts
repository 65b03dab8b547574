import { openAnalysisPool } from '../database/analysis-pool';
import { unitRows } from './postgres/read/unit-rows';
import type { UnitRow, UnitRowsStatements } from './read';

/** It only ends what hangs: nobody else waits for the thread. */
const CONNECT_TIMEOUT_MS = 60_000;

/**
 * The rows of a run's units, a few hundred at a time, over a connection of its own: for a thread that does nothing else, and so loads nothing
 * else. The connection ends with the last row, or when the reader stops.
 */
export async function* readUnitRows(
  databaseUrl: string,
  statements: UnitRowsStatements,
): AsyncGenerator<readonly UnitRow[], void, void> {
  const pool = openAnalysisPool({
    url: databaseUrl,
    maxConnections: 1,
    applicationName: 'fairsplit export',
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  });
  try {
    yield* unitRows(pool, statements);
  } finally {
    await pool.end();
  }
}
