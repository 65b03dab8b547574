import type { Database } from '../database/client';
import { wholeWorkspace, type Actor } from '../auth/context';
import { applyRetention } from '../verbs/data/apply-retention';
import type { RetentionResult } from '../verbs/data/data-answers';

const actor: Actor = {
  kind: 'system',
  id: 'retention',
  label: 'retention',
  permissions: new Set(['data:manage']),
  reach: wholeWorkspace,
};

/** What became of one workspace: what went, or why nothing more of it could. */
export type WorkspaceRetention = { readonly workspace: string } & (
  RetentionResult | { readonly failure: unknown }
);

/**
 * Applies the retention of every workspace that has one, the oldest workspace first. Each is for itself: one that fails is
 * told as such and holds up no other.
 */
export async function applyEveryRetention(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  input: { readonly dryRun?: boolean } = {},
): Promise<readonly WorkspaceRetention[]> {
  const workspaces = await database.prisma.workspace.findMany({
    where: { retentionMonths: { not: null } },
    orderBy: { createdAt: 'asc' },
    select: { id: true, name: true },
  });
  const results: WorkspaceRetention[] = [];
  for (const { id, name: workspace } of workspaces) {
    try {
      const result = await applyRetention({ ctx: { workspaceId: id, actor, database, now }, input });
      results.push({ workspace, ...result });
    } catch (failure) {
      results.push({ workspace, failure });
    }
  }
  return results;
}
