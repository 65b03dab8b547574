import { createHmac, timingSafeEqual } from 'node:crypto';
import { secret } from '../env';

/**
 * What whoever makes the first account shows, so that it is the one who started the server and not the first who finds it:
 * the server prints it as it starts. Made from the secret, so every process of an installation knows the same one, also
 * after a restart, and nothing has to be stored.
 */
export function setUpToken(): string {
  return createHmac('sha256', secret()).update('fairsplit set-up token').digest('base64url').slice(0, 32);
}

export function isSetUpToken(given: string): boolean {
  const right = Buffer.from(setUpToken());
  const shown = Buffer.from(given);
  return shown.length === right.length && timingSafeEqual(shown, right);
}

/** The page of the first account, for the person who started the server at this address. */
export function setUpAddress(address: string): string {
  return `${address}/set-up?token=${setUpToken()}`;
}
