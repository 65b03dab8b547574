import { inTransaction, type Database } from '../../database/client';
import { lockStandingPassword } from './standing-password';

/**
 * Whether a session that was just stored may stay: the password that its sign-in `began` with stands still. Else it is deleted. Whoever sets
 * another ends the sessions that are there after it, so of a reset and a sign-in at once neither leaves one of the old password.
 */
export async function confirmSession(
  database: Database,
  { id, userId }: { readonly id: string; readonly userId: string },
  began: string | null,
): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    const standing = await lockStandingPassword(transaction, userId);
    if (standing !== null && standing === began) return true;
    await transaction.session.deleteMany({ where: { id } });
    return false;
  });
}
