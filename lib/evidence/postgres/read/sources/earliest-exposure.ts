import { z } from 'zod';
import type { ConnectionPool } from '../../../../database/connection';

/**
 * When a run's first unit was first seen; null before any was. What a source says of the time before, and before the longest
 * look back, no metric reads.
 *
 *     earliest
 *     2026-03-28 00:00:01.5+00
 */
const sql = `select min(first_seen_at) as "earliest" from exposures where run_id = $1::int`;

const rowsSchema = z.tuple([z.object({ earliest: z.date().nullable() })]);

export async function earliestExposure(pool: ConnectionPool, runId: number): Promise<Date | null> {
  const { rows } = await pool.query(sql, [runId]);
  return rowsSchema.parse(rows)[0].earliest;
}
