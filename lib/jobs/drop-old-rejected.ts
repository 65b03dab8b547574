import type { Database } from '../database/client';
import { createEvidence } from '../evidence/create-evidence';
import { REJECTED_QUOTA } from '../evidence/write';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Deletes refused items of every workspace that are older than they are kept, whatever its retention. Returns how many; a dry
 * run counts them.
 */
export async function dropOldRejected(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<number> {
  const before = new Date(now().getTime() - REJECTED_QUOTA.days * DAY_MS);
  const { read, forget } = createEvidence(database);
  return dryRun ? read.countRejectedBefore(before) : forget.rejectedBefore(before);
}
