import { rmSync } from 'node:fs';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { GET as watchWithKey } from '../../../app/api/[...path]/route';
import { GET as watchSignedIn } from '../../../app/(console)/data-health/stream/route';
import { consoleAuth } from '../../../lib/console/better-auth';
import { changeOwnPassword } from '../../../lib/console/change-own-password';
import { consoleAuthRoute } from '../../../lib/console/console-auth';
import { consoleSessionOf, type ConsoleSession } from '../../../lib/console/console-context';
import { FairsplitError } from '../../../lib/errors';
import { openDatabase } from '../../../lib/database/client';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { revokeKey } from '../../../lib/verbs/keys/revoke-key';
import { createPasswordReset } from '../../../lib/verbs/members/create-password-reset';
import { removeMember } from '../../../lib/verbs/members/remove-member';
import { resetPassword } from '../../../lib/verbs/members/reset-password';
import { changePassword } from '../../../lib/verbs/profile/change-password';
import { endOtherSessions, endSession } from '../../../lib/verbs/profile/end-session';
import { listSessions } from '../../../lib/verbs/profile/list-sessions';
import { setUpWorkspace } from '../../../lib/verbs/members/set-up-workspace';
import { updateMemberRole } from '../../../lib/verbs/members/update-member-role';
import { wholeWorkspace, type Context } from '../../../lib/auth/context';
import { permissions } from '../../../lib/auth/permissions';
import { temporaryDirectory } from '../../support/after-file';
import { cloneDatabaseUrl } from '../../support/database';
import { joinWorkspace, passwordOfPeople, tokenIn } from '../../support/people';

// What lasts ends with what it rests on: a key, a session, a role, a password.

const database = openDatabase({ url: await cloneDatabaseUrl(), maxConnections: 10 });
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

/** A session as its person acts in it. */
async function sessionBy(cookie: string): Promise<ConsoleSession> {
  const session = await consoleSessionOf(new Headers({ cookie }));
  if (session === null) throw new Error('There is no such session.');
  return session;
}

describe('of a person’s own sessions', () => {
  test('one that is ended in the list is over, with its stream, at once; the others go on', async () => {
    const [own, other, third] = [await signIn(), await signIn(), await signIn()];
    const { ctx: by, sessionId } = await sessionBy(own);
    const { sessionId: ended } = await sessionBy(other);
    const [stream, going] = [
      await open(watchSignedIn, { cookie: other }),
      await open(watchSignedIn, { cookie: third }),
    ];
    const listed = await listSessions({ ctx: by });
    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining([sessionId, ended]));
    expect(JSON.stringify(listed)).not.toContain(decodeURIComponent(own).split('=')[1]?.split('.')[0]);
    await endSession({ ctx: by, input: { id: ended } });
    expect(await Promise.race([stream.ended, going.ended.then(() => 'the other')])).toBe('ended');
    expect(await Promise.all([own, other, third].map(isSignedIn))).toEqual([true, false, true]);
    await endOtherSessions({ ctx: by, input: { keep: sessionId } });
    expect(await going.ended).toBe('ended');
    expect(await Promise.all([own, third].map(isSignedIn))).toEqual([true, false]);
  });

  test('none is another person’s to see or end', async () => {
    const person = await joinWorkspace(ctx, 'admin', 'dan@example.com');
    const [mine, theirs] = [await signIn(), await signIn(passwordOfPeople, person.email)];
    const { ctx: by, sessionId: keep } = await sessionBy(mine);
    const { sessionId } = await sessionBy(theirs);
    expect((await listSessions({ ctx: by })).map(({ id }) => id)).not.toContain(sessionId);
    await expect(endSession({ ctx: by, input: { id: sessionId } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await endOtherSessions({ ctx: by, input: { keep } });
    await endOtherSessions({ ctx: by, input: { keep: sessionId } });
    expect(await isSignedIn(theirs)).toBe(true);
  });

  test('every one ends with a new password, the one at hand too, and every stream and link', async () => {
    const person = await joinWorkspace(ctx, 'experimenter', 'eve@example.com');
    const [own, other] = [
      await signIn(passwordOfPeople, person.email),
      await signIn(passwordOfPeople, person.email),
    ];
    const { path } = await createPasswordReset({ ctx, input: { key: person.key } });
    const stream = await open(watchSignedIn, { cookie: other });
    const session = await sessionBy(own);
    const fresh = 'a horse of another colour';
    const wrong = { currentPassword: `${passwordOfPeople} `, password: fresh };
    await expect(changeOwnPassword(session, wrong)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const short = { currentPassword: passwordOfPeople, password: 'short' };
    await expect(changeOwnPassword(session, short)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await Promise.all([own, other].map(isSignedIn))).toEqual([true, true]);
    await changeOwnPassword(session, { currentPassword: passwordOfPeople, password: fresh });
    expect(await Promise.all([own, other].map(isSignedIn))).toEqual([false, false]);
    expect(await stream.ended).toBe('ended');
    await expect(
      resetPassword({ database, now, token: tokenIn(path), input: { password: fresh } }),
    ).rejects.toMatchObject({ code: 'PASSWORD_RESET_REVOKED' });
    expect(await isSignedIn(await signIn(fresh, person.email))).toBe(true);
  });

  test('none guesses the password: tries wait as at the sign-in', async () => {
    const person = await joinWorkspace(ctx, 'viewer', 'fay@example.com');
    const session = await sessionBy(await signIn(passwordOfPeople, person.email));
    // No second passes here, however long the guesses take: the wait for the next would be over.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const codes: unknown[] = [];
    for (let guess = 0; guess < 7; guess += 1) {
      const input = { currentPassword: `guess ${String(guess)}`, password: 'a horse of another colour' };
      codes.push(
        await changeOwnPassword(session, input).catch((error: unknown) =>
          error instanceof FairsplitError ? error.code : error,
        ),
      );
    }
    const tried = Array.from({ length: 5 }, () => 'FORBIDDEN');
    expect(codes).toEqual([...tried, 'RATE_LIMITED', 'RATE_LIMITED']);
  });
});

/** Runs `work` while another connection holds the row, until a statement like `waiting` waits for it and `meanwhile` is done. */
async function whileHeld<Result>(
  held: string,
  {
    work,
    waiting,
    meanwhile,
  }: {
    readonly work: () => Promise<Result>;
    readonly waiting: string;
    readonly meanwhile: () => Promise<unknown>;
  },
): Promise<Result> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query(held);
    const working = work();
    const isWaiting = async () => {
      // Not by the client that holds it: a transaction sees one state of this view.
      const { rows } = await database.pool.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike $1",
        [waiting],
      );
      return rows.length;
    };
    await expect.poll(isWaiting).toBeGreaterThan(0);
    await meanwhile();
    await client.query('commit');
    return await working;
  } finally {
    client.release(true);
  }
}

