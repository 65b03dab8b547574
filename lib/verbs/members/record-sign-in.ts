import { permissionsOf } from '../../auth/permissions';
import { inTransaction, type Database } from '../../database/client';
import { wholeWorkspace } from '../../auth/context';
import { recordAudit } from '../record-audit';

/**
 * Writes into the audit trail of each workspace of the person that they signed in or out, or that a session had expired, and from where. No verb with a
 * context: who signs in has none yet.
 */
export async function recordSignIn(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  action: 'member.sign-in' | 'member.sign-out' | 'member.session-expiry',
  session: { readonly id: string; readonly userId: string; readonly ipAddress?: string | null | undefined },
): Promise<void> {
  const members = await database.prisma.member.findMany({
    where: { userId: session.userId },
    include: { user: { select: { name: true } } },
  });
  for (const { workspaceId, user } of members) {
    const actor = {
      kind: 'member',
      id: session.userId,
      label: user.name,
      permissions: permissionsOf('viewer'),
      reach: wholeWorkspace,
    } as const;
    const address = session.ipAddress ?? '';
    await inTransaction(database, (transaction) =>
      recordAudit(
        transaction,
        { workspaceId, actor, now },
        {
          action,
          subject: `member:${session.userId}`,
          detail: { session: session.id, address: address === '' ? null : address },
        },
      ),
    );
  }
}
