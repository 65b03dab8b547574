import { hash, randomUUID } from 'node:crypto';

/**
 * The key by which an event is stored once: the first 16 bytes of the SHA-256 of the caller's id, as a UUID in the form in which
 * Postgres tells it. Ids of any length become keys of one; that two ids of one environment share a key has odds of one in
 * 10^14 among 10^12 events. An event without an id gets a random key, so sending it twice makes two events.
 */
export function eventKey(id: string | undefined): string {
  if (id === undefined) return randomUUID();
  const hex = hash('sha256', id, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
