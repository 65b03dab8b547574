import type { Database } from '../../database/client';
import { REJECTED_QUOTA } from '../ingestion/rejected-quota';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Deletes refused items of every workspace that are older than they are kept, whatever its retention. Returns how many; a dry
 * run counts them.
 */
export async function dropOldRejected(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<number> {
  const where = { receivedAt: { lt: new Date(now().getTime() - REJECTED_QUOTA.days * DAY_MS) } };
  if (dryRun) return database.prisma.rejectedEvent.count({ where });
  return (await database.prisma.rejectedEvent.deleteMany({ where })).count;
}
