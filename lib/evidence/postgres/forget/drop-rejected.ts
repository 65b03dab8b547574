import type { ReadingDatabase } from '../../../database/reader';
import { noRuns, type Removal } from './removal';

const DROP_REJECTED = 'delete from "rejected_events" where "received_at" < $1::timestamptz';
const COUNT_REJECTED =
  'select count(*)::int as "items" from "rejected_events" where "received_at" < $1::timestamptz';

export const dropRejected: Removal<Date, Date, number> = {
  prepare: (_, instant) => Promise.resolve(instant),
  // No figure is read from refused items.
  runsOf: noRuns,
  remove: async ({ pool }, instant) =>
    (await pool.query(DROP_REJECTED, [instant.toISOString()])).rowCount ?? 0,
};

/** How many `dropRejected` would delete. */
export async function countRejectedBefore({ pool }: ReadingDatabase, instant: Date): Promise<number> {
  const { rows } = await pool.query<{ readonly items: number }>(COUNT_REJECTED, [instant.toISOString()]);
  return rows[0]?.items ?? 0;
}
