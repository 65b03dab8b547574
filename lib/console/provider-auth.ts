import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import { APIError } from 'better-auth/api';
import { genericOAuth, type GenericOAuthUserInfo } from 'better-auth/plugins';
import { decodeJwt } from 'jose';
import { processDatabase } from '../auth/process-database';
import type { DiscoveredProvider } from '../oidc/discovery';
import { ProviderError } from '../oidc/provider-request';
import { exchangeCode, readUserInfo, type ClientCredentials } from '../oidc/token-exchange';
import { admitPerson, type NotAdmitted } from '../verbs/identity-provider/admit-person';
import { confirmProviderSession } from '../verbs/identity-provider/confirm-provider-session';
import { recordSignIn } from '../verbs/members/record-sign-in';
import { sharedAuthOptions } from './auth-options';
import { signInRecords, type StoredSession } from './stored-session';

/** The provider of a workspace as it stands for one request. */
export interface ProviderAtHand {
  readonly workspaceId: string;
  readonly version: number;
  readonly redirectUri: string;
  readonly client: ClientCredentials;
  readonly discovered: DiscoveredProvider;
}

/** Why nobody got in, where this knows more than better-auth says. */
export interface ProviderFailure {
  why: NotAdmitted | ProviderError['problem'] | null;
  email: string | null;
}

const SCOPES = ['openid', 'email', 'profile'];

/**
 * better-auth for one sign-in by a provider: state bound to the browser, PKCE, and the ID token's signature, issuer, audience, end and nonce are
 * its plugin's. Ours are the calls, within their limits, and who gets in. Made for each request: what was set since then counts. `failure` is
 * filled in on the way.
 */
export function providerAuth(provider: ProviderAtHand, failure: ProviderFailure) {
  return betterAuth({
    ...sharedAuthOptions(),
    // Nobody is let in, and no account is linked, but by admitPerson. What a provider gives stays with it: no token of it is stored.
    account: {
      accountLinking: { enabled: false },
      updateAccountOnSignIn: false,
      storeStateStrategy: 'cookie',
    },
    onAPIError: { errorURL: '/sign-in' },
    // The caller limits by address.
    rateLimit: { enabled: false },
    plugins: [verifying(provider, pluginOf(provider, failure))],
    databaseHooks: {
      session: { create: { after: (session: StoredSession) => confirm(provider, failure, session) } },
    },
  });
}

function pluginOf(provider: ProviderAtHand, failure: ProviderFailure) {
  const { workspaceId, client, discovered, redirectUri } = provider;
  const noting = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      failure.why = error.problem;
      throw new APIError('BAD_GATEWAY', { message: error.message });
    }
  };
  return genericOAuth({
    config: [
      {
        providerId: workspaceId,
        ...client,
        authorizationUrl: discovered.authorizationUrl,
        redirectURI: redirectUri,
        scopes: SCOPES,
        pkce: true,
        disableSignUp: true,
        accountSubject: ({ profile }) => profile.sub ?? '',
        getToken: ({ code, codeVerifier = '' }) =>
          noting(exchangeCode(discovered, client, { code, codeVerifier, redirectUri })),
        getUserInfo: async ({ idToken = '', accessToken = '' }) => {
          const claims = decodeJwt(idToken);
          const said = await noting(readUserInfo(discovered, accessToken)).catch(() => null);
          if (said === null) return null;
          return admit(provider, failure, { claims, said });
        },
      },
    ],
  });
}

interface Said {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly said: Readonly<Record<string, unknown>>;
}

/** The ID token was checked by now. Null: they do not get in. */
async function admit(
  { workspaceId, version, client }: ProviderAtHand,
  failure: ProviderFailure,
  { claims, said }: Said,
): Promise<GenericOAuthUserInfo | null> {
  // OpenID Connect Core, 5.3.2 and 3.1.3.7: said of this person, and to this client.
  const { sub, azp = client.clientId } = claims;
  if (azp !== client.clientId || (said['sub'] !== undefined && said['sub'] !== sub)) return null;
  const admission = await admitPerson({
    ...signInRecords(),
    ...{ workspaceId, version, claims: { ...said, ...claims } },
  });
  failure.email = admission.email;
  if ('refused' in admission) {
    failure.why = admission.refused;
    return null;
  }
  const { email, name } = admission;
  return { sub: String(sub), email, name, emailVerified: true };
}

/** Its own discovery would ask without our limits: what it checks ID tokens with is handed over instead. */
function verifying(
  { discovered: { issuer, keys, algorithms }, client: { clientId } }: ProviderAtHand,
  plugin: ReturnType<typeof pluginOf>,
): BetterAuthPlugin {
  return {
    ...plugin,
    init: async (context) => {
      const made = await plugin.init(context);
      for (const provider of made.context.socialProviders) {
        provider.issuer = issuer;
        provider.idToken = { jwks: keys, issuer, audience: clientId, algorithms: [...algorithms] };
        provider.requiresIdTokenNonce = true;
      }
      return made;
    },
  };
}

async function confirm(
  provider: ProviderAtHand,
  failure: ProviderFailure,
  session: StoredSession,
): Promise<void> {
  if (!(await confirmProviderSession(processDatabase(), session, provider))) {
    failure.why = 'settings-changed';
    throw new APIError('UNAUTHORIZED', { message: 'The sign-in was changed meanwhile.' });
  }
  await recordSignIn(signInRecords(), 'member.sign-in', session);
}
