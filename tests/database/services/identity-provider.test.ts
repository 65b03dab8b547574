import { describe, expect, test } from 'vitest';
import { roles } from '../../../lib/auth/permissions';
import { FairsplitError, InvalidInputError } from '../../../lib/errors';
import { allowPasswordSignIn } from '../../../lib/verbs/identity-provider/allow-password-sign-in';
import { checkIdentityProvider } from '../../../lib/verbs/identity-provider/check-identity-provider';
import { getIdentityProvider } from '../../../lib/verbs/identity-provider/get-identity-provider';
import { redirectUriOf } from '../../../lib/verbs/identity-provider/identity-provider-view';
import { removeIdentityProvider } from '../../../lib/verbs/identity-provider/remove-identity-provider';
import { setIdentityProvider } from '../../../lib/verbs/identity-provider/set-identity-provider';
import { recoverSignIn } from '../../../tools/cli/commands/sign-in-recover';
import { cloneDatabase } from '../../support/database';
import { clientId, clientSecret, startOpenIdProvider } from '../../support/openid-provider';
import { joinWorkspace } from '../../support/people';
import { createWorkspace } from '../../support/workspace';

// Where members sign in by OpenID Connect, as it is set, read and checked: real Postgres, a real provider on loopback.

const database = await cloneDatabase();

const ann = { sub: 'ann', email: 'ann@example.com', email_verified: true, name: 'Ann', groups: [] };

/** A workspace with an owner, and what the owner says of a provider. */
async function newWorkspace() {
  const { ctx, workspaceId } = await createWorkspace(database);
  const owner = await joinWorkspace(ctx, 'owner', `owner-${workspaceId}@example.com`);
  const given = {
    version: null,
    ...{ name: 'Acme', issuer: 'https://id.example.com', clientId, clientSecret, domains: ['example.com'] },
    ...{ defaultRole: 'viewer', groupsClaim: null, groupRoles: [], passwordSignIn: true },
  };
  return { ctx, workspaceId, owner, given };
}

async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return error.code;
  }
}

/** As a sign-in by the provider leaves it. */
const link = (workspaceId: string, userId: string) =>
  database.prisma.account.create({
    data: { id: `${workspaceId}-${userId}`, providerId: workspaceId, accountId: userId, userId },
  });

