import { z } from 'zod';
import { requireMayGiveRole } from '../../auth/give-role';
import { roleOfStored } from '../../auth/stored-role';
import { defineVerb } from '../define-verb';
import { endAccess } from './end-access';
import { lockMembers, requireAnotherOwner } from './lock-members';
import { memberRow } from './member-view';

/**
 * Takes a person out of the workspace and ends their sessions. What they made stays. Throws NotFoundError, ForbiddenError,
 * VersionMismatchError, ConflictError (LAST_OWNER).
 */
export const removeMember = defineVerb({
  name: 'removeMember',
  permission: 'members:write',
  scope: 'workspace',
  input: z.strictObject({ key: z.uuid(), version: z.int().optional() }),
  door: { summary: 'Remove a member; their sessions end', ifMatch: 'optional' },
  records: ['member.remove'],
  edits: memberRow,
  change: async ({ ctx, stored, transaction }) => {
    const role = roleOfStored[stored.role];
    requireMayGiveRole(ctx, role);
    await lockMembers(transaction, ctx);
    if (role === 'owner') await requireAnotherOwner(transaction, ctx, stored.id);
    await transaction.member.delete({ where: { id: stored.id } });
    const ended = await endAccess(transaction, ctx, stored.userId, new Set());
    return {
      result: undefined,
      audit: { subject: `member:${stored.userId}`, detail: { role, email: stored.user.email, ended } },
    };
  },
});
