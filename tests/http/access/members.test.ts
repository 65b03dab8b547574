import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../../lib/auth/context';
import { roles, type MemberRole } from '../../../lib/auth/permissions';
import { controlPlaneCallerAs, type Answer } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { joinWorkspace, personOf } from '../../support/people';
import { createWorkspace } from '../../support/workspace';

// Who may change who is in a workspace: each role on each role, through the routes.

const database = await cloneDatabase();

const memberSchema = z.object({ key: z.string(), role: z.enum(roles), version: z.int() });
const invitationsSchema = z.object({
  invitations: z.array(z.object({ key: z.string(), email: z.string(), state: z.string() })),
});

const call = (ctx: Context, method: string, path: string, body?: object, version?: number): Promise<Answer> =>
  controlPlaneCallerAs(ctx)(method, `/api/v1/${path}`, {
    ...(body !== undefined && { body }),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(version !== undefined && { 'if-match': `"${String(version)}"` }),
    },
  });

/** A workspace with a person of each role, and two owners. */
async function peopled() {
  const { ctx } = await createWorkspace(database);
  const join = (role: MemberRole, name: string) =>
    joinWorkspace(ctx, role, `${name}-${ctx.workspaceId}@example.com`);
  return {
    ctx,
    join,
    second: await join('owner', 'second'),
    viewer: await join('viewer', 'viewer'),
    analyst: await join('analyst', 'analyst'),
    experimenter: await join('experimenter', 'experimenter'),
    admin: await join('admin', 'admin'),
    owner: await join('owner', 'owner'),
  };
}

const house = await peopled();
const isAbove = (role: MemberRole, other: MemberRole) => roles.indexOf(role) > roles.indexOf(other);
const mayWrite = (role: MemberRole) => role === 'admin' || role === 'owner';

describe.each(roles)('the role %s', (role) => {
  const { ctx } = house[role];

  test('sees the members, and the invitations where it may invite', async () => {
    const listed = await call(ctx, 'GET', 'members');
    expect([
      listed.status,
      z.object({ members: z.array(memberSchema) }).parse(listed.body).members.length,
    ]).toEqual([200, 6]);
    expect((await call(ctx, 'GET', `members/${house.owner.key}`)).status).toBe(200);
    expect((await call(ctx, 'GET', 'invitations')).status).toBe(mayWrite(role) ? 200 : 403);
  });

  test.each(roles)('invites to the role %s, or is refused', async (invited) => {
    const expected = mayWrite(role) && !isAbove(invited, role) ? 201 : 403;
    const body = { email: `${role}-to-${invited}@example.com`, role: invited };
    expect((await call(ctx, 'POST', 'invitations', body)).status).toBe(expected);
    const { body: listed } = await call(house.owner.ctx, 'GET', 'invitations');
    const made = invitationsSchema.parse(listed).invitations.find(({ email }) => email === body.email);
    expect(made?.state).toBe(expected === 201 ? 'open' : undefined);
  });

  test.each(roles)('changes and removes a member of the role %s, or is refused', async (of) => {
    const member = await house.join(of, `${role}-on-${of}`);
    const may = mayWrite(role) && !isAbove(of, role);
    const below = of === 'viewer' ? 'analyst' : 'viewer';
    const changed = await call(ctx, 'PATCH', `members/${member.key}`, { role: below }, 1);
    expect(changed.status).toBe(may ? 200 : 403);
    for (const wanted of roles.filter((one) => isAbove(one, role))) {
      const raised = await call(ctx, 'PATCH', `members/${member.key}`, { role: wanted }, may ? 2 : 1);
      expect(raised.status).toBe(403);
    }
    const { body } = await call(house.owner.ctx, 'GET', `members/${member.key}`);
    expect(memberSchema.parse(body).role).toBe(may ? below : of);
    if (may) await call(house.owner.ctx, 'PATCH', `members/${member.key}`, { role: of }, 2);
    expect((await call(ctx, 'DELETE', `members/${member.key}`)).status).toBe(may ? 204 : 403);
    expect((await call(house.owner.ctx, 'GET', `members/${member.key}`)).status).toBe(may ? 404 : 200);
    if (!may) await call(house.owner.ctx, 'DELETE', `members/${member.key}`);
  });

  test('raises nobody above itself, itself included', async () => {
    const own = house[role];
    for (const wanted of roles.filter((one) => isAbove(one, role))) {
      expect((await call(ctx, 'PATCH', `members/${own.key}`, { role: wanted }, 1)).status).toBe(403);
    }
    expect((await personOf(house.ctx, own.userId)).key).toBe(own.key);
  });

  test('revokes an invitation to a role up to its own', async () => {
    for (const invited of roles) {
      const made = await call(house.owner.ctx, 'POST', 'invitations', {
        email: `revoked-by-${role}-${invited}@example.com`,
        role: invited,
      });
      const { key } = z.object({ key: z.string() }).parse(made.body);
      const may = mayWrite(role) && !isAbove(invited, role);
      expect((await call(ctx, 'DELETE', `invitations/${key}`)).status).toBe(may ? 204 : 403);
      const again = await call(ctx, 'POST', 'invitations', {
        email: `revoked-by-${role}-${invited}@example.com`,
        role: 'viewer',
      });
      // One that is open above the own role is not replaced either.
      expect(again.status).toBe(may ? 201 : 403);
    }
  });
});

