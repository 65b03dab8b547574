import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { z } from 'zod';
import { afterFile } from './after-file';

/** A person as the provider knows them. */
export interface ProvidedPerson {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
  readonly groups: readonly string[];
}

export const clientId = 'fairsplit';
export const clientSecret = 'what only the provider & Fairsplit: know %';

export interface StartedProvider {
  readonly issuer: string;
  /** Who signs in next; the provider has no page to ask. */
  person: ProvidedPerson;
  /** Claims that its next ID tokens hold in place of the true ones, signed by its own key. */
  forged: Readonly<Record<string, unknown>> | null;
  /** While true it cuts each connection. */
  isDown: boolean;
}

/** A real OpenID Connect provider (oidc-provider) on loopback, on plain http, with one client that is sent back to `redirectUri`. */
export async function startOpenIdProvider(
  redirectUri: string,
  person: ProvidedPerson,
): Promise<StartedProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterFile(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = z.object({ port: z.int() }).parse(server.address()) satisfies Pick<AddressInfo, 'port'>;
  const issuer = `http://127.0.0.1:${String(port)}`;
  const started: StartedProvider = { issuer, person, forged: null, isDown: false };
  const keys = await generateKeyPair('RS256', { extractable: true });
  const kid = 'of-this-test';
  const jwk = { ...(await exportJWK(keys.privateKey)), kid, alg: 'RS256', use: 'sig' };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['a key of this test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/interaction' },
    renderError: (ctx: import('oidc-provider').Context, { error }: { readonly error: string }) => {
      ctx.body = error;
    },
    findAccount: (_ctx: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ ...started.person, sub: accountId }),
    }),
    loadExistingGrant: async (ctx: import('oidc-provider').Context) => {
      const { client, session } = ctx.oidc;
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const answer = z.looseObject({ id_token: z.string() }).safeParse(ctx.body);
    if (started.forged === null || !answer.success) return;
    const claims = { ...decodeJwt(answer.data.id_token), ...started.forged };
    const idToken = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(keys.privateKey);
    ctx.body = { ...answer.data, id_token: idToken };
  });
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (started.isDown) request.socket.destroy();
    else if (request.url?.startsWith('/interaction') === true)
      void provider.interactionFinished(request, response, { login: { accountId: started.person.sub } });
    else callback(request, response);
  });
  return started;
}
