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
  /** Which of the key's tokens it is: SHA-256 in hexadecimal. */
  readonly credential: string;
  /** Epoch milliseconds from which on the token is refused, as the key expires or was rotated; Infinity: it does not end. */
  readonly endsAtMs: number;
}

/** The valid keys, in memory: a request is authenticated without a question to the database. */
export interface KeyRing {
  /** Who holds the key; null for one that is unknown, revoked, over or not a key at all. */
  readonly find: (key: string, atMs: number) => KeyHolder | null;
  /** Who holds the key from which the stream token was made; null where there is none. */
  readonly findByStreamToken: (token: string, atMs: number) => KeyHolder | null;
  /** Whether the token of a key is valid still. */
  readonly isValid: (credential: string, atMs: number) => boolean;
  readonly streamTokenOf: (holder: KeyHolder) => string;
}

/** A publishable key is in every visitor's hands: it may evaluate and send data, whatever its scopes say. */
const PUBLISHABLE_SCOPES: readonly Permission[] = ['data:write'];

export function permissionsOfKey(key: Pick<StoredKey, 'kind' | 'scopes'>): ReadonlySet<Permission> {
  if (key.kind === 'publishable') return new Set(PUBLISHABLE_SCOPES);
  return new Set(permissions.filter((scope) => key.scopes.includes(scope)));
}

export function createKeyRing(keys: readonly StoredKey[]): KeyRing {
  const byId = new Map(keys.map((key) => [key.id, toHolders(key)]));
  const all = [...byId.values()].flat();
  const holders = new Map(all.map((holder) => [holder.credential, holder]));
  // Hashing is most of the work of finding a key. Only keys that exist are remembered, so this cannot grow past them.
  const found = new Map<string, KeyHolder>();
  const tokenOf = ({ actor: { id }, credential }: KeyHolder) => streamTokenOf({ id, hash: credential });
  const ifValid = (holder: KeyHolder | undefined, atMs: number) =>
    holder !== undefined && atMs < holder.endsAtMs ? holder : null;
  return {
    isValid: (credential, atMs) => ifValid(holders.get(credential), atMs) !== null,
    streamTokenOf: tokenOf,
    findByStreamToken: (token, atMs) => {
      const ofKey = byId.get(keyIdOfStreamToken(token)) ?? [];
      return ifValid(
        ofKey.find((holder) => isSameToken(token, tokenOf(holder))),
        atMs,
      );
    },
    find: (key, atMs) => {
      const known = found.get(key);
      if (known !== undefined) return ifValid(known, atMs);
      if (!looksLikeKey(key)) return null;
      const holder = holders.get(Buffer.from(hashKey(key)).toString('hex'));
      if (holder === undefined) return null;
      found.set(key, holder);
      return ifValid(holder, atMs);
    },
  };
}

/** One for each token: the key's own, and the one before it while a rotation goes on. */
function toHolders(key: StoredKey): readonly KeyHolder[] {
  const { environmentId, kind, allowedOrigins, hash, previous } = key;
  const keyEndsAtMs = key.expiresAtMs ?? Infinity;
  const actor = {
    kind: 'key',
    id: key.id,
    label: key.name,
    permissions: permissionsOfKey(key),
    reach: { over: key.reach, home: environmentId },
  } as const;
  const holder = { environmentId, kind, allowedOrigins, actor };
  const current = { ...holder, credential: hash, endsAtMs: keyEndsAtMs };
  if (previous === null) return [current];
  const { hash: credential, endsAtMs } = previous;
  return [current, { ...holder, credential, endsAtMs: Math.min(endsAtMs, keyEndsAtMs) }];
}
