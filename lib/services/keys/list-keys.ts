import { authorise, withinReach } from '../authorise';
import type { Context } from '../context';
import { keyViewInclude, toKeyView, type KeyView } from './key-view';

/** The keys that work, of the environments that the actor may touch, newest first. */
export async function listKeys({ ctx }: { ctx: Context }): Promise<readonly KeyView[]> {
  authorise(ctx, 'experiments:read', 'environment');
  const stored = await ctx.database.prisma.key.findMany({
    where: { environment: { workspaceId: ctx.workspaceId }, ...withinReach(ctx), revokedAt: null },
    orderBy: { createdAt: 'desc' },
    include: keyViewInclude,
  });
  return stored.map(toKeyView);
}
