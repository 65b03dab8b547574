import { authorise } from '../authorise';
import type { Context } from '../context';
import { keyViewInclude, toKeyView, type KeyView } from './key-view';

/** The workspace's keys that work, newest first. */
export async function listKeys({ ctx }: { ctx: Context }): Promise<readonly KeyView[]> {
  authorise(ctx, 'experiments:read');
  const stored = await ctx.database.prisma.key.findMany({
    where: { environment: { workspaceId: ctx.workspaceId }, revokedAt: null },
    orderBy: { createdAt: 'desc' },
    include: keyViewInclude,
  });
  return stored.map(toKeyView);
}
