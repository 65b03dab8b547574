import type { Caller } from '../../auth/context';
import { mayGiveRole } from '../../auth/give-role';
import type { Permission } from '../../auth/permissions';
import { roleOfStored } from '../../auth/stored-role';
import type { Transaction } from '../../database/client';

interface Ended {
  readonly sessions: number;
  readonly invitations: number;
}

/**
 * Ends what rests on a role that a person no longer has: every session (they sign in again, to what they may do now), links for a new
 * password, and open invitations that they could not make any more with what is `left` to them. Ask it under the lock of the members.
 */
export async function endAccess(
  transaction: Transaction,
  { workspaceId, now }: Pick<Caller, 'workspaceId' | 'now'>,
  userId: string,
  left: ReadonlySet<Permission>,
): Promise<Ended> {
  const revokedAt = now();
  const { count: sessions } = await transaction.session.deleteMany({ where: { userId } });
  await transaction.passwordReset.updateMany({
    where: { OR: [{ userId }, { madeBy: `member:${userId}`, workspaceId }], usedAt: null, revokedAt: null },
    data: { revokedAt },
  });
  const open = await transaction.invitation.findMany({
    where: { workspaceId, invitedBy: `member:${userId}`, acceptedAt: null, revokedAt: null },
    select: { id: true, role: true },
  });
  const beyond = open.filter(
    ({ role }) => !left.has('members:write') || !mayGiveRole(left, roleOfStored[role]),
  );
  await transaction.invitation.updateMany({
    where: { id: { in: beyond.map(({ id }) => id) } },
    data: { revokedAt },
  });
  return { sessions, invitations: beyond.length };
}
