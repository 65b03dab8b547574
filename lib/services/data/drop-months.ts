import type { Database } from '../../database/client';
import { ConflictError } from '../../errors';

export interface ExpiredData {
  readonly workspaceId: string;
  /** What is older goes. */
  readonly from: Date;
  readonly dryRun: boolean;
}

// Why: a month's partition holds the events of all workspaces, and goes as a whole, in no time however much it holds,
// where no other workspace keeps it. (The function stands in the migration: a table's name cannot be bound.)
const DROP_MONTHS = 'select "drop_event_partitions"($1::timestamptz, $2::uuid, $3::boolean) as "partition"';

const LOCK_NOT_AVAILABLE = '55P03';

/** Drops whole months of events, or names those that would go. Throws ConflictError (EVENTS_IN_USE). */
export async function dropMonths(
  { pool }: Database,
  { workspaceId, from, dryRun }: ExpiredData,
): Promise<readonly string[]> {
  try {
    const parameters = [from.toISOString(), workspaceId, dryRun];
    const { rows } = await pool.query<{ readonly partition: string }>(DROP_MONTHS, parameters);
    return rows.map(({ partition }) => partition);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
    const detail =
      'The events are in use, probably by a long analysis; nothing was dropped. Try again when it is done.';
    throw new ConflictError('EVENTS_IN_USE', detail);
  }
}
