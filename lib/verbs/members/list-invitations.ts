import { z } from 'zod';
import { defineVerb } from '../define-verb';
import { invitationSchema, toInvitationView } from './invitation-view';

const mostShown = 200;

/** The workspace's invitations, newest first. */
export const listInvitations = defineVerb({
  name: 'listInvitations',
  permission: 'members:write',
  scope: 'workspace',
  input: z.strictObject({}),
  output: z
    .object({ invitations: z.array(invitationSchema) })
    .meta({ id: 'InvitationList', description: `The ${mostShown} newest invitations, newest first.` }),
  door: { summary: 'List the newest invitations' },
  read: async ({ ctx }) => {
    const stored = await ctx.database.prisma.invitation.findMany({
      where: { workspaceId: ctx.workspaceId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: mostShown,
    });
    const now = ctx.now();
    return { invitations: stored.map((one) => toInvitationView(one, now)) };
  },
});
