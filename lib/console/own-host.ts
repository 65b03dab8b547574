import { env } from '../env';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Whether a request names one of the console's own hosts (`localhost:3000`): that of FAIRSPLIT_PUBLIC_URL or, without it, this
 * machine or the address that the server listens on. A foreign name that resolves to this machine is none of them.
 */
export function isOwnHost(host: string | null): boolean {
  if (host === null || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  const { publicUrl, host: listensOn } = env();
  if (LOOPBACK.includes(hostname)) return true;
  return hostname === (publicUrl === undefined ? listensOn : new URL(publicUrl).hostname);
}
