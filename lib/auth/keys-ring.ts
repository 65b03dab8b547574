import type { Actor } from './context';
import type { StoredKey } from '../model/served-configuration';
import { permissions, type Permission } from './permissions';
import { hashKey, looksLikeKey, type KeyKind } from './keys';
import { isSameToken, keyIdOfStreamToken, streamTokenOf } from './stream-token';

/** Who a request with the key is, and where. */
export interface KeyHolder {
  readonly environmentId: number;
  readonly kind: KeyKind;
  readonly actor: Actor;
  readonly allowedOrigins: readonly string[];
}

/** The valid keys, in memory: a request is authenticated without a question to the database. */
export interface KeyRing {
  /** Who holds the key; null for one that is unknown, revoked or not a key at all. */
  readonly find: (key: string) => KeyHolder | null;
  /** Who holds the key from which the stream token was made; null where there is none. */
  readonly findByStreamToken: (token: string) => KeyHolder | null;
  /** Whether the key of this id is valid still. */
  readonly has: (keyId: string) => boolean;
  /** The stream token of a key that is in the ring; empty for one that is not. */
  readonly streamTokenOf: (keyId: string) => string;
}

/** A publishable key is in every visitor's hands: it may evaluate and send data, whatever its scopes say. */
const PUBLISHABLE_SCOPES: readonly Permission[] = ['data:write'];

export function permissionsOfKey(key: Pick<StoredKey, 'kind' | 'scopes'>): ReadonlySet<Permission> {
  if (key.kind === 'publishable') return new Set(PUBLISHABLE_SCOPES);
  return new Set(permissions.filter((scope) => key.scopes.includes(scope)));
}

export function createKeyRing(keys: readonly StoredKey[]): KeyRing {
  const holders = new Map(keys.map((key) => [key.hash, toHolder(key)]));
  // Hashing is most of the work of finding a key. Only keys that exist are remembered, so this cannot grow past them.
  const found = new Map<string, KeyHolder>();
  const byId = new Map(keys.map((key) => [key.id, key]));
  const tokenOf = (keyId: string) => {
    const key = byId.get(keyId);
    return key === undefined ? '' : streamTokenOf(key);
  };
  return {
    has: (keyId) => byId.has(keyId),
    streamTokenOf: tokenOf,
    findByStreamToken: (token) => {
      const key = byId.get(keyIdOfStreamToken(token));
      if (key === undefined || !isSameToken(token, streamTokenOf(key))) return null;
      return holders.get(key.hash) ?? null;
    },
    find: (key) => {
      const known = found.get(key);
      if (known !== undefined) return known;
      if (!looksLikeKey(key)) return null;
      const holder = holders.get(Buffer.from(hashKey(key)).toString('hex'));
      if (holder === undefined) return null;
      found.set(key, holder);
      return holder;
    },
  };
}

function toHolder(key: StoredKey): KeyHolder {
  const { environmentId, kind, allowedOrigins } = key;
  const actor = {
    kind: 'key',
    id: key.id,
    label: key.name,
    permissions: permissionsOfKey(key),
    reach: { over: key.reach, home: environmentId },
  } as const;
  return { environmentId, kind, allowedOrigins, actor };
}
