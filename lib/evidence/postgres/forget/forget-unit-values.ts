import type { ConnectionPool } from '../../../database/connection';
import { lockRun } from '../read/incremental/run-lock';

const FORGET_RUN = `
with forgotten as (delete from unit_values where run_id = $1::int)
delete from measured_runs where run_id = $1::int`;

/**
 * Removes the unit values that are stored of runs; the next analysis reads all of the evidence. Waits for an analysis that is under way, which may store what it read before.
 */
export async function forgetUnitValues(pool: ConnectionPool, runIds: readonly number[]): Promise<void> {
  for (const runId of runIds) {
    const client = await pool.connect();
    try {
      await lockRun(client, runId);
      await client.query(FORGET_RUN, [runId]);
    } finally {
      // The lock goes with the connection.
      client.release(true);
    }
  }
}