describe('another workspace', () => {
  test('has no such member and no such invitation, and neither changes', async () => {
    const { owner: stranger } = await peopled();
    const made = await call(house.owner.ctx, 'POST', 'invitations', {
      email: 'kept@example.com',
      role: 'viewer',
    });
    const { key } = z.object({ key: z.string() }).parse(made.body);
    const member = `members/${house.viewer.key}`;
    const answers = [
      await call(stranger.ctx, 'GET', member),
      await call(stranger.ctx, 'PATCH', member, { role: 'owner' }, 1),
      await call(stranger.ctx, 'DELETE', member),
      await call(stranger.ctx, 'DELETE', `invitations/${key}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const { body } = await call(stranger.ctx, 'GET', 'invitations');
    expect(invitationsSchema.parse(body).invitations.some(({ email }) => email === 'kept@example.com')).toBe(
      false,
    );
    expect((await call(house.owner.ctx, 'GET', member)).status).toBe(200);
  });
});

describe('the last owner', () => {
  test('stays, whatever is asked', async () => {
    const { ctx } = await createWorkspace(database);
    const only = await joinWorkspace(ctx, 'owner', 'only@example.com');
    const demoted = await call(only.ctx, 'PATCH', `members/${only.key}`, { role: 'admin' }, 1);
    expect(demoted).toMatchObject({ status: 409, body: { code: 'LAST_OWNER' } });
    const removed = await call(only.ctx, 'DELETE', `members/${only.key}`);
    expect(removed).toMatchObject({ status: 409, body: { code: 'LAST_OWNER' } });
  });

  test.each(['PATCH', 'DELETE'])('stays where two owners end each other at once: %s', async (method) => {
    for (let round = 0; round < 5; round += 1) {
      const { ctx } = await createWorkspace(database);
      const one = await joinWorkspace(ctx, 'owner', `one-${ctx.workspaceId}@example.com`);
      const other = await joinWorkspace(ctx, 'owner', `other-${ctx.workspaceId}@example.com`);
      const body = method === 'PATCH' ? { role: 'viewer' } : undefined;
      const answers = await Promise.all([
        call(one.ctx, method, `members/${other.key}`, body, 1),
        call(other.ctx, method, `members/${one.key}`, body, 1),
      ]);
      expect(answers.map(({ status }) => status >= 400).toSorted()).toEqual([false, true]);
      const owners = await database.prisma.member.count({
        where: { workspaceId: ctx.workspaceId, role: 'OWNER' },
      });
      expect(owners).toBe(1);
    }
  });
});

test('whoever read an earlier version is told, and nothing changes', async () => {
  const member = await house.join('viewer', 'versioned');
  const saved = await call(house.owner.ctx, 'PATCH', `members/${member.key}`, { role: 'analyst' }, 1);
  expect([saved.status, saved.headers.get('etag')]).toEqual([200, '"2"']);
  const late = await call(house.owner.ctx, 'PATCH', `members/${member.key}`, { role: 'admin' }, 1);
  expect(late).toMatchObject({ status: 412, body: { code: 'VERSION_MISMATCH' } });
  expect((await call(house.owner.ctx, 'DELETE', `members/${member.key}`, undefined, 1)).status).toBe(412);
  expect((await call(house.owner.ctx, 'PATCH', `members/${member.key}`, { role: 'admin' })).status).toBe(428);
  const { body } = await call(house.owner.ctx, 'GET', `members/${member.key}`);
  expect(memberSchema.parse(body)).toMatchObject({ role: 'analyst', version: 2 });
});
