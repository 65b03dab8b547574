import { z } from 'zod';
import type { Caller } from '../../auth/context';
import type { KeyPowers } from '../../auth/give-key';
import { reachOfStored } from '../../auth/key-reach';
import type { KeyKind } from '../../auth/keys';
import { permissionsOfKey } from '../../auth/keys-ring';
import type { KeyKind as StoredKind, Prisma } from '../../database/generated/client';
import type { Reader } from '../../database/reader';
import { NotFoundError } from '../../errors';
import { historyFields, setByServer } from '../../model/answer-fields';
import type { DeepReadonly } from '../../model/deep-readonly';
import { keyFields, orderedScopes } from './key-fields';

const prefixField = z.string().describe('The first characters of the token, to tell which one it is.');
const lastUsedField = z.date().nullable().describe('To a minute or two. Null: not since last uses are kept.');

const rotationSchema = z
  .object({ prefix: prefixField, endsAt: z.date(), lastUsedAt: lastUsedField })
  .meta({ id: 'KeyRotation', description: 'The token before, which still works.' });

export const keySchema = z
  .object({
    key: setByServer(z.string().describe('Names the key in paths. It is not the token.')),
    name: keyFields.name,
    kind: z.enum(['secret', 'publishable']),
    environment: z
      .string()
      .describe('Where it evaluates and sends, and what is meant where a request names none.'),
    reach: z
      .enum(['environment', 'workspace'])
      .describe('Whether it may touch its environment alone, or everything in the workspace.'),
    scopes: z.array(z.string()).describe('What a secret key may do.'),
    allowedOrigins: z.array(z.string()).describe('Of a publishable key. Empty: any.'),
    expiresAt: z.date().nullable(),
    state: setByServer(
      z
        .enum(['active', 'expired', 'archived'])
        .describe('Only an active key works. That of an archived environment works again with it.'),
    ),
    prefix: setByServer(prefixField),
    tokenCreatedAt: setByServer(
      z.date().describe('When the token was made: with the key, or by a rotation.'),
    ),
    lastUsedAt: setByServer(lastUsedField),
    rotation: setByServer(rotationSchema.nullable().describe('Null: no earlier token works.')),
    createdBy: setByServer(
      z
        .string()
        .nullable()
        .describe('Name of who made it. Null: made before this was kept, or you may not read members.'),
    ),
    createdAt: historyFields.createdAt,
    version: historyFields.version,
  })
  .meta({ id: 'ApiKey', description: 'How an application authenticates. Never holds the token.' });

/** A key as every door shows it: never the token. */
export type KeyView = DeepReadonly<z.output<typeof keySchema>>;

/** The key, and the one time that its token is shown. */
export const newTokenSchema = keySchema
  .extend({
    token: setByServer(
      z
        .string()
        .describe('Sent as `Authorization: Bearer <token>`. Shown this once; only its hash is stored.'),
    ),
  })
  .meta({ id: 'NewApiKeyToken', description: 'A key, with its new token.' });

export const keyInclude = {
  environment: { select: { id: true, key: true, archivedAt: true } },
} satisfies Prisma.KeyInclude;

export type StoredKey = Prisma.KeyGetPayload<{ include: typeof keyInclude }>;

export const kindOfStored: Readonly<Record<StoredKind, KeyKind>> = {
  SECRET: 'secret',
  PUBLISHABLE: 'publishable',
};

/** Whether the token before the last rotation still works. */
export function isRotating(
  stored: Pick<StoredKey, 'previousEndsAt' | 'previousPrefix'>,
  now: Date,
): stored is { readonly previousEndsAt: Date; readonly previousPrefix: string } {
  return stored.previousPrefix !== null && stored.previousEndsAt !== null && stored.previousEndsAt > now;
}

export function toKeyView(stored: StoredKey, { actor, now }: Caller): KeyView {
  const { id, environment, name, prefix, allowedOrigins, createdAt, expiresAt, lastUsedAt, version } = stored;
  const { previousLastUsedAt } = stored;
  const at = now();
  // Names of people are for who may read members.
  const isShown = actor.permissions.has('members:read') || stored.createdBy?.startsWith('key:') === true;
  return {
    key: id,
    name,
    kind: kindOfStored[stored.kind],
    environment: environment.key,
    reach: reachOfStored[stored.reach],
    scopes: orderedScopes(stored.scopes),
    allowedOrigins,
    expiresAt,
    state: stateOf(stored, at),
    prefix,
    tokenCreatedAt: stored.tokenCreatedAt ?? createdAt,
    lastUsedAt,
    rotation: isRotating(stored, at)
      ? { prefix: stored.previousPrefix, endsAt: stored.previousEndsAt, lastUsedAt: previousLastUsedAt }
      : null,
    createdBy: isShown ? stored.creatorName : null,
    createdAt,
    version,
  };
}

function stateOf({ expiresAt, environment }: StoredKey, now: Date): KeyView['state'] {
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return environment.archivedAt === null ? 'active' : 'archived';
}

export function powersOf({ environment, reach, kind, scopes }: StoredKey): KeyPowers {
  const permissions = permissionsOfKey({ kind: kindOfStored[kind], scopes });
  return { environment, reach: reachOfStored[reach], permissions };
}

/** The workspace's key of that id, which was not revoked. Throws {@link NotFoundError}. */
export async function findKey(reader: Reader, ctx: Caller, key: string): Promise<StoredKey> {
  const stored = await reader.key.findFirst({
    where: { id: key, revokedAt: null, environment: { workspaceId: ctx.workspaceId } },
    include: keyInclude,
  });
  if (stored === null) throw new NotFoundError('key', key);
  return stored;
}

export const keyRow = { table: 'keys', find: findKey } as const;
