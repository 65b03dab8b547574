import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * The address of whoever sent the request. Behind `trustedProxies` proxies, each of which appends the address that it
 * saw to X-Forwarded-For, it is that many entries from the end; what stands before was written by the client. Null
 * where it cannot be told.
 */
export function clientAddress(
  remoteAddress: string | null,
  forwardedFor: string | null,
  trustedProxies: number,
): string | null {
  if (trustedProxies === 0) return remoteAddress;
  const entries = forwardedFor === null ? [] : forwardedFor.split(',').map((entry) => entry.trim());
  const entry = entries.at(-trustedProxies);
  return entry === undefined ? remoteAddress : withoutPort(entry);
}

/** The client's address, by how many proxies are trusted; null where a trusted proxy does not tell it. */
export function addressOf(request: IncomingMessage, trustedProxies: number): string | null {
  const given = request.headers['x-forwarded-for'];
  const forwardedFor = Array.isArray(given) ? given.join(', ') : (given ?? null);
  return clientAddress(request.socket.remoteAddress ?? null, forwardedFor, trustedProxies);
}

function withoutPort(entry: string): string | null {
  const bare = /^\[(?<inner>[^\]]+)\]/.exec(entry)?.groups?.['inner'] ?? entry.replace(/^([^:]+):\d+$/, '$1');
  return isIPv4(bare) || isIPv6(bare) ? bare : null;
}

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address, which is what one subscriber has. */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(?<v4>\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.groups?.['v4'];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/** Whether the request came from this machine itself, and through no proxy on it. */
export function isLocal(remoteAddress: string | null, isForwarded: boolean): boolean {
  if (remoteAddress === null || isForwarded) return false;
  const address = addressGroup(remoteAddress);
  return address.startsWith('127.') || remoteAddress === '::1';
}
