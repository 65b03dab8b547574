import { z } from 'zod';
import { requireMayGiveRole } from '../../auth/give-role';
import { roleOfStored } from '../../auth/stored-role';
import { ConflictError, NotFoundError } from '../../errors';
import { defineVerb } from '../define-verb';
import { invitationState } from './invitation-view';
import { lockMembers } from './lock-members';

/**
 * Ends an invitation: its link no longer works. Throws NotFoundError, ForbiddenError, ConflictError (INVITATION_ACCEPTED,
 * INVITATION_REVOKED).
 */
export const revokeInvitation = defineVerb({
  name: 'revokeInvitation',
  permission: 'members:write',
  scope: 'workspace',
  input: z.strictObject({ key: z.uuid() }),
  door: { summary: 'Revoke an invitation; its link no longer works' },
  records: ['invitation.revoke'],
  change: async ({ ctx, input: { key }, transaction }) => {
    await lockMembers(transaction, ctx);
    const stored = await transaction.invitation.findUnique({
      where: { id: key, workspaceId: ctx.workspaceId },
    });
    if (stored === null) throw new NotFoundError('invitation', key);
    requireMayGiveRole(ctx, roleOfStored[stored.role]);
    const state = invitationState(stored, ctx.now());
    if (state === 'accepted') {
      throw new ConflictError(
        'INVITATION_ACCEPTED',
        'This invitation was accepted. Remove the member instead.',
      );
    }
    if (state === 'revoked')
      throw new ConflictError('INVITATION_REVOKED', 'This invitation was revoked before.');
    await transaction.invitation.update({ where: { id: key }, data: { revokedAt: ctx.now() } });
    return {
      result: undefined,
      audit: { subject: `invitation:${key}`, detail: { email: stored.email } },
    };
  },
});
