import { describe, expect, test } from 'vitest';
import { hashLinkToken } from '../../../lib/auth/link-token';
import type { Context } from '../../../lib/auth/context';
import { FairsplitError } from '../../../lib/errors';
import { acceptInvitation } from '../../../lib/verbs/members/accept-invitation';
import { readInvitation } from '../../../lib/verbs/members/invitation-by-token';
import { inviteMember } from '../../../lib/verbs/members/invite-member';
import { listInvitations } from '../../../lib/verbs/members/list-invitations';
import { removeMember } from '../../../lib/verbs/members/remove-member';
import { revokeInvitation } from '../../../lib/verbs/members/revoke-invitation';
import { updateMemberRole } from '../../../lib/verbs/members/update-member-role';
import { cloneDatabase } from '../../support/database';
import { joinWorkspace, passwordOfPeople, tokenIn } from '../../support/people';
import { createWorkspace } from '../../support/workspace';

// Real Postgres: one invitation is one member, and its link is nowhere but in the hands of the invited.

const database = await cloneDatabase();
const { ctx } = await createWorkspace(database);
const { workspaceId } = ctx;
const account = { name: 'Ann', password: passwordOfPeople };
const day = 86_400_000;
const at = (ms: number): Context => ({ ...ctx, now: () => new Date(ms) });

async function invited(
  email: string,
  { as = ctx, ...more }: { as?: Context; role?: string; expiresInDays?: number } = {},
) {
  const { key, path, expiresAt } = await inviteMember({ ctx: as, input: { email, role: 'viewer', ...more } });
  return { key, token: tokenIn(path), expiresAt };
}

const accept = (
  token: string,
  {
    signedInAs = null,
    input = account,
    now = ctx.now,
  }: {
    signedInAs?: string | null;
    input?: unknown;
    now?: () => Date;
  } = {},
) => acceptInvitation({ database, now, token, signedInAs, input });

/** The code of the refusal; "joined" where there was none. */
async function outcomeOf(joining: Promise<unknown>): Promise<string> {
  try {
    await joining;
    return 'joined';
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return error.code;
  }
}

const members = (email: string) => database.prisma.member.count({ where: { workspaceId, user: { email } } });

describe('accepting', () => {
  test('20 times at once gives one member, one account and 19 who are told that the link was used', async () => {
    const email = 'crowd@example.com';
    const { token } = await invited(email, { role: 'analyst' });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(accept(token))));
    expect(outcomes.toSorted()).toEqual([
      ...Array.from({ length: 19 }, () => 'INVITATION_ACCEPTED'),
      'joined',
    ]);
    expect(await members(email)).toBe(1);
    expect(await database.prisma.account.count({ where: { user: { email } } })).toBe(1);
    const joins = await database.prisma.auditEntry.findMany({
      where: { workspaceId, action: 'member.join' },
    });
    expect(joins.filter(({ detail }) => JSON.stringify(detail).includes(email))).toHaveLength(1);
  });

  test('20 times at once with an account that is signed in gives one member', async () => {
    const email = 'back@example.com';
    const { key, userId } = await joinWorkspace(ctx, 'admin', email);
    await removeMember({ ctx, input: { key } });
    const { token } = await invited(email);
    const join = () => outcomeOf(accept(token, { signedInAs: userId }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, join));
    expect(outcomes.filter((one) => one === 'joined')).toHaveLength(1);
    expect(await members(email)).toBe(1);
    const { role } = await database.prisma.member.findFirstOrThrow({ where: { userId } });
    expect(role).toBe('VIEWER');
  });

  test('works once, before it expires, unless it was revoked, and every refusal says which', async () => {
    const used = await invited('used@example.com');
    expect(await outcomeOf(accept(used.token))).toBe('joined');
    expect(await outcomeOf(accept(used.token))).toBe('INVITATION_ACCEPTED');
    const revoked = await invited('revoked@example.com');
    await revokeInvitation({ ctx, input: { key: revoked.key } });
    expect(await outcomeOf(accept(revoked.token))).toBe('INVITATION_REVOKED');
    const began = Date.now();
    const early = await invited('early@example.com');
    expect(early.expiresAt.getTime()).toBeGreaterThanOrEqual(began + 7 * day);
    expect(await outcomeOf(accept(early.token, { now: () => early.expiresAt }))).toBe('INVITATION_EXPIRED');
    const justBefore = () => new Date(early.expiresAt.getTime() - 1);
    expect(await outcomeOf(accept(early.token, { now: justBefore }))).toBe('joined');
    for (const unknown of ['', 'x', 'a'.repeat(43), `${used.token}x`, used.token.toUpperCase()]) {
      expect(await outcomeOf(accept(unknown))).toBe('INVITATION_UNKNOWN');
    }
    const states = (await listInvitations({ ctx })).invitations.map(({ email, state }) => [email, state]);
    expect(Object.fromEntries(states)).toMatchObject({
      'used@example.com': 'accepted',
      'revoked@example.com': 'revoked',
      'early@example.com': 'accepted',
    });
  });

  test('asks for name and password as set-up does, and the link works still', async () => {
    const { token } = await invited('short@example.com');
    for (const input of [
      {},
      { name: 'Ann' },
      { name: 'Ann', password: 'too short' },
      { ...account, role: 'owner' },
    ]) {
      expect(await outcomeOf(accept(token, { input }))).toBe('INVALID_INPUT');
    }
    expect(await outcomeOf(accept(token))).toBe('joined');
  });

  test('takes an account that exists only from who is signed in with it', async () => {
    const mine = await joinWorkspace(ctx, 'viewer', 'mine@example.com');
    const other = await joinWorkspace(ctx, 'viewer', 'other@example.com');
    await removeMember({ ctx, input: { key: mine.key } });
    const { token } = await invited('Mine@Example.com ');
    expect(await readInvitation(database.prisma, token, new Date())).toMatchObject({
      state: 'open',
      email: 'mine@example.com',
      hasAccount: true,
    });
    const password = await database.prisma.account.findFirstOrThrow({ where: { userId: mine.userId } });
    for (const signedInAs of [null, other.userId]) {
      expect(await outcomeOf(accept(token, { signedInAs }))).toBe('ACCOUNT_EXISTS');
    }
    expect(await outcomeOf(accept(token, { signedInAs: mine.userId }))).toBe('joined');
    const after = await database.prisma.account.findFirstOrThrow({ where: { userId: mine.userId } });
    expect(after.password).toBe(password.password);
  });
});

