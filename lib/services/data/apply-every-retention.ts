import type { Database } from '../../database/client';
import { wholeWorkspace, type Actor } from '../context';
import { applyRetention, type RetentionResult } from './apply-retention';

const actor: Actor = {
  kind: 'system',
  id: 'retention',
  label: 'retention',
  permissions: new Set(['data:manage']),
  reach: wholeWorkspace,
};

/** Applies the retention of every workspace that has one, the oldest workspace first. */
export async function applyEveryRetention(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  input: { readonly dryRun?: boolean } = {},
): Promise<readonly (RetentionResult & { readonly workspace: string })[]> {
  const workspaces = await database.prisma.workspace.findMany({
    where: { retentionMonths: { not: null } },
    orderBy: { createdAt: 'asc' },
    select: { id: true, name: true },
  });
  const results = [];
  for (const { id, name } of workspaces) {
    const result = await applyRetention({ ctx: { workspaceId: id, actor, database, now }, input });
    results.push({ workspace: name, ...result });
  }
  return results;
}
