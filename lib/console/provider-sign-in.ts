import { z } from 'zod';
import { processDatabase } from '../auth/process-database';
import { discoverProvider } from '../oidc/discovery';
import { ProviderError } from '../oidc/provider-request';
import { addressGroup } from '../protocol/client-address';
import { createTokenBuckets } from '../protocol/token-bucket';
import { processBoundedEntries } from '../verbs/audit/process-bounded-entries';
import {
  openClientSecret,
  redirectUriOf,
  storedProvider,
} from '../verbs/identity-provider/identity-provider-view';
import { somebody } from '../verbs/members/sign-in-failures';
import { CLIENT_ADDRESS } from './auth-options';
import { providerAuth, type ProviderAtHand, type ProviderFailure } from './provider-auth';
import { processLog } from '../log';

// The two requests of a sign-in by an identity provider: the one that sends the browser there, and the one it comes back with. Of better-auth's
// paths the second is its own.

export const BEGIN_PATH = '/api/auth/sign-in/provider';
const CALLBACK_PATH = /^\/api\/auth\/callback\/(?<id>[^/]+)$/;

/** Each is some questions to a provider, so there are few for one address; a person needs two. */
const PER_ADDRESS = { perSecond: 1, burst: 30 };
const MAX_ADDRESSES = 10_000;
const attempts = createTokenBuckets(PER_ADDRESS, MAX_ADDRESSES);

/** What the sign-in page says (`app/(access)/sign-in/provider-problems.ts`). */
export type ProviderProblem =
  | NonNullable<ProviderFailure['why']>
  | 'unknown'
  | 'too-many'
  | 'state'
  | 'denied'
  | 'token'
  | 'other-address'
  | 'failed';

/** The workspace whose provider the path comes back from; null: it is no such path. */
export function workspaceOfCallback(path: string): string | null {
  const id = CALLBACK_PATH.exec(path)?.groups?.['id'];
  return z.uuid().safeParse(id).data ?? null;
}

const beginSchema = z.strictObject({ provider: z.uuid() });

/** Answers where to send the browser: 200 with `url`, or an error with the `problem`. */
export async function beginProviderSignIn(request: Request): Promise<Response> {
  const refuse = (status: number, problem: ProviderProblem) => Response.json({ problem }, { status });
  const parsed = beginSchema.safeParse(await request.json().catch(() => null));
  if (!parsed.success) return refuse(400, 'unknown');
  if (isTooMany(request)) return refuse(429, 'too-many');
  const { provider: workspaceId } = parsed.data;
  const found = await providerAtHand(workspaceId);
  if (found === null) return refuse(404, 'unknown');
  const refuseAndRecord = (problem: ProviderProblem) => {
    record(request, workspaceId, { problem, email: null });
    return refuse(502, problem);
  };
  if ('problem' in found) return refuseAndRecord(found.problem);
  const { origin } = new URL(found.redirectUri);
  // The provider sends people back there, and a browser keeps what it was given here for here.
  if (request.headers.get('origin') !== origin) return refuse(409, 'other-address');
  const headers = new Headers(request.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  const body = JSON.stringify({
    ...{ provider: workspaceId, callbackURL: '/experiments', errorCallbackURL: '/sign-in' },
    disableRedirect: true,
  });
  const asked = new Request(`${origin}/api/auth/sign-in/social`, { method: 'POST', headers, body });
  return providerAuth(found, newFailure()).handler(asked);
}

/** Lets the person in whom the provider vouches for, or sends them back to the sign-in page with the problem. Always a redirect. */
export async function endProviderSignIn(request: Request, workspaceId: string): Promise<Response> {
  if (isTooMany(request)) return backWith('too-many');
  const found = await providerAtHand(workspaceId);
  if (found === null) return backWith('unknown');
  const refuse = (problem: ProviderProblem, { email }: ProviderFailure, headers?: Headers) => {
    record(request, workspaceId, { problem, email });
    return backWith(problem, headers);
  };
  const failure = newFailure();
  if ('problem' in found) return refuse(found.problem, failure);
  const response = await providerAuth(found, failure).handler(atOwnAddress(request, found));
  const error = errorOf(response);
  return error === null ? response : refuse(failure.why ?? problemOf(error), failure, response.headers);
}

const newFailure = (): ProviderFailure => ({ why: null, email: null });

/** Null: the workspace has none. A problem: it cannot be asked. */
async function providerAtHand(
  workspaceId: string,
): Promise<ProviderAtHand | { readonly problem: ProviderError['problem'] } | null> {
  const stored = await storedProvider(processDatabase().prisma, { workspaceId });
  if (stored === null) return null;
  const clientSecret = openClientSecret(stored);
  if (clientSecret === null) return { problem: 'client' };
  const { version, issuer, clientId } = stored;
  try {
    const discovered = await discoverProvider(issuer);
    const redirectUri = redirectUriOf(workspaceId);
    return { workspaceId, version, redirectUri, client: { clientId, clientSecret }, discovered };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    processLog().warn({ error }, 'an identity provider cannot be used');
    return { problem: error.problem };
  }
}

/** As the browser sees it: what a proxy made of the address on its way is not asked. */
function atOwnAddress(request: Request, { redirectUri }: ProviderAtHand): Request {
  return new Request(`${redirectUri}${new URL(request.url).search}`, { headers: request.headers });
}

/** What better-auth says went wrong; null: nothing did. */
function errorOf(response: Response): string | null {
  const location = response.headers.get('location');
  if (response.status !== 302 || location === null) return 'failed';
  return new URL(location, 'http://localhost').searchParams.get('error');
}

/** The rest has names of its own. */
function problemOf(error: string): ProviderProblem {
  if (['state_mismatch', 'state_not_found', 'state_invalid', 'state_security_mismatch'].includes(error))
    return 'state';
  if (error === 'access_denied') return 'denied';
  return error === 'unable_to_get_user_info' || error === 'issuer_mismatch' ? 'token' : 'failed';
}

function backWith(problem: ProviderProblem, from = new Headers()): Response {
  const headers = new Headers({ location: `/sign-in?problem=${problem}`, 'cache-control': 'no-store' });
  // The state of this attempt is over.
  for (const cookie of from.getSetCookie()) headers.append('set-cookie', cookie);
  return new Response(null, { status: 302, headers });
}

function isTooMany(request: Request): boolean {
  const address = request.headers.get(CLIENT_ADDRESS);
  return address !== null && attempts.of(addressGroup(address)).take(performance.now()) > 0;
}

function record(
  request: Request,
  workspaceId: string,
  { problem, email }: { readonly problem: ProviderProblem; readonly email: string | null },
): void {
  const address = request.headers.get(CLIENT_ADDRESS) ?? undefined;
  processBoundedEntries().count([
    {
      caller: { workspaceId, actor: somebody, now: () => new Date() },
      action: 'identity-provider.refuse',
      subject: `identity-provider:${workspaceId}`,
      of: { why: problem, address, email: email ?? undefined },
    },
  ]);
}
