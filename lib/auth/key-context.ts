import type { Database } from '../database/client';
import type { Prisma } from '../database/generated/client';
import { ForbiddenError, UnauthenticatedError } from '../errors';
import type { Context } from './context';
import { reachOfStored } from './key-reach';
import { KEY_USE_INTERVAL_MS, storeKeyUses } from './key-uses';
import { hashKey, looksLikeKey } from './keys';
import { permissionsOfKey } from './keys-ring';

const keyOf = (authorization: string | null) =>
  /^Bearer\s+(?<key>\S+)$/i.exec(authorization ?? '')?.groups?.['key'];

/** Whether the header holds what could be a key, known or not: anything else is refused without a look at the database. */
export function holdsKey(authorization: string | null): boolean {
  return looksLikeKey(keyOf(authorization) ?? '');
}

/**
 * The context of a control-plane request by its key, read from the database so that a key that is revoked, rotated out or over, or whose
 * environment is archived, stops at once. Throws UnauthenticatedError, and ForbiddenError for a publishable key.
 */
export async function keyContext(
  database: Database,
  authorization: string | null,
  now: () => Date = () => new Date(),
): Promise<Context> {
  const key = keyOf(authorization);
  if (key === undefined) throw new UnauthenticatedError();
  if (!looksLikeKey(key))
    throw new UnauthenticatedError('This is not a key of Fairsplit; keys begin with fs_sec_.');
  const hash = hashKey(key);
  const at = now();
  const stored = await database.prisma.key.findFirst({
    where: {
      revokedAt: null,
      environment: { archivedAt: null },
      AND: [
        { OR: [{ hash }, { previousHash: hash, previousEndsAt: { gt: at } }] },
        { OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] },
      ],
    },
    include: { environment: { select: { workspaceId: true } } },
  });
  if (stored === null) throw new UnauthenticatedError('This key is unknown, was revoked or is over.');
  await noteUse(database, stored, hash, at);
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

/** At most once a minute. A database that takes no writes just now answers all the same. */
async function noteUse(
  database: Database,
  stored: Prisma.KeyGetPayload<object>,
  hash: Uint8Array,
  at: Date,
): Promise<void> {
  const isCurrent = Buffer.compare(stored.hash, hash) === 0;
  const usedAt = isCurrent ? stored.lastUsedAt : stored.previousLastUsedAt;
  if (usedAt !== null && at.getTime() - usedAt.getTime() < KEY_USE_INTERVAL_MS) return;
  const uses = new Map([[Buffer.from(hash).toString('hex'), at.getTime()]]);
  await storeKeyUses(database, uses).catch(() => undefined);
}
