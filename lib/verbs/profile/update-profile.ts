import { z } from 'zod';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { personNameField } from '../members/account-fields';
import { findOwnAccount } from './own-account';

/** Gives who calls another name, in every workspace of theirs. Throws InvalidInputError. */
export const updateProfile = defineVerb({
  name: 'updateProfile',
  permission: 'profile:write',
  scope: 'workspace',
  input: z.strictObject({ name: personNameField }),
  records: ['member.rename'],
  change: async ({ ctx, input: { name }, transaction }) => {
    const { id, name: before } = await findOwnAccount(transaction, ctx);
    if (name === before) return { result: { name }, audit: null };
    await transaction.user.update({ where: { id }, data: { name } });
    return {
      result: { name },
      audit: { subject: `member:${id}`, detail: changedMembers({ name: before }, { name }) },
    };
  },
});
