import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { GET as watchWithKey } from '../../../app/api/[...path]/route';
import { GET as watchSignedIn } from '../../../app/(console)/data-health/stream/route';
import { consoleAuth } from '../../../lib/console/better-auth';
import { consoleSessionOf } from '../../../lib/console/console-context';
import { openDatabase } from '../../../lib/database/client';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { revokeKey } from '../../../lib/verbs/keys/revoke-key';
import { createPasswordReset } from '../../../lib/verbs/members/create-password-reset';
import { removeMember } from '../../../lib/verbs/members/remove-member';
import { resetPassword } from '../../../lib/verbs/members/reset-password';
import { setUpWorkspace } from '../../../lib/verbs/members/set-up-workspace';
import { updateMemberRole } from '../../../lib/verbs/members/update-member-role';
import { wholeWorkspace, type Context } from '../../../lib/auth/context';
import { permissions } from '../../../lib/auth/permissions';
import { temporaryDirectory } from '../../support/after-file';
import { cloneDatabaseUrl } from '../../support/database';
import { joinWorkspace, passwordOfPeople, tokenIn } from '../../support/people';

// What lasts ends with what it rests on: a key, a session, a role, a password.

const database = openDatabase({ url: await cloneDatabaseUrl(), maxConnections: 4 });
afterAll(() => database.close());
const dataDirectory = temporaryDirectory('ends');
vi.stubEnv('FAIRSPLIT_DATA_DIRECTORY', dataDirectory);
vi.stubEnv('FAIRSPLIT_SECRET', 'a secret of this test that is long enough for a hash');
globalThis.fairsplitDatabase = database;
afterAll(async () => {
  await (await globalThis.fairsplitDataPlane)?.close();
  rmSync(dataDirectory, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const origin = 'http://127.0.0.1:3000';
const email = 'owner@example.com';
const password = 'correct horse battery';
const now = () => new Date();
const { workspaceId } = await setUpWorkspace({
  database,
  now,
  input: { name: 'Owner', email, password, workspace: 'Shop', timeZone: 'UTC' },
});
const ctx: Context = {
  workspaceId,
  actor: {
    kind: 'system',
    id: 'test',
    label: 'test',
    permissions: new Set(permissions),
    reach: wholeWorkspace,
  },
  database,
  now,
};

async function ask(route: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin, cookie };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return consoleAuth().handler(new Request(`${origin}/api/auth/${route}`, init));
}

/** The cookie of a new session. */
async function signIn(secret = password, address = email): Promise<string> {
  const answer = await ask('sign-in/email', { email: address, password: secret });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

const isSignedIn = async (cookie: string) => (await consoleSessionOf(new Headers({ cookie }))) !== null;

type Watch = (request: Request) => Promise<Response>;

/** A stream that was opened, and a promise of its end. */
async function open(watch: Watch, headers: Record<string, string>) {
  const response = await watch(new Request(`${origin}/api/v1/ingestion/stream`, { headers }));
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  const readToEnd = async (): Promise<'ended'> => {
    for (;;) if ((await reader?.read())?.done !== false) return 'ended';
  };
  return { ended: readToEnd(), cancel: () => reader?.cancel() };
}

describe('the stream of what arrives ends', () => {
  test('when its key is revoked', async () => {
    const { key, token } = await createKey({ ctx, input: { kind: 'secret', name: 'watcher' } });
    const headers = { authorization: `Bearer ${token}` };
    const stream = await open(watchWithKey, headers);
    await revokeKey({ ctx, input: { key } });
    expect(await stream.ended).toBe('ended');
    expect(await watchWithKey(new Request(`${origin}/api/v1/ingestion/stream`, { headers }))).toMatchObject({
      status: 401,
    });
  });

  test('when its reader signs out, and when the role no longer allows it; one that may goes on', async () => {
    const [leaving, staying] = [await signIn(), await signIn()];
    const [left, stayed] = [
      await open(watchSignedIn, { cookie: leaving }),
      await open(watchSignedIn, { cookie: staying }),
    ];
    expect((await ask('sign-out', {}, leaving)).status).toBe(200);
    expect(await Promise.race([left.ended, stayed.ended.then(() => 'the other')])).toBe('ended');
    await database.prisma.member.updateMany({ data: { role: 'VIEWER' } });
    expect(await stayed.ended).toBe('ended');
    await database.prisma.member.updateMany({ data: { role: 'OWNER' } });
  });
});

test('every session and stream of a person ends with a new password, and the one before opens nothing', async () => {
  const person = await joinWorkspace(ctx, 'experimenter', 'ben@example.com');
  const cookie = await signIn(passwordOfPeople, person.email);
  const stream = await open(watchSignedIn, { cookie });
  const { path } = await createPasswordReset({ ctx, input: { key: person.key } });
  expect(await isSignedIn(cookie)).toBe(true);
  const fresh = 'a horse of another colour';
  await resetPassword({ database, now, token: tokenIn(path), input: { password: fresh } });
  expect(await isSignedIn(cookie)).toBe(false);
  expect(await stream.ended).toBe('ended');
  const before = await ask('sign-in/email', { email: person.email, password: passwordOfPeople });
  expect(before.status).toBe(401);
  expect(await isSignedIn(await signIn(fresh, person.email))).toBe(true);
});

describe('every session and stream of a member ends', () => {
  test('with another role, and with the removal; other people stay signed in', async () => {
    const person = await joinWorkspace(ctx, 'experimenter', 'ann@example.com');
    const owner = await signIn();
    const end = {
      role: () =>
        updateMemberRole({ ctx, input: { key: person.key, version: 1, changes: { role: 'admin' } } }),
      removal: () => removeMember({ ctx, input: { key: person.key } }),
    };
    for (const act of [end.role, end.removal]) {
      const cookies = [
        await signIn(passwordOfPeople, person.email),
        await signIn(passwordOfPeople, person.email),
      ];
      expect(await Promise.all(cookies.map(isSignedIn))).toEqual([true, true]);
      const stream = await open(watchSignedIn, { cookie: cookies[0] ?? '' });
      await act();
      expect(await Promise.all(cookies.map(isSignedIn))).toEqual([false, false]);
      expect(await stream.ended).toBe('ended');
    }
    expect(await isSignedIn(owner)).toBe(true);
    // The account is there still, and opens nothing.
    expect(await isSignedIn(await signIn(passwordOfPeople, person.email))).toBe(false);
  });
});

test.each([{}, { revokeOtherSessions: false }])(
  'a changed password ends every other session: %j',
  async (wish) => {
    const [own, other] = [await signIn(), await signIn()];
    const change = { currentPassword: password, newPassword: `${password} staple`, ...wish };
    const answer = await ask('change-password', change, own);
    expect(answer.status).toBe(200);
    const renewed = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');
    expect([await isSignedIn(renewed), await isSignedIn(other)]).toEqual([true, false]);
    const back = { currentPassword: `${password} staple`, newPassword: password };
    expect((await ask('change-password', back, renewed)).status).toBe(200);
  },
);
