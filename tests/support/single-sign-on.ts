import { rmSync } from 'node:fs';
import { expect, vi } from 'vitest';
import { consoleAuthRoute } from '../../lib/console/console-auth';
import { createBoundedEntries } from '../../lib/verbs/audit/bounded-entries';
import { redirectUriOf } from '../../lib/verbs/identity-provider/identity-provider-view';
import { setIdentityProvider } from '../../lib/verbs/identity-provider/set-identity-provider';
import { afterFile, temporaryDirectory } from './after-file';
import { recordLog } from './data-plane';
import { cloneDatabase } from './database';
import { clientId, clientSecret, startOpenIdProvider, type ProvidedPerson } from './openid-provider';
import { joinWorkspace, passwordOfPeople, type Person } from './people';
import { consoleOrigin } from './provider-browser';
import { createWorkspace } from './workspace';

let count = 0;

/** Somebody whom the provider knows and we do not. */
export function someone(changes: Partial<ProvidedPerson> = {}): ProvidedPerson {
  count += 1;
  const name = `person-${String(count)}`;
  return { sub: name, email: `${name}@example.com`, email_verified: true, name, groups: [], ...changes };
}

/**
 * A workspace whose people sign in by a real OpenID Connect provider on loopback, in this process: it sets what the process remembers, so the
 * file needs one of its own.
 */
export async function startSingleSignOn() {
  const database = await cloneDatabase();
  const dataDirectory = temporaryDirectory('single-sign-on');
  vi.stubEnv('FAIRSPLIT_DATA_DIRECTORY', dataDirectory);
  vi.stubEnv('FAIRSPLIT_SECRET', 'a secret of this test that is long enough for a hash');
  vi.stubEnv('FAIRSPLIT_PUBLIC_URL', consoleOrigin);
  globalThis.fairsplitDatabase = database;
  const refusals = createBoundedEntries({ database, log: recordLog() });
  globalThis.fairsplitBoundedEntries = refusals;
  afterFile(() => {
    rmSync(dataDirectory, { recursive: true, force: true });
    vi.unstubAllEnvs();
  });

  const { ctx, workspaceId } = await createWorkspace(database);
  const owner = await joinWorkspace(ctx, 'owner', 'owner@example.com');
  const provider = await startOpenIdProvider(redirectUriOf(workspaceId), someone());
  const settings = {
    ...{ name: 'Acme', issuer: provider.issuer, clientId, clientSecret, domains: ['example.com'] },
    ...{ defaultRole: 'viewer', groupsClaim: null, groupRoles: [], passwordSignIn: true },
  };
  let version: number | null = null;

  /** The owner sets the provider, as it usually is but for the changes. */
  const set = async (changes: object = {}, by: Person = owner): Promise<void> => {
    const saved = await setIdentityProvider({ ctx: by.ctx, input: { ...settings, version, ...changes } });
    ({ version } = saved);
  };

  const lastEntry = async () =>
    (await database.prisma.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } })).id;

  /** Why people did not get in since the last entry was `after`. */
  const refusedSince = async (after: bigint): Promise<readonly unknown[]> => {
    await refusals.flush();
    const entries = await database.prisma.auditEntry.findMany({
      where: { workspaceId, action: 'identity-provider.refuse', id: { gt: after } },
      orderBy: { id: 'asc' },
    });
    return entries.map(({ detail }) => detail);
  };

  const counted = () =>
    Promise.all([
      database.prisma.user.count(),
      database.prisma.session.count(),
      database.prisma.member.count(),
      database.prisma.account.count(),
    ]);

  return {
    ...{ database, ctx, workspaceId, owner, provider, set, lastEntry, refusedSince },
    /** As it was in the beginning, with somebody new at the provider. */
    begin: async () => {
      Object.assign(provider, { person: someone(), forged: null, isDown: false });
      await refusals.flush();
      await set();
    },
    /** Nobody in, and nothing made: what there was of people, sessions and places stays; and the trail says why. */
    nobodyGotIn: async (
      attempt: () => Promise<{ readonly led: string; readonly session: unknown }>,
      problem: string,
    ): Promise<void> => {
      const [before, after] = [await counted(), await lastEntry()];
      expect(await attempt()).toEqual({ led: `/sign-in?problem=${problem}`, session: null });
      expect(await counted()).toEqual(before);
      expect(await refusedSince(after)).toEqual([
        expect.objectContaining({ times: 1, why: { [problem]: 1 } }),
      ]);
    },
    /** The provider knows the member. */
    provideAs: ({ email }: Pick<Person, 'email'>, changes: Partial<ProvidedPerson> = {}) => {
      provider.person = someone({ email, ...changes });
    },
  };
}

export function signInByPassword(email: string): Promise<Response> {
  return consoleAuthRoute(
    new Request(`${consoleOrigin}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: consoleOrigin },
      body: JSON.stringify({ email, password: passwordOfPeople }),
    }),
  );
}
