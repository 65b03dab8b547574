import { createHash, randomBytes } from 'node:crypto';

const RANDOM_BYTES = 32;
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

export interface LinkToken {
  /** Stands in the link, which is shown once. */
  readonly token: string;
  /** What is stored. */
  readonly hash: Uint8Array<ArrayBuffer>;
}

/** The token of a link that lets its bearer in once, with 256 random bits. */
export function createLinkToken(): LinkToken {
  const token = randomBytes(RANDOM_BYTES).toString('base64url');
  return { token, hash: hashLinkToken(token) };
}

/** The 32 bytes by which a link is found; what has another form was never in one. A fast hash is enough: nobody can guess the token. */
export function hashLinkToken(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(token, 'utf8').digest());
}

export function looksLikeLinkToken(text: string): boolean {
  return TOKEN_FORM.test(text);
}
