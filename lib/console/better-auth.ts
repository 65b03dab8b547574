import { betterAuth } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { z } from 'zod';
import { env } from '../env';
import { confirmSession } from '../verbs/members/confirm-session';
import { standingPasswordOf } from '../verbs/members/standing-password';
import { processBoundedEntries } from '../verbs/audit/process-bounded-entries';
import { failedSignIns } from '../verbs/members/sign-in-failures';
import { recordSignIn } from '../verbs/members/record-sign-in';
import { minimumPasswordLength } from '../verbs/members/account-fields';
import { CLIENT_ADDRESS, sharedAuthOptions } from './auth-options';
import { processDatabase } from '../auth/process-database';
import { signInLimits } from './process-sign-in-limits';
import { signInRecords, type StoredSession } from './stored-session';

const SIGN_IN = '/sign-in/email';

function create() {
  return betterAuth({
    ...sharedAuthOptions(),
    emailAndPassword: {
      enabled: true,
      // Accounts come from set-up, from invitations and from an identity provider, which are verbs of lib/verbs.
      disableSignUp: true,
      minPasswordLength: minimumPasswordLength,
    },
    rateLimit: { enabled: env().mode === 'production' },
    hooks: requestHooks(),
    databaseHooks: sessionHooks(),
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

/**
 * A session stays only if the password that its sign-in began with stands still, and passwords are not switched off. Sign-ins and sign-outs
 * stand in the audit trail like every other change.
 */
function sessionHooks() {
  return {
    session: {
      create: {
        after: async (session: StoredSession, request: unknown) => {
          const began = z.object({ [BEGAN_WITH]: z.string() }).safeParse(request).data?.[BEGAN_WITH] ?? null;
          const confirmed = await confirmSession(processDatabase(), session, began);
          if (confirmed === 'password-changed')
            throw new APIError('UNAUTHORIZED', { message: 'The password was changed meanwhile.' });
          if (confirmed === 'passwords-off')
            throw new APIError('FORBIDDEN', {
              code: 'PASSWORDS_OFF',
              message: 'Sign-in by password is switched off here.',
            });
          await recordSignIn(signInRecords(), 'member.sign-in', session);
        },
      },
      delete: {
        after: async (session: StoredSession, request: unknown) => {
          const isSignOut = z.object({ path: z.literal('/sign-out') }).safeParse(request).success;
          await recordSignIn(
            signInRecords(),
            isSignOut ? 'member.sign-out' : 'member.session-expiry',
            session,
          );
        },
      },
    },
  };
}

let instance: ReturnType<typeof create> | undefined;

/** Sign-in and sessions of people. Made when first used, so that building the pages needs neither secret nor database. */
export function consoleAuth(): ReturnType<typeof create> {
  instance ??= create();
  return instance;
}
