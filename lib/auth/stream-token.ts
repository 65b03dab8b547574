import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What stands in an address in place of a key, where a client cannot send headers (`EventSource`): it lets its bearer be
 * told that a configuration changed, and nothing more. Made from the key's hash, which nobody outside knows, so every
 * process checks it without storing it, and it dies with its key.
 *
 * Example: `0190a8c4-7d2e-7aaa-8c1d-3f0e4b5a6c7d.4Vt3...`
 */
export function streamTokenOf({ id, hash }: { readonly id: string; readonly hash: string }): string {
  return `${id}.${createHmac('sha256', hash).update('configuration-stream').digest('base64url')}`;
}

/** The id of the key that the token names; it proves nothing until the token is compared. */
export function keyIdOfStreamToken(token: string): string {
  return token.split('.', 1)[0] ?? '';
}

export function isSameToken(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
