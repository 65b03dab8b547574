import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { createAuthMiddleware } from 'better-auth/api';
import { z } from 'zod';
import { env, secret } from '../env';
import { minimumPasswordLength } from '../services/members/set-up-schema';
import { acceptingUndefined } from './defined-arguments';
import { processDatabase } from './process-database';

const day = 60 * 60 * 24;

/**
 * Whoever changes a password may do so because somebody else knows it: every other session ends, whatever the request says of
 * that.
 */
const endingOtherSessions = createAuthMiddleware((given) => {
  if (given.path !== '/change-password') return Promise.resolve(undefined);
  const body = z.record(z.string(), z.unknown()).safeParse(given.body).data ?? {};
  return Promise.resolve({ context: { body: { ...body, revokeOtherSessions: true } } });
});

function create() {
  const { publicUrl, mode } = env();
  return betterAuth({
    appName: 'Fairsplit',
    secret: secret(),
    baseURL: publicUrl ?? ownAddress(),
    trustedOrigins: [...loopbackTwins(publicUrl)],
    database: prismaAdapter(acceptingUndefined(processDatabase().prisma), { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      // Accounts come from set-up and from invitations, which are verbs of lib/services/members.
      disableSignUp: true,
      minPasswordLength: minimumPasswordLength,
      revokeSessionsOnPasswordReset: true,
    },
    hooks: { before: endingOtherSessions },
    session: { expiresIn: 14 * day, updateAge: day },
    rateLimit: { enabled: mode === 'production' },
    advanced: {
      cookiePrefix: 'fairsplit',
      useSecureCookies: publicUrl?.startsWith('https://') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
    telemetry: { enabled: false },
  });
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

let instance: ReturnType<typeof create> | undefined;

/** Sign-in and sessions of people. Made when first used, so that building the pages needs neither secret nor database. */
export function consoleAuth(): ReturnType<typeof create> {
  instance ??= create();
  return instance;
}
