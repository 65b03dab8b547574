import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { addressProblem, ProviderError, readFromProvider } from './provider-request';

/** What signs with a key that is not ours too: a client's secret is no proof of who signed. */
const asymmetric = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const address = z.string().refine((text) => addressProblem(text) === null, {
  error: ({ input }) => addressProblem(String(input)) ?? '',
});

// What is left out has the defaults of OpenID Connect Discovery 1.0, section 3.
const documentSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  userinfo_endpoint: address.optional(),
  jwks_uri: address,
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  code_challenge_methods_supported: z.array(z.string()).optional(),
});

/** A provider as its own document describes it. */
export interface DiscoveredProvider {
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** Null: what the ID token says is all. */
  readonly userInfoUrl: string | null;
  readonly keys: JWTVerifyGetKey;
  readonly algorithms: readonly string[];
  /** How the client shows its secret. */
  readonly clientAuthentication: 'basic' | 'post';
}

/** Asks a provider for its document and its keys, each time: no key of yesterday is believed. Throws {@link ProviderError}. */
export async function discoverProvider(issuer: string): Promise<DiscoveredProvider> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const parsed = documentSchema.safeParse(await readFromProvider(url));
  if (!parsed.success) throw new ProviderError('document', sentenceOf(url, parsed.error));
  const document = parsed.data;
  if (document.issuer !== issuer)
    throw new ProviderError(
      'document',
      `The provider at that address calls itself "${document.issuer.slice(0, 200)}". Give the issuer exactly so.`,
    );
  const methods = document.code_challenge_methods_supported;
  if (methods !== undefined && !methods.includes('S256'))
    throw new ProviderError('document', 'The provider does not take PKCE with S256, which is needed.');
  const algorithms = document.id_token_signing_alg_values_supported.filter((one) => asymmetric.includes(one));
  if (algorithms.length === 0)
    throw new ProviderError('document', 'The provider signs ID tokens with no key pair (such as RS256).');
  return {
    issuer,
    authorizationUrl: document.authorization_endpoint,
    tokenUrl: document.token_endpoint,
    userInfoUrl: document.userinfo_endpoint ?? null,
    keys: await keysAt(document.jwks_uri),
    algorithms,
    clientAuthentication: authenticationOf(document.token_endpoint_auth_methods_supported),
  };
}

function authenticationOf(methods: readonly string[]): DiscoveredProvider['clientAuthentication'] {
  if (methods.includes('client_secret_basic')) return 'basic';
  if (methods.includes('client_secret_post')) return 'post';
  throw new ProviderError('document', 'The provider takes no client secret (client_secret_basic or _post).');
}

const keysSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

async function keysAt(url: string): Promise<JWTVerifyGetKey> {
  const parsed = keysSchema.safeParse(await readFromProvider(url));
  if (!parsed.success) throw new ProviderError('document', 'The provider publishes no keys at its jwks_uri.');
  return createLocalJWKSet({ keys: parsed.data.keys });
}

function sentenceOf(url: string, { issues: [first] }: z.ZodError): string {
  const member = first?.path.join('.') ?? '';
  return member === ''
    ? `${url} is no OpenID Connect document.`
    : `${url} says nothing usable as "${member}".`;
}