describe('the identity provider of a workspace', () => {
  test.each(roles)('is set by owners alone: %s', async (role) => {
    const { ctx, given } = await newWorkspace();
    const person = await joinWorkspace(ctx, role, `asking-${ctx.workspaceId}@example.com`);
    const outcome = await outcomeOf(setIdentityProvider({ ctx: person.ctx, input: given }));
    expect(outcome).toBe(role === 'owner' ? 'done' : 'FORBIDDEN');
  });

  test('never shows its secret again: no answer, no entry and no column holds it', async () => {
    const { owner, given, workspaceId } = await newWorkspace();
    const set = await setIdentityProvider({ ctx: owner.ctx, input: given });
    const read = await getIdentityProvider({ ctx: owner.ctx });
    expect(read).toMatchObject({ name: 'Acme', clientId, version: 1 });
    const entries = await database.prisma.auditEntry.findMany({ where: { workspaceId } });
    const [row] = await database.prisma.$queryRaw<{ readonly text: string }[]>`
      select p::text as text from identity_providers p where workspace_id = ${workspaceId}::uuid`;
    const bytes = (await database.prisma.identityProvider.findUniqueOrThrow({ where: { workspaceId } }))
      .sealedClientSecret;
    const shown = [JSON.stringify([set, read, entries.map(({ detail }) => detail)]), row?.text ?? ''];
    expect(shown.join()).not.toContain(clientSecret);
    expect(shown.join()).not.toContain(Buffer.from(clientSecret).toString('hex'));
    expect(Buffer.from(bytes).includes(clientSecret)).toBe(false);
    expect(entries.at(-1)).toMatchObject({
      action: 'identity-provider.set',
      detail: { clientSecret: 'set', changed: { issuer: { to: 'https://id.example.com' } } },
    });
  });

  test('is saved over by nobody who has not read it', async () => {
    const { owner, given } = await newWorkspace();
    const save = (input: object) =>
      outcomeOf(setIdentityProvider({ ctx: owner.ctx, input: { ...given, ...input } }));
    expect(await save({ version: 1 })).toBe('NOT_FOUND');
    expect(await save({})).toBe('done');
    expect(await save({ name: 'Other' })).toBe('ALREADY_SET');
    expect(await save({ name: 'Other', version: 2 })).toBe('VERSION_MISMATCH');
    const at = Array.from({ length: 10 }, (_, index) => save({ name: `Name ${String(index)}`, version: 1 }));
    expect((await Promise.all(at)).filter((outcome) => outcome === 'done')).toHaveLength(1);
  });

  test('needs the secret again for another issuer or client, and keeps it else', async () => {
    const { owner, given } = await newWorkspace();
    const { clientSecret: _secret, ...rest } = given;
    const save = (input: object) => outcomeOf(setIdentityProvider({ ctx: owner.ctx, input }));
    expect(await save(rest)).toBe('INVALID_INPUT');
    expect(await save(given)).toBe('done');
    expect(await save({ ...rest, version: 1, issuer: 'https://evil.example' })).toBe('INVALID_INPUT');
    expect(await save({ ...rest, version: 1, clientId: 'another' })).toBe('INVALID_INPUT');
    expect(await save({ ...rest, version: 1, name: 'Other' })).toBe('done');
  });

  test.each([
    ['issuer', 'http://id.example.com'],
    ['issuer', 'https://user:secret@id.example.com'],
    ['issuer', 'https://id.example.com/?x=1'],
    ['issuer', 'https://id.example.com/#x'],
    ['issuer', 'file:///etc/passwd'],
    ['domains', []],
    ['domains', ['example']],
    ['domains', ['@example.com']],
    ['domains', ['example.com', 'EXAMPLE.com']],
    ['groupRoles', [{ group: 'a', role: 'king' }]],
    ['clientSecret', ''],
  ])('refuses what cannot be meant: %s %j', async (name, value) => {
    const { owner, given } = await newWorkspace();
    const input = { ...given, [name]: value };
    const error: unknown = await setIdentityProvider({ ctx: owner.ctx, input }).catch(
      (thrown: unknown) => thrown,
    );
    const [problem] = error instanceof InvalidInputError ? error.problems : [];
    expect(problem?.pointer).toMatch(new RegExp(`^/${name}`));
  });
});

