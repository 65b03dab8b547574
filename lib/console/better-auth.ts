import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { z } from 'zod';
import { env, secret } from '../env';
import { processLog } from '../log';
import { confirmSession } from '../verbs/members/confirm-session';
import { standingPasswordOf } from '../verbs/members/standing-password';
import { processBoundedEntries } from '../verbs/audit/process-bounded-entries';
import { failedSignIns } from '../verbs/members/sign-in-failures';
import { recordSignIn } from '../verbs/members/record-sign-in';
import { minimumPasswordLength } from '../verbs/members/account-fields';
import { logOfAccounts } from './account-log';
import { acceptingUndefined } from './defined-arguments';
import { processDatabase } from '../auth/process-database';
import { signInLimits } from './process-sign-in-limits';

const minute = 60;
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
    },
    // `updated_at` says when a session was last seen: often enough to tell which one is in use.
    session: { expiresIn: 14 * day, updateAge: 5 * minute },
    rateLimit: { enabled: mode === 'production' },
    hooks: requestHooks(),
    databaseHooks: sessionHooks(),
    logger: { level: 'warn', log: logOfAccounts(processLog) },
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

/** Limits sign-in by account, beside the limit by address that better-auth has itself, and notes what each begins with. */
function requestHooks() {
  const limits = signInLimits();
  const accountOf = (body: unknown) => {
    const given = objectSchema.safeParse(body).data?.['email'];
    return typeof given === 'string' ? given : '';
  };
  return {
    before: createAuthMiddleware(async (context) => {
      if (context.path !== SIGN_IN) return undefined;
      const account = accountOf(context.body);
      const address = context.headers?.get(CLIENT_ADDRESS) ?? null;
      const seconds = limits.attempt(account, address, Date.now());
      if (seconds === 0) return { context: { [BEGAN_WITH]: await hashBefore(account) } };
      countFailure(account, address, 'limited');
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

/** Where a request that signs in carries the hash of the password that stood when it began. */
const BEGAN_WITH = 'fairsplitBeganWith';

/** Read before anything is compared; what no account can have is not asked for. */
async function hashBefore(email: string): Promise<string | null> {
  return email.includes('\0') ? null : standingPasswordOf(processDatabase().prisma, email);
}

interface StoredSession {
  readonly id: string;
  readonly userId: string;
  readonly ipAddress?: string | null | undefined;
}

/**
 * A session stays only if the password that its sign-in began with stands still. Sign-ins and sign-outs stand in the audit trail like every
 * other change.
 */
function sessionHooks() {
  const told = () => ({ database: processDatabase(), now: () => new Date() });
  return {
    session: {
      create: {
        after: async (session: StoredSession, request: unknown) => {
          const began = z.object({ [BEGAN_WITH]: z.string() }).safeParse(request).data?.[BEGAN_WITH] ?? null;
          if (!(await confirmSession(processDatabase(), session, began))) {
            throw new APIError('UNAUTHORIZED', { message: 'The password was changed meanwhile.' });
          }
          await recordSignIn(told(), 'member.sign-in', session);
        },
      },
      delete: {
        after: async (session: StoredSession, request: unknown) => {
          const isSignOut = z.object({ path: z.literal('/sign-out') }).safeParse(request).success;
          await recordSignIn(told(), isSignOut ? 'member.sign-out' : 'member.session-expiry', session);
        },
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