describe('a sign-in with the old password keeps no session', () => {
  const fresh = 'a horse of another colour';
  const tryOld = (address: string) => ask('sign-in/email', { email: address, password: passwordOfPeople });

  test('where a reset is done between its comparison and its session', async () => {
    const person = await joinWorkspace(ctx, 'experimenter', 'gus@example.com');
    const { path } = await createPasswordReset({ ctx, input: { key: person.key } });
    const answer = await whileHeld(`select 1 from users where id = '${person.userId}' for update`, {
      work: () => tryOld(person.email),
      waiting: '%insert into%sessions%',
      meanwhile: () => resetPassword({ database, now, token: tokenIn(path), input: { password: fresh } }),
    });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
    expect(await database.prisma.session.count({ where: { userId: person.userId } })).toBe(0);
    expect((await ask('sign-in/email', { email: person.email, password: fresh })).status).toBe(200);
  });

  test('where it is stored while a reset is under way', async () => {
    const person = await joinWorkspace(ctx, 'experimenter', 'hal@example.com');
    const { path } = await createPasswordReset({ ctx, input: { key: person.key } });
    let trying: Promise<Response> | undefined;
    await whileHeld(`select 1 from password_resets where user_id = '${person.userId}' for update`, {
      work: () => resetPassword({ database, now, token: tokenIn(path), input: { password: fresh } }),
      waiting: '%update%password_resets%',
      meanwhile: async () => {
        trying = tryOld(person.email);
        const stored = () => database.prisma.session.count({ where: { userId: person.userId } });
        await expect.poll(stored).toBe(1);
      },
    });
    expect((await trying)?.status).toBe(401);
    expect(await database.prisma.session.count({ where: { userId: person.userId } })).toBe(0);
  });

  test('where its person set another meanwhile; and a change overwrites no reset', async () => {
    const person = await joinWorkspace(ctx, 'experimenter', 'ida@example.com');
    const session = await sessionBy(await signIn(passwordOfPeople, person.email));
    const answer = await whileHeld(`select 1 from users where id = '${person.userId}' for update`, {
      work: () => tryOld(person.email),
      waiting: '%insert into%sessions%',
      meanwhile: () => changeOwnPassword(session, { currentPassword: passwordOfPeople, password: fresh }),
    });
    expect(answer.status).toBe(401);
    const { path } = await createPasswordReset({ ctx, input: { key: person.key } });
    const late = changePassword({
      ctx: session.ctx,
      input: { currentPassword: fresh, password: 'what the thief chose' },
    });
    const last = 'a horse of a third colour';
    await Promise.allSettled([
      late,
      resetPassword({ database, now, token: tokenIn(path), input: { password: last } }),
    ]);
    // Whichever came first, the link was used or ended: never both passwords stood.
    const outcomes = [await tried(last), await tried('what the thief chose')];
    expect(outcomes.toSorted()).toEqual([200, 401]);

    async function tried(password_: string): Promise<number> {
      return (await ask('sign-in/email', { email: person.email, password: password_ })).status;
    }
  });
});

test.each([
  'list-sessions',
  'change-password',
  'revoke-sessions',
  'update-user',
  'sign-up/email',
  'reset-password/x',
  'list-sessions/',
  'get-session/../list-sessions',
  '%6Cist-sessions',
])('better-auth’s other routes are closed: %s', async (path) => {
  const cookie = await signIn();
  for (const method of ['GET', 'POST']) {
    const request = new Request(`${origin}/api/auth/${path}`, {
      method,
      headers: { cookie, origin, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
    });
    expect((await consoleAuthRoute(request)).status).toBe(404);
  }
  const own = await consoleAuthRoute(new Request(`${origin}/api/auth/get-session`, { headers: { cookie } }));
  expect(own.status).toBe(200);
});