describe('sign-in by password', () => {
  test('is switched off only when an owner got in without one, and then every session ends', async () => {
    const { ctx, owner, given, workspaceId } = await newWorkspace();
    const viewer = await joinWorkspace(ctx, 'viewer', `viewer-${workspaceId}@example.com`);
    const save = (input: object) =>
      outcomeOf(setIdentityProvider({ ctx: owner.ctx, input: { ...given, ...input } }));
    const off = { passwordSignIn: false };
    expect(await save(off)).toBe('PROVIDER_UNPROVEN');
    expect(await getIdentityProvider({ ctx: owner.ctx })).toBe(null);
    expect(await save({})).toBe('done');
    await link(workspaceId, viewer.userId);
    expect(await save({ ...off, version: 1 })).toBe('PROVIDER_UNPROVEN');
    await link(workspaceId, owner.userId);
    expect(await save({ ...off, version: 1, domains: ['elsewhere.org'] })).toBe('PROVIDER_UNPROVEN');
    for (const { userId } of [owner, viewer]) {
      const expiresAt = new Date(Date.now() + 86_400_000);
      await database.prisma.session.create({ data: { id: userId, token: userId, userId, expiresAt } });
    }
    expect(await save({ ...off, version: 1 })).toBe('done');
    const ids = [owner.userId, viewer.userId];
    expect(await database.prisma.session.count({ where: { userId: { in: ids } } })).toBe(0);
    // Another issuer has proven nothing.
    const issuer = 'https://other.example.com';
    expect(await save({ ...off, version: 2, issuer })).toBe('PROVIDER_UNPROVEN');
    expect(await database.prisma.account.count({ where: { providerId: workspaceId } })).toBe(2);
    expect(await save({ version: 2, issuer })).toBe('done');
    expect(await database.prisma.account.count({ where: { providerId: workspaceId } })).toBe(0);
  });

  test('comes back by the command line, with a link for a new password; and is what stays when the provider goes', async () => {
    const { owner, given, workspaceId } = await newWorkspace();
    await setIdentityProvider({ ctx: owner.ctx, input: given });
    await link(workspaceId, owner.userId);
    await setIdentityProvider({ ctx: owner.ctx, input: { ...given, version: 1, passwordSignIn: false } });
    await database.prisma.account.deleteMany({ where: { userId: owner.userId, providerId: 'credential' } });
    const remove = (version: number) =>
      outcomeOf(removeIdentityProvider({ ctx: owner.ctx, input: { version } }));
    expect(await remove(2)).toBe('NO_PASSWORD_LEFT');
    await expect(recoverSignIn(database, 'nobody@example.com')).rejects.toThrow('No member has the address');
    expect(await recoverSignIn(database, owner.email.toUpperCase())).toEqual([
      expect.stringMatching(/^\/password-resets\/[\w-]{43}$/),
    ]);
    expect(await getIdentityProvider({ ctx: owner.ctx })).toMatchObject({ passwordSignIn: true });
    const actions = await database.prisma.auditEntry.findMany({
      where: { workspaceId, actor: 'system:command-line' },
      orderBy: { id: 'asc' },
      select: { action: true },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      'identity-provider.allow-passwords',
      'member.reset-link',
    ]);
    await allowPasswordSignIn({ ctx: owner.ctx });
    const data = { id: `${workspaceId}-new`, providerId: 'credential', accountId: owner.userId };
    await database.prisma.account.create({ data: { ...data, userId: owner.userId, password: 'x' } });
    expect(await remove(3)).toBe('done');
    expect(await getIdentityProvider({ ctx: owner.ctx })).toBe(null);
  });
});

describe('a check says what is wrong first', async () => {
  const { owner, given, workspaceId } = await newWorkspace();
  const provider = await startOpenIdProvider(redirectUriOf(workspaceId), ann);
  const check = async (input: object) =>
    (
      await checkIdentityProvider({
        ctx: owner.ctx,
        input: { issuer: provider.issuer, clientId, clientSecret, ...input },
      })
    ).problem;

  test('and nothing where the provider would let people in', async () => {
    expect(await check({})).toBe(null);
  });

  test.each([
    [{ issuer: 'https://no-such-host.invalid' }, /does not answer/],
    [{ clientSecret: 'another' }, /does not accept the client ID/],
    [{ clientId: 'another' }, /does not accept the client ID/],
  ])('%j', async (input, sentence) => {
    expect(await check(input)).toMatch(sentence);
  });

  test('the wrong issuer, an address that is no provider, one that is away, and a redirect URI that it does not know', async () => {
    expect(await check({ issuer: `${provider.issuer}/` })).toContain(`calls itself "${provider.issuer}"`);
    expect(await check({ issuer: `${provider.issuer}/elsewhere` })).toContain('answers with status 404');
    expect(await check({ issuer: provider.issuer.replace('http:', 'https:') })).toContain('does not answer');
    provider.isDown = true;
    expect(await check({})).toContain('does not answer');
    provider.isDown = false;
    const foreign = await newWorkspace();
    const input = { issuer: provider.issuer, clientId, clientSecret };
    const { problem } = await checkIdentityProvider({ ctx: foreign.owner.ctx, input });
    expect(problem).toContain(redirectUriOf(foreign.workspaceId));
  });

  test('with the stored secret where it was stored for, and nowhere else', async () => {
    const input = { ...given, issuer: provider.issuer };
    const stored = { issuer: provider.issuer, clientId };
    const ask = (where: object) => checkIdentityProvider({ ctx: owner.ctx, input: { ...stored, ...where } });
    await setIdentityProvider({ ctx: owner.ctx, input });
    expect(await ask({})).toEqual({ problem: null });
    expect(await outcomeOf(ask({ issuer: 'https://evil.example' }))).toBe('INVALID_INPUT');
  });
});
