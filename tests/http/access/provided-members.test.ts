import { beforeEach, describe, expect, test } from 'vitest';
import { inviteMember } from '../../../lib/verbs/members/invite-member';
import { removeMember } from '../../../lib/verbs/members/remove-member';
import { updateMemberRole } from '../../../lib/verbs/members/update-member-role';
import { joinWorkspace, personOf } from '../../support/people';
import { openBrowser, signInBy } from '../../support/provider-browser';
import { signInByPassword, startSingleSignOn } from '../../support/single-sign-on';
import { createWorkspace } from '../../support/workspace';

// Whom a provider lets in, and with which role: members whom we know, groups, and passwords that are switched off.

const { database, ctx, workspaceId, owner, provider, set, begin, nobodyGotIn, provideAs } =
  await startSingleSignOn();
beforeEach(begin);

const withGroups = {
  groupsClaim: 'groups',
  groupRoles: [
    { group: 'testers', role: 'experimenter' },
    { group: 'admins', role: 'admin' },
  ],
};

describe('a member whom we know', () => {
  test('is the same account, which the provider alone opens from then on', async () => {
    const member = await joinWorkspace(ctx, 'experimenter', 'ann@example.com');
    const before = await signInByPassword(member.email);
    expect(before.status).toBe(200);
    provideAs(member, { email: 'Ann@Example.com' });
    const { session } = await signInBy(workspaceId);
    expect(session).toMatchObject({ role: 'experimenter', user: { id: member.userId } });
    expect(await database.prisma.session.count({ where: { userId: member.userId } })).toBe(1);
    expect((await signInByPassword(member.email)).status).toBe(401);
  });

  test('is not somebody else who has the address now, until an admin asks the address in again', async () => {
    const member = await joinWorkspace(ctx, 'admin', 'ben@example.com');
    provideAs(member);
    expect((await signInBy(workspaceId)).led).toBe('/experiments');
    await database.prisma.session.deleteMany({ where: { userId: member.userId } });
    provideAs(member);
    await nobodyGotIn(() => signInBy(workspaceId), 'another-person');
  });

  test('is not let in where they are in another workspace too: its owner is nobody there', async () => {
    const member = await joinWorkspace(ctx, 'viewer', 'eve@example.com');
    const other = await createWorkspace(database, 'Other');
    await database.prisma.member.create({
      data: { workspaceId: other.workspaceId, userId: member.userId, role: 'OWNER' },
    });
    provideAs(member);
    await nobodyGotIn(() => signInBy(workspaceId), 'in-another-workspace');
  });

  test('who was removed stays out, by the name and by the address, until they are invited', async () => {
    const member = await joinWorkspace(ctx, 'experimenter', 'dan@example.com');
    provideAs(member);
    expect((await signInBy(workspaceId)).session).not.toBe(null);
    await removeMember({ ctx, input: { key: member.key } });
    await nobodyGotIn(() => signInBy(workspaceId), 'not-invited');
    const { person } = provider;
    provider.person = { ...person, email: 'dan.new@example.com' };
    await nobodyGotIn(() => signInBy(workspaceId), 'not-invited');
    provideAs(member);
    await nobodyGotIn(() => signInBy(workspaceId), 'not-invited');
    provider.person = person;
    await inviteMember({ ctx, input: { email: member.email, role: 'analyst' } });
    const back = await signInBy(workspaceId);
    expect(back.session).toMatchObject({ role: 'analyst', user: { id: member.userId } });
    const invitation = await database.prisma.invitation.findFirstOrThrow({
      where: { email: member.email, role: 'ANALYST' },
    });
    expect(invitation.acceptedAt).not.toBe(null);
  });

  test('who was invited and has no account joins with the role of the invitation', async () => {
    await inviteMember({ ctx, input: { email: provider.person.email, role: 'admin' } });
    expect((await signInBy(workspaceId)).session?.role).toBe('admin');
  });
});

describe('groups bring roles', () => {
  const roleWith = async (groups: readonly string[]) => {
    provider.person = { ...provider.person, groups };
    return (await signInBy(workspaceId)).session?.role;
  };

  test('the highest of them, asked again at each sign-in; a lost group takes the role, and every session with it', async () => {
    await set(withGroups);
    expect(await roleWith(['testers', 'admins', 'others'])).toBe('admin');
    const before = openBrowser(workspaceId);
    await signInBy(workspaceId, before);
    const userId = (await before.session())?.user.id ?? '';
    const admin = await personOf(ctx, userId);
    const { key } = await inviteMember({
      ctx: admin.ctx,
      input: { email: 'new@example.com', role: 'admin' },
    });
    expect(await roleWith(['testers'])).toBe('experimenter');
    expect(await before.session()).toBe(null);
    // What the role had made goes as it does elsewhere.
    const invitation = await database.prisma.invitation.findUniqueOrThrow({ where: { id: key } });
    expect(invitation.revokedAt).not.toBe(null);
    const change = await database.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'member.role', subject: `member:${userId}` },
      orderBy: { id: 'desc' },
    });
    expect(change).toMatchObject({
      actor: 'system:identity-provider',
      detail: { changed: { role: { from: 'admin', to: 'experimenter' } } },
    });
    expect(await roleWith([])).toBe('viewer');
  });

  test('alone where a claim says them: without one a role that was given here stays', async () => {
    const { session } = await signInBy(workspaceId);
    const { key } = await personOf(ctx, session?.user.id ?? '');
    await updateMemberRole({ ctx, input: { key, version: 1, changes: { role: 'analyst' } } });
    expect(await roleWith(['admins'])).toBe('analyst');
    await set({ ...withGroups, groupsClaim: 'toString' });
    expect(await roleWith(['admins'])).toBe('viewer');
  });

  test('owners stay where no group brings that role, and the last one stays in any case', async () => {
    const other = await joinWorkspace(ctx, 'owner', 'second@example.com');
    await set(withGroups);
    provideAs(other);
    expect(await roleWith([])).toBe('owner');
    await set({ ...withGroups, groupRoles: [{ group: 'owners', role: 'owner' }] });
    expect(await roleWith(['owners'])).toBe('owner');
    expect(await roleWith([])).toBe('viewer');
    provideAs(owner);
    expect(await roleWith([])).toBe('owner');
  });
});

describe('sign-in by password that is switched off', () => {
  test('opens nothing for members, whose sessions ended; the provider lets them in', async () => {
    const member = await joinWorkspace(ctx, 'viewer', 'fay@example.com');
    const outside = await createWorkspace(database, 'Outside');
    const foreign = await joinWorkspace(outside.ctx, 'viewer', 'gus@example.com');
    expect((await signInByPassword(member.email)).status).toBe(200);
    const secondOwner = await joinWorkspace(ctx, 'owner', 'third@example.com');
    provideAs(secondOwner);
    await signInBy(workspaceId);
    await set({ passwordSignIn: false }, secondOwner);
    expect(await database.prisma.session.count({ where: { userId: member.userId } })).toBe(0);
    const refused = await signInByPassword(member.email);
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'PASSWORDS_OFF' }]);
    expect(
      refused.headers
        .getSetCookie()
        .filter((cookie) => cookie.includes('session_token=') && !/max-age=0/i.test(cookie)),
    ).toEqual([]);
    expect(await database.prisma.session.count({ where: { userId: member.userId } })).toBe(0);
    expect((await signInByPassword(foreign.email)).status).toBe(200);
    provideAs(member);
    expect((await signInBy(workspaceId)).session?.user.id).toBe(member.userId);
  });
});
