import { addressHeader } from '../auth/address-header';
import { CLIENT_ADDRESS } from './auth-options';
import { consoleAuth } from './better-auth';
import { env } from '../env';
import { clientAddress } from '../protocol/client-address';
import { BEGIN_PATH, beginProviderSignIn, endProviderSignIn, workspaceOfCallback } from './provider-sign-in';

/** Of better-auth's routes those that browsers need: accounts and sessions are changed by verbs, and one of the others hands out tokens. */
const openPaths = ['sign-in/email', 'sign-out', 'get-session'].map((path) => `/api/auth/${path}`);

/**
 * Sign-in and sessions for browsers. better-auth limits by the client's address and would take it from whatever
 * X-Forwarded-For says; it is given the one that we know instead.
 */
export async function consoleAuthRoute(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const workspaceId = request.method === 'GET' ? workspaceOfCallback(path) : null;
  const isBegin = request.method === 'POST' && path === BEGIN_PATH;
  if (workspaceId === null && !isBegin && !openPaths.includes(path))
    return new Response('Not Found', { status: 404 });
  const headers = new Headers(request.headers);
  headers.delete(CLIENT_ADDRESS);
  const address = addressOf(request.headers);
  if (address !== null) headers.set(CLIENT_ADDRESS, address);
  const known = new Request(request, { headers });
  if (isBegin) return beginProviderSignIn(known);
  if (workspaceId !== null) return endProviderSignIn(known, workspaceId);
  const response = await consoleAuth().handler(known);
  const wait = response.headers.get('x-retry-after');
  if (wait === null || response.headers.has('retry-after')) return response;
  const told = new Headers(response.headers);
  told.set('retry-after', wait);
  return new Response(response.body, { status: response.status, headers: told });
}

/** As this process's server saw it; where Next serves alone, as the trusted proxies did, and null without any. */
function addressOf(headers: Headers): string | null {
  const handed = headers.get(addressHeader());
  return handed ?? clientAddress(null, headers.get('x-forwarded-for'), env().trustedProxies);
}
