import { env, type Environment } from '../env';

/** What is there besides a name and a port would be read as another part of an address. */
const OTHER_PARTS = /[@/?#\\]/;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Whether a request names one of the console's own hosts (`localhost:3000`): that of FAIRSPLIT_PUBLIC_URL or, without it, this
 * machine or the address that the server listens on. A foreign name that resolves to this machine is none of them.
 */
export function isOwnHost(
  host: string | null,
  { publicUrl, host: listensOn }: Pick<Environment, 'publicUrl' | 'host'> = env(),
): boolean {
  if (host === null || OTHER_PARTS.test(host) || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  if (LOOPBACK.includes(hostname)) return true;
  return hostname === (publicUrl === undefined ? listensOn : new URL(publicUrl).hostname);
}
