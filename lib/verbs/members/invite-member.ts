import { z } from 'zod';
import { storedActor, type Caller } from '../../auth/context';
import { requireMayGiveRole } from '../../auth/give-role';
import { createLinkToken } from '../../auth/link-token';
import { roleOfStored, storedRoleOf } from '../../auth/stored-role';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { setByServer } from '../../model/answer-fields';
import { defineVerb } from '../define-verb';
import { emailField } from './account-fields';
import { invitationSchema, toInvitationView } from './invitation-view';
import { lockMembers } from './lock-members';
import { roleField } from './member-view';

const millisecondsPerDay = 86_400_000;

export const inviteMemberInput = z.strictObject({
  email: emailField,
  role: roleField,
  expiresInDays: z.int().min(1).max(30).default(7).describe('After how many days the link no longer works.'),
});

/**
 * Makes a place for the person with this address, and the link that takes it; no other result ever holds the link. An invitation for the
 * same address that is open still is revoked. Nothing is sent: the caller hands the link over. Throws ForbiddenError for a role that
 * allows more than the caller may do, ConflictError (ALREADY_MEMBER).
 */
export const inviteMember = defineVerb({
  name: 'inviteMember',
  permission: 'members:write',
  scope: 'workspace',
  input: inviteMemberInput,
  output: invitationSchema
    .extend({
      path: setByServer(
        z
          .string()
          .describe("The link, below the console's address. Shown this once; whoever has it can accept."),
      ),
    })
    .meta({ id: 'NewInvitation', description: 'An invitation, and its link.' }),
  door: { summary: 'Invite a person; the link to hand over is shown once', status: 201 },
  records: ['invitation.create', 'invitation.revoke'],
  change: async ({ ctx, input: { email, role, expiresInDays }, transaction }) => {
    requireMayGiveRole(ctx, role);
    await lockMembers(transaction, ctx);
    await refuseMember(transaction, ctx, email);
    const replaced = await revokeOpen(transaction, ctx, email);
    const { token, hash } = createLinkToken();
    const createdAt = ctx.now();
    const expiresAt = new Date(createdAt.getTime() + expiresInDays * millisecondsPerDay);
    const stored = await transaction.invitation.create({
      data: {
        workspaceId: ctx.workspaceId,
        ...{ email, role: storedRoleOf[role], tokenHash: hash, createdAt, expiresAt },
        invitedBy: storedActor(ctx),
        inviterName: ctx.actor.label,
      },
    });
    const subject = `invitation:${stored.id}`;
    return {
      result: { ...toInvitationView(stored, createdAt), path: `/invitations/${token}` },
      audit: [...replaced, { subject, detail: { email, role, expiresAt } }],
    };
  },
});

async function refuseMember(transaction: Transaction, ctx: Caller, email: string): Promise<void> {
  const member = await transaction.member.findFirst({
    where: { workspaceId: ctx.workspaceId, user: { email } },
    select: { id: true },
  });
  if (member === null) return;
  throw new ConflictError(
    'ALREADY_MEMBER',
    `"${email}" is a member already. Change the member's role instead.`,
  );
}

/** What is open still for the address; one of a role above the caller's is not theirs to end. */
async function revokeOpen(transaction: Transaction, ctx: Caller, email: string) {
  const open = await transaction.invitation.findMany({
    where: { workspaceId: ctx.workspaceId, email, acceptedAt: null, revokedAt: null },
  });
  for (const { role } of open) requireMayGiveRole(ctx, roleOfStored[role]);
  await transaction.invitation.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { revokedAt: ctx.now() },
  });
  return open.map(({ id }) => ({
    action: 'invitation.revoke' as const,
    subject: `invitation:${id}`,
    detail: { email, because: 'invited again' },
  }));
}