describe('inviting', () => {
  test('again ends the link before, also where both are made at once; a member is not invited', async () => {
    const first = await invited('again@example.com');
    const second = await invited('again@example.com');
    expect(await outcomeOf(accept(first.token))).toBe('INVITATION_REVOKED');
    expect(await outcomeOf(accept(second.token))).toBe('joined');
    expect(await outcomeOf(invited('again@example.com'))).toBe('ALREADY_MEMBER');
    const several = await Promise.all(Array.from({ length: 5 }, () => invited('several@example.com')));
    const outcomes = await Promise.all(several.map(({ token }) => outcomeOf(accept(token))));
    expect(outcomes.filter((one) => one === 'joined')).toHaveLength(1);
  });

  test('leaves the token nowhere in the database, but for its SHA-256', async () => {
    const { token } = await invited('secret@example.com');
    const { rows } = await database.pool.query<{ text: string }>(`
      select query_to_xml(format('select * from %I', table_name), true, false, '')::text as text
      from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
    const dump = rows.map(({ text }) => text).join('\n');
    const bytes = Buffer.from(token, 'base64url');
    const asXml = (hash: Uint8Array) => Buffer.from(hash).toString('base64');
    for (const form of [token, bytes.toString('hex'), bytes.toString('base64'), asXml(Buffer.from(token))]) {
      expect(dump).not.toContain(form);
    }
    expect(dump.replaceAll('\n', '')).toContain(asXml(hashLinkToken(token)));
  });

  test('expires after the days that were said, 1 to 30', async () => {
    const now = Date.parse('2026-03-01T00:00:00Z');
    const { expiresAt } = await invited('days@example.com', { as: at(now), expiresInDays: 30 });
    expect(expiresAt.getTime()).toBe(now + 30 * day);
    for (const expiresInDays of [0, 31, 1.5]) {
      expect(await outcomeOf(invited('days@example.com', { expiresInDays }))).toBe('INVALID_INPUT');
    }
  });
});

test('invitations of whoever may not make them any more end with their role', async () => {
  const inviter = await joinWorkspace(ctx, 'owner', 'inviter@example.com');
  const toOwner = await invited('to-owner@example.com', { as: inviter.ctx, role: 'owner' });
  const toAdmin = await invited('to-admin@example.com', { as: inviter.ctx, role: 'admin' });
  await joinWorkspace(ctx, 'owner', 'stays@example.com');
  const { version } = await updateMemberRole({
    ctx,
    input: { key: inviter.key, version: 1, changes: { role: 'admin' } },
  });
  expect(await outcomeOf(accept(toOwner.token))).toBe('INVITATION_REVOKED');
  await updateMemberRole({ ctx, input: { key: inviter.key, version, changes: { role: 'viewer' } } });
  expect(await outcomeOf(accept(toAdmin.token))).toBe('INVITATION_REVOKED');
});
