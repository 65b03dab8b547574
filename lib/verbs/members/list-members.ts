import { z } from 'zod';
import { defineVerb } from '../define-verb';

const roles = { OWNER: 'owner', ADMIN: 'admin', EDITOR: 'editor', VIEWER: 'viewer' } as const;

/** The people of the workspace, longest-standing first. Throws ForbiddenError. */
export const listMembers = defineVerb({
  name: 'listMembers',
  permission: 'experiments:read',
  scope: 'workspace',
  input: z.strictObject({}),
  read: async ({ ctx }) => {
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
  },
});
