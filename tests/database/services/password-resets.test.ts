import { verifyPassword } from 'better-auth/crypto';
import { describe, expect, test } from 'vitest';
import { hashLinkToken } from '../../../lib/auth/link-token';
import { roles } from '../../../lib/auth/permissions';
import { FairsplitError } from '../../../lib/errors';
import { createPasswordReset } from '../../../lib/verbs/members/create-password-reset';
import { inviteMember } from '../../../lib/verbs/members/invite-member';
import { acceptInvitation } from '../../../lib/verbs/members/accept-invitation';
import { readPasswordReset } from '../../../lib/verbs/members/password-reset-by-token';
import { removeMember } from '../../../lib/verbs/members/remove-member';
import { resetPassword } from '../../../lib/verbs/members/reset-password';
import { updateMemberRole } from '../../../lib/verbs/members/update-member-role';
import { cloneDatabase } from '../../support/database';
import { joinWorkspace, passwordOfPeople, tokenIn, type Person } from '../../support/people';
import { createWorkspace } from '../../support/workspace';

// Real Postgres: a link sets one password once, and nobody gets above themselves by it.

const database = await cloneDatabase();
const { ctx } = await createWorkspace(database);
const admin = await joinWorkspace(ctx, 'admin', 'admin@example.com');
const fresh = 'a horse of another colour';
let count = 0;

function join(role: (typeof roles)[number] = 'viewer'): Promise<Person> {
  count += 1;
  return joinWorkspace(ctx, role, `person-${String(count)}@example.com`);
}

async function linkFor({ key }: Person, by = admin) {
  const { path, expiresAt } = await createPasswordReset({ ctx: by.ctx, input: { key } });
  return { token: tokenIn(path), expiresAt };
}

const reset = (token: string, { password = fresh, now = ctx.now } = {}) =>
  resetPassword({ database, now, token, input: { password } });

/** The code of the refusal; "done" where there was none. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return error.code;
  }
}

async function opens({ userId }: Person, password: string): Promise<boolean> {
  const { password: hash } = await database.prisma.account.findFirstOrThrow({ where: { userId } });
  return verifyPassword({ hash: hash ?? '', password });
}

describe('a link for a new password', () => {
  test('sets it once, of 20 who use it at once, and every session ends', async () => {
    const person = await join();
    const expiresAt = new Date(Date.now() + 86_400_000);
    for (const id of ['one', 'two']) {
      await database.prisma.session.create({ data: { id, token: id, userId: person.userId, expiresAt } });
    }
    const { token } = await linkFor(person);
    const passwords = Array.from({ length: 20 }, (_, index) => `${fresh} ${String(index)}`);
    const outcomes = await Promise.all(passwords.map((password) => outcomeOf(reset(token, { password }))));
    expect(outcomes.toSorted()).toEqual(
      ['PASSWORD_RESET_USED', 'done'].flatMap((one) =>
        Array.from({ length: one === 'done' ? 1 : 19 }, () => one),
      ),
    );
    expect(await opens(person, passwords[outcomes.indexOf('done')] ?? '')).toBe(true);
    expect(await opens(person, passwordOfPeople)).toBe(false);
    expect(await database.prisma.session.count({ where: { userId: person.userId } })).toBe(0);
    const entries = await database.prisma.auditEntry.findMany({
      where: { workspaceId: ctx.workspaceId, subject: `member:${person.userId}` },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      'member.join',
      'member.reset-link',
      'member.reset-password',
    ]);
  });

  test('works for 24 hours, until a newer one is made, and not with a short password', async () => {
    const person = await join();
    const first = await linkFor(person);
    const second = await linkFor(person);
    expect(await outcomeOf(reset(first.token))).toBe('PASSWORD_RESET_REVOKED');
    const validMs = second.expiresAt.getTime() - Date.now();
    expect(Math.round(validMs / 3_600_000)).toBe(24);
    expect(await outcomeOf(reset(second.token, { now: () => second.expiresAt }))).toBe(
      'PASSWORD_RESET_EXPIRED',
    );
    expect(await outcomeOf(reset(second.token, { password: 'short' }))).toBe('INVALID_INPUT');
    expect(await readPasswordReset(database.prisma, second.token, new Date())).toEqual({
      state: 'open',
      email: person.email,
    });
    for (const unknown of ['', 'x', 'b'.repeat(43)]) {
      expect(await outcomeOf(reset(unknown))).toBe('PASSWORD_RESET_UNKNOWN');
    }
    expect(await outcomeOf(reset(second.token))).toBe('done');
  });

  test('ends with another role, with the removal, and with the role of whoever made it', async () => {
    const [raised, removed, other] = [await join(), await join(), await join()];
    const maker = await join('admin');
    const links = [await linkFor(raised), await linkFor(removed), await linkFor(other, maker)];
    await updateMemberRole({ ctx, input: { key: raised.key, version: 1, changes: { role: 'owner' } } });
    await removeMember({ ctx, input: { key: removed.key } });
    await updateMemberRole({ ctx, input: { key: maker.key, version: 1, changes: { role: 'viewer' } } });
    for (const { token } of links) expect(await outcomeOf(reset(token))).toBe('PASSWORD_RESET_REVOKED');
  });

  test('leaves its token nowhere in the database, but for its SHA-256', async () => {
    const { token } = await linkFor(await join());
    const { rows } = await database.pool.query<{ text: string }>(`
      select query_to_xml(format('select * from %I', table_name), true, false, '')::text as text
      from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
    const dump = rows.map(({ text }) => text.replaceAll('\n', '')).join('\n');
    for (const form of [token, Buffer.from(token).toString('base64')]) expect(dump).not.toContain(form);
    expect(dump).toContain(Buffer.from(hashLinkToken(token)).toString('base64'));
  });
});

describe('who makes one', () => {
  test.each(roles)('of the role %s: for whom that is not above themselves, from admin on', async (role) => {
    const maker = await join(role);
    for (const of of roles) {
      const may = roles.indexOf(role) >= roles.indexOf('admin') && roles.indexOf(role) >= roles.indexOf(of);
      expect(await outcomeOf(linkFor(await join(of), maker))).toBe(may ? 'done' : 'FORBIDDEN');
    }
  });

  test('is nobody, for a person who is in another workspace too, also where they joined it later', async () => {
    const person = await join();
    const { token } = await linkFor(person);
    const elsewhere = await createWorkspace(database, 'Elsewhere');
    const { path } = await inviteMember({
      ctx: elsewhere.ctx,
      input: { email: person.email, role: 'owner' },
    });
    const { userId: signedInAs } = person;
    await acceptInvitation({ database, now: ctx.now, token: tokenIn(path), signedInAs, input: {} });
    expect(await outcomeOf(reset(token))).toBe('IN_ANOTHER_WORKSPACE');
    expect(await outcomeOf(linkFor(person))).toBe('IN_ANOTHER_WORKSPACE');
    expect(await opens(person, passwordOfPeople)).toBe(true);
  });
});
