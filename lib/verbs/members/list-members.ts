import { z } from 'zod';
import { defineVerb } from '../define-verb';
import { memberInclude, memberSchema, toMemberView } from './member-view';

/** The people of the workspace, longest-standing first. */
export const listMembers = defineVerb({
  name: 'listMembers',
  permission: 'members:read',
  scope: 'workspace',
  input: z.strictObject({}),
  output: z
    .object({ members: z.array(memberSchema) })
    .meta({ id: 'MemberList', description: 'The people of the workspace, longest-standing first.' }),
  door: { summary: 'List the people of the workspace' },
  read: async ({ ctx }) => {
    const stored = await ctx.database.prisma.member.findMany({
      where: { workspaceId: ctx.workspaceId },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      include: memberInclude,
    });
    return { members: stored.map(toMemberView) };
  },
});
