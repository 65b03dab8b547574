import { wholeWorkspace } from '../../auth/context';
import { hashedPassword } from '../../auth/password';
import { permissionsOf } from '../../auth/permissions';
import { inTransaction, type Database } from '../../database/client';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { newPasswordSchema } from './account-fields';
import { endOpenResets, refuseOtherWorkspaces } from './create-password-reset';
import { lockMembers } from './lock-members';
import { requireOpenReset } from './password-reset-by-token';
import { storePassword } from './standing-password';

/** No verb with a context: whoever lost a password cannot sign in. */
export interface ResetRequest {
  readonly database: Database;
  readonly now: () => Date;
  readonly token: string;
  /** The new password. */
  readonly input: unknown;
}

/**
 * Sets the password of whom the link is for, and ends all their sessions. Of many at once, one wins. Throws FairsplitError
 * (PASSWORD_RESET_UNKNOWN), ConflictError (PASSWORD_RESET_USED, PASSWORD_RESET_EXPIRED, PASSWORD_RESET_REVOKED, IN_ANOTHER_WORKSPACE),
 * InvalidInputError.
 */
export async function resetPassword({ database, now, token, input }: ResetRequest): Promise<void> {
  // Hashing takes a while by design: it is done for nobody whose link does not work, and before the transaction and its lock.
  const found = await requireOpenReset(database.prisma, token, now());
  const password = await hashedPassword(parseInput(newPasswordSchema, input).password);
  await inTransaction(database, async (transaction) => {
    await lockMembers(transaction, found);
    const { id, userId, workspaceId, user } = await requireOpenReset(transaction, token, now());
    await refuseOtherWorkspaces(transaction, { workspaceId }, userId);
    await storePassword(transaction, userId, password);
    await transaction.passwordReset.update({ where: { id }, data: { usedAt: now() } });
    await endOpenResets(transaction, userId, now());
    const { count: sessions } = await transaction.session.deleteMany({ where: { userId } });
    const actor = {
      kind: 'member',
      id: userId,
      label: user.name,
      permissions: permissionsOf('viewer'),
      reach: wholeWorkspace,
    } as const;
    await recordAudit(
      transaction,
      { workspaceId, actor, now },
      { action: 'member.reset-password', subject: `member:${userId}`, detail: { ended: { sessions } } },
    );
  });
}
