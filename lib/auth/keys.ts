import { createHash, randomBytes } from 'node:crypto';

export type KeyKind = 'secret' | 'publishable';

/** Written before the random part, so that people and secret scanners recognise a key and its kind. */
const MARKS: Readonly<Record<KeyKind, string>> = { secret: 'fs_sec_', publishable: 'fs_pub_' };

const RANDOM_BYTES = 24;
const PREFIX_CHARACTERS = 13;

const KEY_FORM = /^fs_(sec|pub)_[0-9a-zA-Z]{32,96}$/;

export interface KeyMaterial {
  /** The key itself: shown to its owner once, stored nowhere. */
  readonly key: string;
  /** Its first characters, so that a person can tell which one it is. */
  readonly prefix: string;
  /** SHA-256 of the key: what is stored. */
  readonly hash: Uint8Array<ArrayBuffer>;
}

/** A new key with 192 random bits. */
export function createKeyMaterial(kind: KeyKind): KeyMaterial {
  const key = `${MARKS[kind]}${randomBytes(RANDOM_BYTES).toString('hex')}`;
  return { key, prefix: key.slice(0, PREFIX_CHARACTERS), hash: hashKey(key) };
}

/** Whether the text could be a key at all: anything else need not be looked up. */
export function looksLikeKey(text: string): boolean {
  return KEY_FORM.test(text);
}

/**
 * The 32 bytes by which a key is stored and found. A fast hash is enough: unlike a password, a key cannot be guessed.
 * Keys are found by the hash, so no comparison depends on how much of a key is right.
 */
export function hashKey(key: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(key, 'utf8').digest());
}
