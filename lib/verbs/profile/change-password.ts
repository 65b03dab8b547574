import { hashedPassword, isPasswordOf } from '../../auth/password';
import { ForbiddenError } from '../../errors';
import { defineVerb } from '../define-verb';
import { ownPasswordSchema } from '../members/account-fields';
import { endOpenResets } from '../members/create-password-reset';
import { lockStandingPassword, standingPassword, storePassword } from '../members/standing-password';
import { findOwnAccount } from './own-account';

/**
 * Sets the password of who calls, who knows the present one, and ends all their sessions, the one at hand too, and every link for a
 * new password. Throws ForbiddenError where the present one is another, also where it became another meanwhile; InvalidInputError.
 */
export const changePassword = defineVerb({
  name: 'changePassword',
  permission: 'profile:write',
  scope: 'workspace',
  input: ownPasswordSchema,
  records: ['member.change-password'],
  // Hashing takes a while by design: before the transaction and its lock.
  prepare: async ({ ctx, input: { currentPassword, password } }) => {
    const { id } = await findOwnAccount(ctx.database.prisma, ctx);
    const known = await standingPassword(ctx.database.prisma, id);
    if (known === null || !(await isPasswordOf(known, currentPassword))) throw wrongPassword();
    return { id, known, hash: await hashedPassword(password) };
  },
  change: async ({ ctx, transaction, prepared: { id, known, hash } }) => {
    if ((await lockStandingPassword(transaction, id)) !== known) throw wrongPassword();
    await storePassword(transaction, id, hash);
    await endOpenResets(transaction, id, ctx.now());
    const { count: sessions } = await transaction.session.deleteMany({ where: { userId: id } });
    return { result: undefined, audit: { subject: `member:${id}`, detail: { ended: { sessions } } } };
  },
});

function wrongPassword(): ForbiddenError {
  return new ForbiddenError('This is not your present password. Nothing was changed.');
}
