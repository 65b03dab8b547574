import { inTransaction, type Database, type Transaction } from '../../database/client';
import { lockStandingPassword } from './standing-password';

/** What became of a session of a sign-in by password: it stays, or is deleted again. */
export type Confirmed = 'stays' | 'password-changed' | 'passwords-off';

/**
 * Judges a session that was just stored: the password that its sign-in `began` with has to stand still, and none of the person's workspaces
 * may have switched passwords off. Whoever does either ends the sessions that are there after it, so of that and a sign-in at once neither
 * leaves one.
 */
export async function confirmSession(
  database: Database,
  { id, userId }: { readonly id: string; readonly userId: string },
  began: string | null,
): Promise<Confirmed> {
  return inTransaction(database, async (transaction) => {
    const standing = await lockStandingPassword(transaction, userId);
    const confirmed =
      standing === null || standing !== began ? 'password-changed' : await ofWorkspaces(transaction, userId);
    if (confirmed !== 'stays') await transaction.session.deleteMany({ where: { id } });
    return confirmed;
  });
}

/** Until the transaction ends nobody switches passwords off; whoever is doing so is waited for. */
async function ofWorkspaces(transaction: Transaction, userId: string): Promise<Confirmed> {
  const off = await transaction.$queryRaw<{ readonly isOff: boolean }[]>`
    select not password_sign_in as "isOff" from identity_providers
    where workspace_id in (select workspace_id from members where user_id = ${userId}::text)
    order by workspace_id for share`;
  return off.some(({ isOff }) => isOff) ? 'passwords-off' : 'stays';
}
