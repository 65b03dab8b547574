import { beforeEach, describe, expect, test } from 'vitest';
import { consoleAuthRoute } from '../../../lib/console/console-auth';
import { redirectUriOf } from '../../../lib/verbs/identity-provider/identity-provider-view';
import { clientId } from '../../support/openid-provider';
import { consoleOrigin, openBrowser, signInBy } from '../../support/provider-browser';
import { someone, startSingleSignOn } from '../../support/single-sign-on';
import { createWorkspace } from '../../support/workspace';

// Signing in by a real OpenID Connect provider on loopback, step by step, with what may go wrong between the steps.

const { database, workspaceId, provider, set, lastEntry, refusedSince, begin, nobodyGotIn } =
  await startSingleSignOn();
beforeEach(begin);

describe('who signs in for the first time', () => {
  test('becomes a member with the default role, once, and is the same person the next time', async () => {
    const first = await signInBy(workspaceId);
    expect(first).toMatchObject({
      led: '/experiments',
      session: { role: 'viewer', user: { email: provider.person.email, name: provider.person.name } },
    });
    const again = await signInBy(workspaceId);
    expect(again.session?.user).toEqual(first.session?.user);
    const entries = await database.prisma.auditEntry.findMany({
      where: { subject: `member:${first.session?.user.id ?? ''}` },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      ...['member.link', 'member.join', 'member.sign-in', 'member.sign-in'],
    ]);
  });

  test('asks with PKCE, a nonce and a state; and no token of the provider is kept', async () => {
    const { searchParams } = await openBrowser(workspaceId).start();
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      nonce: expect.stringMatching(/^.{32}$/) as unknown,
      state: expect.stringMatching(/^.{32}$/) as unknown,
      redirect_uri: redirectUriOf(workspaceId),
    });
    const { session } = await signInBy(workspaceId);
    const account = await database.prisma.account.findFirstOrThrow({
      where: { userId: session?.user.id ?? '' },
    });
    expect(account).toMatchObject({ accessToken: null, refreshToken: null, idToken: null, password: null });
    expect(await database.prisma.verification.count()).toBe(0);
  });

  test('of ten at once, is one person and one member', async () => {
    const browsers = Array.from({ length: 10 }, () => openBrowser(workspaceId));
    const backs = await Promise.all(browsers.map(async (one) => one.visit(await one.start())));
    await Promise.all(browsers.map((one, index) => one.comeBack(backs[index] ?? new URL(consoleOrigin))));
    expect(await database.prisma.user.count({ where: { email: provider.person.email } })).toBe(1);
    const ids = await Promise.all(browsers.map(async (one) => (await one.session())?.user.id));
    expect(new Set(ids.filter((id) => id !== undefined)).size).toBe(1);
  });
});

