import { z } from 'zod';
import type { DiscoveredProvider } from './discovery';
import { askProvider, ProviderError, readFromProvider } from './provider-request';

/** What a provider knows of us. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface CodeToExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

export interface ExchangedTokens {
  /** Signed, and not looked at here. */
  readonly idToken: string;
  readonly accessToken: string;
}

const tokensSchema = z.object({ id_token: z.string(), access_token: z.string() });
const refusalSchema = z.object({ error: z.string() });

/** Exchanges a code, with its PKCE verifier, for tokens. Throws {@link ProviderError}: `client`, `code`, and what {@link askProvider} throws. */
export async function exchangeCode(
  { tokenUrl, clientAuthentication }: DiscoveredProvider,
  { clientId, clientSecret }: ClientCredentials,
  { code, codeVerifier, redirectUri }: CodeToExchange,
): Promise<ExchangedTokens> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    ...{ code, code_verifier: codeVerifier, redirect_uri: redirectUri },
    ...(clientAuthentication === 'post' && { client_id: clientId, client_secret: clientSecret }),
  });
  const { status, body } = await askProvider(tokenUrl, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(clientAuthentication === 'basic' && { authorization: basicOf(clientId, clientSecret) }),
    },
    body: form.toString(),
  });
  const tokens = tokensSchema.safeParse(body);
  if (status === 200 && tokens.success)
    return { idToken: tokens.data.id_token, accessToken: tokens.data.access_token };
  throw refusalOf(status, refusalSchema.safeParse(body).data?.error);
}

function refusalOf(status: number, error: string | undefined): ProviderError {
  if (error === 'invalid_client' || error === 'unauthorized_client' || status === 401)
    return new ProviderError(
      'client',
      'The provider does not accept the client ID with this secret. Copy both from it again.',
    );
  if (error === 'invalid_grant')
    return new ProviderError(
      'code',
      'The provider does not accept the code (used before, expired, or not ours).',
    );
  return new ProviderError(
    'answer',
    `The provider gives no tokens; it answers with status ${String(status)}.`,
  );
}

/** RFC 6749, section 2.3.1: both are form-encoded before they are joined. */
function basicOf(clientId: string, clientSecret: string): string {
  const encoded = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);
  return `Basic ${Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString('base64')}`;
}

const claimsSchema = z.looseObject({ sub: z.string() });

/** What the provider's own address says of who is signing in; empty where it has none. Throws {@link ProviderError}. */
export async function readUserInfo(
  { userInfoUrl }: DiscoveredProvider,
  accessToken: string,
): Promise<Readonly<Record<string, unknown>>> {
  if (userInfoUrl === null) return {};
  const parsed = claimsSchema.safeParse(
    await readFromProvider(userInfoUrl, { authorization: `Bearer ${accessToken}` }),
  );
  if (parsed.success) return parsed.data;
  throw new ProviderError('answer', 'The provider does not say who is signing in (userinfo without "sub").');
}
