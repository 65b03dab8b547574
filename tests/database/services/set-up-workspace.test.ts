import { createHook } from 'node:async_hooks';
import { verifyPassword } from 'better-auth/crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { hashedPassword } from '../../../lib/auth/password';
import { openDatabase } from '../../../lib/database/client';
import { setUpWorkspace } from '../../../lib/verbs/members/set-up-workspace';
import { cloneDatabaseUrl } from '../../support/database';

const database = openDatabase({ url: await cloneDatabaseUrl(), maxConnections: 12 });
afterAll(() => database.close());

const now = () => new Date('2026-11-23T10:00:00Z');

function request(changes: object = {}) {
  return setUpWorkspace({
    database,
    now,
    input: {
      name: 'Ada Winter',
      email: 'Ada@Example.org',
      password: 'a good long password',
      workspace: 'Northwind Shop',
      timeZone: 'Europe/Berlin',
      ...changes,
    },
  });
}

describe('the first run', () => {
  it('says everything that is wrong at its field, and creates nothing', async () => {
    await expect(
      request({ name: ' ', email: 'nobody', password: 'short', timeZone: 'Mars/Olympus' }),
    ).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      problems: ['/name', '/email', '/password', '/timeZone'].map((pointer) => ({ pointer })),
    });
    expect(await database.prisma.user.count()).toBe(0);
  });

  it('lets one of ten parallel requests in, and closes for good', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => request({ email: `owner-${index}@example.org` })),
    );
    const refused = attempts.flatMap((attempt): unknown[] =>
      attempt.status === 'rejected' ? [attempt.reason] : [],
    );
    expect(refused).toHaveLength(9);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'ALREADY_SET_UP', status: 409 });
    await expect(request({ email: 'late@example.org' })).rejects.toMatchObject({ code: 'ALREADY_SET_UP' });
    expect([await database.prisma.user.count(), await database.prisma.workspace.count()]).toEqual([1, 1]);
  });

  it('spends no hash of a password on whoever comes too late', async () => {
    let hashes = 0;
    const counting = createHook({ init: (_id, type) => (hashes += type === 'SCRYPTREQUEST' ? 1 : 0) });
    counting.enable();
    try {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await expect(request({ email: `late-${attempt}@example.org` })).rejects.toMatchObject({
          code: 'ALREADY_SET_UP',
        });
      }
      expect(hashes).toBe(0);
      // The control: a hash is seen where one is made.
      await hashedPassword('a good long password');
      expect(hashes).toBe(1);
    } finally {
      counting.disable();
    }
  });

  it('leaves an owner who can sign in, two environments and an audit entry', async () => {
    const member = await database.prisma.member.findFirstOrThrow({
      include: { user: { include: { accounts: true } }, workspace: { include: { environments: true } } },
    });
    expect(member.role).toBe('OWNER');
    expect(member.workspace.timeZone).toBe('Europe/Berlin');
    expect(member.workspace.environments.map(({ key }) => key).sort()).toEqual(['production', 'staging']);
    const hash = member.user.accounts[0]?.password ?? '';
    expect(hash).not.toContain('a good long password');
    expect(await verifyPassword({ hash, password: 'a good long password' })).toBe(true);
    const entries = await database.prisma.auditEntry.findMany({ select: { action: true } });
    expect(entries).toEqual([{ action: 'workspace.set-up' }]);
  });
});