describe('nobody gets in', () => {
  const attempt = async (change: {
    readonly going?: (address: URL) => void;
    readonly coming?: (address: URL) => void;
  }) => {
    const browser = openBrowser(workspaceId);
    const going = await browser.start();
    change.going?.(going);
    const coming = await browser.visit(going);
    change.coming?.(coming);
    return { led: await browser.comeBack(coming), session: await browser.session() };
  };

  test('by an ID token with another nonce', async () => {
    await nobodyGotIn(
      () => attempt({ going: ({ searchParams }) => searchParams.set('nonce', 'of-another-sign-in') }),
      'token',
    );
  });

  test.each([
    ['audience', { aud: 'another-client' }],
    ['issuer', { iss: 'https://another.example.com' }],
    ['end', { exp: 1 }],
    ['party', { aud: [clientId, 'another-client'], azp: 'another-client' }],
    ['person than its own address says', { sub: 'another' }],
  ])('by an ID token of another %s, though the provider signed it', async (_what, forged) => {
    provider.forged = forged;
    await nobodyGotIn(() => signInBy(workspaceId), 'token');
  });

  test('by a code that was changed, or without PKCE’s verifier', async () => {
    await nobodyGotIn(
      () => attempt({ coming: ({ searchParams }) => searchParams.set('code', 'x'.repeat(43)) }),
      'code',
    );
    const challenge = Buffer.alloc(32).toString('base64url');
    await nobodyGotIn(
      () => attempt({ going: ({ searchParams }) => searchParams.set('code_challenge', challenge) }),
      'code',
    );
  });

  test('by a code and state that were used', async () => {
    const browser = openBrowser(workspaceId);
    const address = await browser.visit(await browser.start());
    expect(await browser.comeBack(address)).toBe('/experiments');
    await nobodyGotIn(async () => {
      const thief = openBrowser(workspaceId);
      await thief.start();
      return { led: await thief.comeBack(address), session: await thief.session() };
    }, 'state');
    // With the state that the first had, also the provider says no.
    const second = openBrowser(workspaceId);
    const code = address.searchParams.get('code') ?? '';
    await nobodyGotIn(async () => {
      const own = await second.visit(await second.start());
      own.searchParams.set('code', code);
      return { led: await second.comeBack(own), session: await second.session() };
    }, 'code');
  });

  test('by a state of another browser, or none', async () => {
    const other = openBrowser(workspaceId);
    const address = await other.visit(await other.start());
    for (const isBegun of [false, true]) {
      await nobodyGotIn(async () => {
        const browser = openBrowser(workspaceId);
        if (isBegun) await browser.start();
        return { led: await browser.comeBack(address), session: await browser.session() };
      }, 'state');
    }
    await nobodyGotIn(() => attempt({ coming: ({ searchParams }) => searchParams.delete('state') }), 'state');
  });

  test('with an address that the provider has not verified, or that it does not say', async () => {
    provider.person = someone({ email_verified: false });
    await nobodyGotIn(() => signInBy(workspaceId), 'unverified-email');
    provider.person = someone({ email: 'no address' });
    await nobodyGotIn(() => signInBy(workspaceId), 'no-email');
  });

  test.each(['evil.com', 'sub.example.com', 'example.com.evil.com', 'evilexample.com', 'example.org'])(
    'with an address of a foreign domain: %s',
    async (domain) => {
      provider.person = someone({ email: `ann@${domain}` });
      await nobodyGotIn(() => signInBy(workspaceId), 'foreign-domain');
    },
  );

  test('where the provider says no, and whatever else it says is not shown', async () => {
    await nobodyGotIn(
      () =>
        attempt({
          coming: ({ searchParams }) => {
            searchParams.delete('code');
            searchParams.set('error', 'access_denied');
            searchParams.set('error_description', 'Call 0900 123');
          },
        }),
      'denied',
    );
  });

  test('while the provider is down: not at the beginning, and not at the end', async () => {
    const browser = openBrowser(workspaceId);
    const address = await browser.visit(await browser.start());
    provider.isDown = true;
    const after = await lastEntry();
    const refused = await openBrowser(workspaceId).begin();
    expect([refused.status, await refused.json()]).toEqual([502, { problem: 'unreachable' }]);
    expect(await refusedSince(after)).toEqual([expect.objectContaining({ why: { unreachable: 1 } })]);
    await nobodyGotIn(
      async () => ({ led: await browser.comeBack(address), session: await browser.session() }),
      'unreachable',
    );
    provider.isDown = false;
    // Nothing was used up.
    expect((await signInBy(workspaceId)).led).toBe('/experiments');
  });

  test('where what the owner had set is changed on the way', async () => {
    const browser = openBrowser(workspaceId);
    const address = await browser.visit(await browser.start());
    await set({ clientSecret: 'another' });
    await nobodyGotIn(
      async () => ({ led: await browser.comeBack(address), session: await browser.session() }),
      'client',
    );
  });

  test('begun from another site, or for a workspace without a provider', async () => {
    expect((await openBrowser(workspaceId).begin('https://evil.example')).status).toBe(409);
    const other = await createWorkspace(database, 'Elsewhere');
    expect((await openBrowser(other.workspaceId).begin()).status).toBe(404);
    const foreign = new URL(`${consoleOrigin}/api/auth/callback/${other.workspaceId}?code=x&state=y`);
    expect(await openBrowser(other.workspaceId).comeBack(foreign)).toBe('/sign-in?problem=unknown');
    for (const path of ['callback/x', `callback/${workspaceId}/`, 'sign-in/social', 'callback'])
      expect((await consoleAuthRoute(new Request(`${consoleOrigin}/api/auth/${path}`))).status).toBe(404);
  });
});
