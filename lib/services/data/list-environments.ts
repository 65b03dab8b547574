import { authorise } from '../authorise';
import type { Context } from '../context';

export interface EnvironmentView {
  readonly key: string;
  readonly name: string;
}

/** The workspace's environments, oldest first. */
export async function listEnvironments({ ctx }: { ctx: Context }): Promise<readonly EnvironmentView[]> {
  authorise(ctx, 'experiments:read', 'definitions');
  return ctx.database.prisma.environment.findMany({
    where: { workspaceId: ctx.workspaceId },
    orderBy: { id: 'asc' },
    select: { key: true, name: true },
  });
}
