import { wholeWorkspace, type Actor } from '../../auth/context';
import type { Reader } from '../../database/reader';
import type { Attempt } from '../audit/bounded-entries';

/** Whoever tries has shown nothing yet: it is not the member. */
export const somebody: Actor = {
  kind: 'system',
  id: 'sign-in',
  label: 'Somebody at the sign-in',
  permissions: new Set(),
  reach: wholeWorkspace,
};

interface FailedSignIn {
  readonly email: string;
  readonly address: string | null;
  /** `limited`: not even looked at, as there were too many before. */
  readonly why: 'wrong-password' | 'limited';
  readonly now: () => Date;
}

/**
 * A failed sign-in as the audit trail of each workspace of the person counts it. None for an address that no account has: what was typed
 * there may be a password.
 */
export async function failedSignIns(
  reader: Reader,
  { email, address, why, now }: FailedSignIn,
): Promise<readonly Attempt[]> {
  const members = await reader.member.findMany({
    where: { user: { email: email.toLowerCase() } },
    select: { workspaceId: true, userId: true },
  });
  return members.map(({ workspaceId, userId }) => ({
    caller: { workspaceId, actor: somebody, now },
    action: 'member.sign-in-failure',
    subject: `member:${userId}`,
    of: { why, address: address ?? undefined },
  }));
}
