import { z } from 'zod';
import { requireMayGiveRole } from '../../auth/give-role';
import { permissionsOf } from '../../auth/permissions';
import { roleOfStored, storedRoleOf } from '../../auth/stored-role';
import { changesOf } from '../../model/changes';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { changedBy } from '../parse-input';
import { endAccess } from './end-access';
import { lockMembers, requireAnotherOwner } from './lock-members';
import { memberInclude, memberRow, memberSchema, roleField, toMemberView } from './member-view';

const changeableFields = z.strictObject({ role: roleField });

const updateMemberRoleInput = z.strictObject({
  key: z.uuid(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/**
 * Gives a member another role, up to the caller's own. The member's sessions end, so that nothing goes on that rested on the role before.
 * Throws NotFoundError, ForbiddenError, VersionMismatchError, ConflictError (LAST_OWNER).
 */
export const updateMemberRole = defineVerb({
  name: 'updateMemberRole',
  permission: 'members:write',
  scope: 'workspace',
  input: updateMemberRoleInput,
  output: memberSchema,
  door: { summary: 'Give a member another role; their sessions end', ifMatch: 'required' },
  records: ['member.role'],
  edits: memberRow,
  change: async ({ ctx, input: { changes }, stored, transaction }) => {
    const before = roleOfStored[stored.role];
    requireMayGiveRole(ctx, before);
    const after = changedBy(changeableFields, { role: before }, changes);
    if (after === null) return { result: toMemberView(stored), audit: null };
    const { role } = after;
    requireMayGiveRole(ctx, role);
    await lockMembers(transaction, ctx);
    if (before === 'owner') await requireAnotherOwner(transaction, ctx, stored.id);
    const saved = await transaction.member.update({
      where: { id: stored.id },
      data: { role: storedRoleOf[role], version: { increment: 1 } },
      include: memberInclude,
    });
    const ended = await endAccess(transaction, ctx, stored.userId, permissionsOf(role));
    return {
      result: toMemberView(saved),
      audit: {
        subject: `member:${stored.userId}`,
        detail: { ...changedMembers({ role: before }, { role }), ended },
      },
    };
  },
});
