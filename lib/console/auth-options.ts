import { prismaAdapter } from 'better-auth/adapters/prisma';
import { processDatabase } from '../auth/process-database';
import { env, secret } from '../env';
import { processLog } from '../log';
import { logOfAccounts } from './account-log';
import { acceptingUndefined } from './defined-arguments';

const minute = 60;
const day = 60 * 60 * 24;

/** The header in which `lib/console/console-auth.ts` hands over the client's address; whatever else says one is not asked. */
export const CLIENT_ADDRESS = 'x-fairsplit-client-address';

/** What every way to sign in has in common: sessions of one are sessions of all. */
export function sharedAuthOptions() {
  const { publicUrl } = env();
  return {
    appName: 'Fairsplit',
    secret: secret(),
    baseURL: publicUrl ?? ownAddress(),
    trustedOrigins: [...loopbackTwins(publicUrl)],
    database: prismaAdapter(acceptingUndefined(processDatabase().prisma), { provider: 'postgresql' }),
    // `updated_at` says when a session was last seen: often enough to tell which one is in use.
    session: { expiresIn: 14 * day, updateAge: 5 * minute },
    logger: { level: 'warn' as const, log: logOfAccounts(processLog) },
    advanced: {
      cookiePrefix: 'fairsplit',
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS] },
      useSecureCookies: publicUrl?.startsWith('https://') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const, path: '/' },
    },
    telemetry: { enabled: false },
  };
}

/**
 * Where the console is reached when FAIRSPLIT_PUBLIC_URL does not say: by loopback, or by the address it listens on. A
 * request that names another host is answered as if it came from elsewhere, and then its origin does not fit: so a
 * foreign name that resolves to this machine gets no session.
 */
function ownAddress() {
  const { host, port } = env();
  return {
    allowedHosts: ['localhost:*', '127.0.0.1:*', '[::1]:*', `${host}:*`],
    protocol: 'http' as const,
    fallback: `http://127.0.0.1:${port}`,
  };
}

/** A console at localhost is also opened as 127.0.0.1, and the other way round. */
function loopbackTwins(publicUrl: string | undefined): readonly string[] {
  if (publicUrl === undefined) return [];
  const { protocol, hostname, port } = new URL(publicUrl);
  const names = ['localhost', '127.0.0.1'];
  if (!names.includes(hostname)) return [];
  return names.map((name) => `${protocol}//${name}${port === '' ? '' : `:${port}`}`);
}
