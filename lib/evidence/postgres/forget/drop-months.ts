import type { Database } from '../../../database/client';
import { ConflictError } from '../../../errors';
import type { ExpiredEvidence } from '../../forget';

// Why: a month's partition holds the events of all workspaces, and goes as a whole, in no time however much it holds,
// where no other workspace keeps it. (The function stands in the migration: a table's name cannot be bound.)
const DROP_MONTHS = 'select "drop_event_partitions"($1::timestamptz, $2::uuid, $3::boolean) as "partition"';

/** Waited too long for a lock, or took too long as a whole. */
const IN_USE: readonly unknown[] = ['55P03', '57014'];

/** Met another retention: it dropped a month that this one had just found, or the two waited for each other. */
const MET_ANOTHER: readonly unknown[] = ['42P01', '40P01'];

const ATTEMPTS = 5;

/**
 * Drops whole months of events, or names those that would go. Begins again where another retention was at work at the same
 * time: each drops everything or nothing. Throws ConflictError (EVENTS_IN_USE).
 */
export async function dropMonths(
  { pool }: Pick<Database, 'pool'>,
  { workspaceId, from, dryRun }: ExpiredEvidence & { readonly dryRun: boolean },
): Promise<readonly string[]> {
  const parameters = [from.toISOString(), workspaceId, dryRun];
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rows } = await pool.query<{ readonly partition: string }>(DROP_MONTHS, parameters);
      return rows.map(({ partition }) => partition);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (MET_ANOTHER.includes(code) && attempt < ATTEMPTS) continue;
      if (!IN_USE.includes(code) && !MET_ANOTHER.includes(code)) throw error;
      const detail =
        'The events are in use, probably by a long analysis; nothing was dropped. Try again when it is done.';
      throw new ConflictError('EVENTS_IN_USE', detail);
    }
  }
}
