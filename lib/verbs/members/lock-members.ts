import type { Caller } from '../../auth/context';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';

/**
 * Until the transaction ends nobody else changes who is in the workspace: what is counted here still holds when it is written. It is
 * the lock under which the audit entry is written too.
 */
export async function lockMembers(
  transaction: Transaction,
  { workspaceId }: Pick<Caller, 'workspaceId'>,
): Promise<void> {
  await transaction.$queryRaw`select 1 from workspaces where id = ${workspaceId}::uuid for no key update`;
}

/** Ask it under the lock, before an owner stops being one. Throws ConflictError (LAST_OWNER). */
export async function requireAnotherOwner(
  transaction: Transaction,
  { workspaceId }: Pick<Caller, 'workspaceId'>,
  memberId: string,
): Promise<void> {
  const others = await transaction.member.count({
    where: { workspaceId, role: 'OWNER', id: { not: memberId } },
  });
  if (others > 0) return;
  throw new ConflictError(
    'LAST_OWNER',
    'This is the last owner of the workspace. Make somebody else an owner first.',
  );
}
