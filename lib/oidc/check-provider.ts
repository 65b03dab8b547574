import { randomBytes } from 'node:crypto';
import { discoverProvider } from './discovery';
import { askProvider, ProviderError } from './provider-request';
import { exchangeCode, type ClientCredentials } from './token-exchange';

export interface ProviderToCheck extends ClientCredentials {
  readonly issuer: string;
  readonly redirectUri: string;
}

/**
 * Asks a provider all that a sign-in asks, short of a person: its document and keys, whether it knows the client and its secret (by a code that
 * cannot exist), and whether it would send people back to us. Throws {@link ProviderError} with the first thing that is wrong.
 */
export async function checkProvider({ issuer, redirectUri, ...client }: ProviderToCheck): Promise<void> {
  const provider = await discoverProvider(issuer);
  const unknown = randomBytes(32).toString('base64url');
  try {
    await exchangeCode(provider, client, { code: unknown, codeVerifier: unknown, redirectUri });
  } catch (error) {
    if (!(error instanceof ProviderError && error.problem === 'code')) throw error;
  }
  const asked = new URL(provider.authorizationUrl);
  for (const [name, value] of Object.entries({
    ...{ response_type: 'code', scope: 'openid email profile', prompt: 'none' },
    ...{ client_id: client.clientId, redirect_uri: redirectUri, state: unknown, nonce: unknown },
    // Of a verifier that nobody has.
    ...{ code_challenge: unknown, code_challenge_method: 'S256' },
  }))
    asked.searchParams.set(name, value);
  const { status } = await askProvider(asked.href);
  if (status >= 400)
    throw new ProviderError(
      'redirect-uri',
      `The provider refuses to send people back. Enter exactly ${redirectUri} there as an allowed redirect URI of the client.`,
    );
}
