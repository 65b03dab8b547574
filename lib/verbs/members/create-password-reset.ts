import { z } from 'zod';
import { storedActor, type Caller } from '../../auth/context';
import { requireMayGiveRole } from '../../auth/give-role';
import { createLinkToken } from '../../auth/link-token';
import { roleOfStored } from '../../auth/stored-role';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { defineVerb } from '../define-verb';
import { lockMembers } from './lock-members';
import { findMember } from './member-view';

const validMilliseconds = 24 * 60 * 60 * 1_000;

/**
 * Makes the link by which a member sets a new password, once, within 24 hours; no other result ever holds it. A link before it ends. Nothing
 * is sent: the caller hands it over. Throws NotFoundError, ForbiddenError for a member whose role allows more than the caller may do,
 * ConflictError (IN_ANOTHER_WORKSPACE).
 */
export const createPasswordReset = defineVerb({
  name: 'createPasswordReset',
  permission: 'passwords:write',
  scope: 'workspace',
  input: z.strictObject({ key: z.uuid() }),
  records: ['member.reset-link'],
  change: async ({ ctx, input: { key }, transaction }) => {
    await lockMembers(transaction, ctx);
    const { userId, role, user } = await findMember(transaction, ctx, key);
    requireMayGiveRole(ctx, roleOfStored[role]);
    await refuseOtherWorkspaces(transaction, ctx, userId);
    const createdAt = ctx.now();
    await endOpenResets(transaction, userId, createdAt);
    const { token, hash } = createLinkToken();
    const expiresAt = new Date(createdAt.getTime() + validMilliseconds);
    await transaction.passwordReset.create({
      data: {
        workspaceId: ctx.workspaceId,
        ...{ userId, tokenHash: hash, createdAt, expiresAt },
        madeBy: storedActor(ctx),
      },
    });
    return {
      result: { path: `/password-resets/${token}`, expiresAt },
      audit: { subject: `member:${userId}`, detail: { email: user.email, expiresAt } },
    };
  },
});

/** A person's password opens every workspace of theirs: an admin of this one is nobody in the others. */
export async function refuseOtherWorkspaces(
  transaction: Transaction,
  { workspaceId }: Pick<Caller, 'workspaceId'>,
  userId: string,
): Promise<void> {
  const others = await transaction.member.count({ where: { userId, workspaceId: { not: workspaceId } } });
  if (others === 0) return;
  throw new ConflictError(
    'IN_ANOTHER_WORKSPACE',
    'This person is in another workspace too, and the password opens both: nobody of one workspace can set it.',
  );
}

export async function endOpenResets(
  transaction: Transaction,
  userId: string,
  revokedAt: Date,
): Promise<void> {
  await transaction.passwordReset.updateMany({
    where: { userId, usedAt: null, revokedAt: null },
    data: { revokedAt },
  });
}
