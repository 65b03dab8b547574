import type { MemberRole } from '../../auth/permissions';
import { authorise } from '../authorise';
import type { Context } from '../context';

export interface MemberView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly createdAt: Date;
}

const roles = { OWNER: 'owner', ADMIN: 'admin', EDITOR: 'editor', VIEWER: 'viewer' } as const;

/** The people of the workspace, longest-standing first. Throws ForbiddenError. */
export async function listMembers({ ctx }: { ctx: Context }): Promise<readonly MemberView[]> {
  authorise(ctx, 'experiments:read', 'workspace');
  const members = await ctx.database.prisma.member.findMany({
    where: { workspaceId: ctx.workspaceId },
    orderBy: { createdAt: 'asc' },
    include: { user: { select: { name: true, email: true } } },
  });
  return members.map(({ id, user, role, createdAt }) => ({
    id,
    name: user.name,
    email: user.email,
    role: roles[role],
    createdAt,
  }));
}
