import type { Database } from '../database/client';
import { ForbiddenError, UnauthenticatedError } from '../errors';
import type { Context } from './context';
import { reachOfStored } from './key-reach';
import { hashKey, looksLikeKey } from './keys';
import { permissionsOfKey } from './keys-ring';

const keyOf = (authorization: string | null) =>
  /^Bearer\s+(?<key>\S+)$/i.exec(authorization ?? '')?.groups?.['key'];

/** Whether the header holds what could be a key, known or not: anything else is refused without a look at the database. */
export function holdsKey(authorization: string | null): boolean {
  return looksLikeKey(keyOf(authorization) ?? '');
}

/**
 * The context of a control-plane request by its key, read from the database so that a revoked key stops at once.
 * Throws UnauthenticatedError, and ForbiddenError for a publishable key.
 */
export async function keyContext(database: Database, authorization: string | null): Promise<Context> {
  const key = keyOf(authorization);
  if (key === undefined) throw new UnauthenticatedError();
  if (!looksLikeKey(key))
    throw new UnauthenticatedError('This is not a key of Fairsplit; keys begin with fs_sec_.');
  const stored = await database.prisma.key.findUnique({
    where: { hash: hashKey(key), revokedAt: null },
    include: { environment: { select: { workspaceId: true } } },
  });
  if (stored === null) throw new UnauthenticatedError('This key is unknown or was revoked.');
  if (stored.kind === 'PUBLISHABLE') {
    throw new ForbiddenError('A publishable key may evaluate and send data only; use a secret key here.');
  }
  const permissions = permissionsOfKey({ kind: 'secret', scopes: stored.scopes });
  return {
    workspaceId: stored.environment.workspaceId,
    actor: {
      kind: 'key',
      id: stored.id,
      label: stored.name,
      permissions,
      reach: { over: reachOfStored[stored.reach], home: stored.environmentId },
    },
    database,
    now: () => new Date(),
  };
}
