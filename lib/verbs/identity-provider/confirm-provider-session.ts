import { inTransaction, type Database } from '../../database/client';
import { lockMembers } from '../members/lock-members';

interface ProviderSession {
  readonly id: string;
  readonly userId: string;
}

/**
 * Whether a session that was just stored may stay: what its sign-in rested on still stands, the provider as it was asked, the link to it, and
 * the place in the workspace. Else it is deleted. Whoever changes one of them ends the sessions that are there after it.
 */
export async function confirmProviderSession(
  database: Database,
  { id, userId }: ProviderSession,
  { workspaceId, version }: { readonly workspaceId: string; readonly version: number },
): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    await lockMembers(transaction, { workspaceId });
    const standing = await transaction.member.findFirst({
      where: {
        ...{ workspaceId, userId },
        workspace: { identityProvider: { version } },
        user: { accounts: { some: { providerId: workspaceId } } },
      },
      select: { id: true },
    });
    if (standing !== null) return true;
    await transaction.session.deleteMany({ where: { id } });
    return false;
  });
}
