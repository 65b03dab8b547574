import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { z } from 'zod';
import { env, secret } from '../env';
import { processLog } from '../log';
import { processBoundedEntries } from '../verbs/audit/process-bounded-entries';
import { failedSignIns } from '../verbs/members/sign-in-failures';
import { recordSignIn } from '../verbs/members/record-sign-in';
import { minimumPasswordLength } from '../verbs/members/account-fields';
import { acceptingUndefined } from './defined-arguments';
import { processDatabase } from '../auth/process-database';
import { createSignInLimits } from './sign-in-limits';

const day = 60 * 60 * 24;

/** The header in which `lib/console/console-auth.ts` hands over the client's address; whatever else says one is not asked. */
export const CLIENT_ADDRESS = 'x-fairsplit-client-address';

const SIGN_IN = '/sign-in/email';

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
      // Accounts come from set-up and from invitations, which are verbs of lib/verbs/members.
      disableSignUp: true,
      minPasswordLength: minimumPasswordLength,
      revokeSessionsOnPasswordReset: true,
    },
    session: { expiresIn: 14 * day, updateAge: day },
    rateLimit: { enabled: mode === 'production' },
    hooks: requestHooks(),
    databaseHooks: sessionHooks(),
    // As one line of the log: what it says holds text of whoever calls.
    logger: {
      level: 'warn',
      log: (level, message, ...details) => {
        const error = details.find((detail) => detail instanceof Error);
        processLog()[level](error === undefined ? {} : { error }, `sign-in: ${message}`);
      },
    },
    advanced: {
      cookiePrefix: 'fairsplit',
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS] },
      useSecureCookies: publicUrl?.startsWith('https://') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
    telemetry: { enabled: false },
  });
}

const objectSchema = z.record(z.string(), z.unknown());

/**
 * Limits sign-in by account, beside the limit by address that better-auth has itself. And whoever changes a password may do so
 * because somebody else knows it: every other session ends, whatever the request says of that.
 */
function requestHooks() {
  const limits = createSignInLimits();
  const accountOf = (body: unknown) => {
    const given = objectSchema.safeParse(body).data?.['email'];
    return typeof given === 'string' ? given : '';
  };
  return {
    before: createAuthMiddleware(async (context) => {
      if (context.path === '/change-password') {
        const body = objectSchema.safeParse(context.body).data ?? {};
        return { context: { body: { ...body, revokeOtherSessions: true } } };
      }
      if (context.path !== SIGN_IN) return undefined;
      const address = context.headers?.get(CLIENT_ADDRESS) ?? null;
      const seconds = limits.attempt(accountOf(context.body), address, Date.now());
      if (seconds === 0) return undefined;
      countFailure(accountOf(context.body), address, 'limited');
      const message = `Too many attempts. Try again in ${String(seconds)} seconds.`;
      throw new APIError('TOO_MANY_REQUESTS', { message }, { 'retry-after': String(seconds) });
    }),
    after: createAuthMiddleware(async (context) => {
      if (context.path !== SIGN_IN) return;
      const address = context.headers?.get(CLIENT_ADDRESS) ?? null;
      const { newSession, returned } = context.context;
      if (newSession !== null) limits.succeeded(accountOf(context.body), address);
      else if (returned instanceof APIError && returned.statusCode === 401)
        countFailure(accountOf(context.body), address, 'wrong-password');
    }),
  };
}

/** Nobody waits for it, or the answer would take longer where the account exists. */
function countFailure(email: string, address: string | null, why: 'wrong-password' | 'limited'): void {
  if (email === '' || email.includes('\0')) return;
  const now = () => new Date();
  processBoundedEntries().count(failedSignIns(processDatabase().prisma, { email, address, why, now }));
}

/** Sign-ins and sign-outs stand in the audit trail like every other change. */
function sessionHooks() {
  const context = () => ({ database: processDatabase(), now: () => new Date() });
  return {
    session: {
      create: {
        after: (session: { id: string; userId: string; ipAddress?: string | null | undefined }) =>
          recordSignIn(context(), 'member.sign-in', session),
      },
      delete: {
        after: (session: { id: string; userId: string; ipAddress?: string | null | undefined }) =>
          recordSignIn(context(), 'member.sign-out', session),
      },
    },
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

let instance: ReturnType<typeof create> | undefined;

/** Sign-in and sessions of people. Made when first used, so that building the pages needs neither secret nor database. */
export function consoleAuth(): ReturnType<typeof create> {
  instance ??= create();
  return instance;
}
