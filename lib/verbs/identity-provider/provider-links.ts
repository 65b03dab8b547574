import type { Caller } from '../../auth/context';
import type { Transaction } from '../../database/client';
import type { IdentityProvider } from '../../database/generated/client';
import { ConflictError } from '../../errors';

// Which person of ours is which of the provider's: accounts of better-auth whose provider is the workspace's id.

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

/**
 * Passwords may be off only while an owner is known to get in without one: by this provider, which they have signed in by before, and with an
 * address that it answers for. Ask it under the lock of the members. Throws ConflictError (PROVIDER_UNPROVEN).
 */
export async function requireProvenOwner(
  transaction: Transaction,
  { workspaceId, name, domains }: IdentityProvider,
): Promise<void> {
  const owners = await transaction.user.findMany({
    where: {
      members: { some: { workspaceId, role: 'OWNER' } },
      accounts: { some: { providerId: workspaceId } },
    },
    select: { email: true },
  });
  if (owners.some(({ email }) => domains.includes(domainOf(email)))) return;
  throw new ConflictError(
    'PROVIDER_UNPROVEN',
    `Sign-in by password can be off only when an owner has signed in with ${name} as it is set here. Leave it on, sign in that way once, and switch it off then.`,
  );
}

/**
 * Ends every person's link to the provider: of another issuer the same name is another person. Refused where no owner could sign in with a
 * password either. Throws ConflictError (NO_PASSWORD_LEFT).
 */
export async function endProviderLinks(
  transaction: Transaction,
  { workspaceId }: Pick<Caller, 'workspaceId'>,
): Promise<number> {
  const able = await transaction.user.count({
    where: {
      members: { some: { workspaceId, role: 'OWNER' } },
      accounts: { some: { providerId: 'credential', password: { not: null } } },
    },
  });
  if (able === 0)
    throw new ConflictError(
      'NO_PASSWORD_LEFT',
      'No owner has a password, so nobody could sign in to mend this. Set a password for an owner first (Members, "Link for a new password").',
    );
  const { count } = await transaction.account.deleteMany({ where: { providerId: workspaceId } });
  return count;
}
