import type { KeyHolder } from '../auth/keys-ring';
import type { DataPlaneRequest, DataPlaneResponse } from './request';

const ALLOWED_HEADERS = 'Authorization, Content-Type, If-None-Match, X-API-Key';
const EXPOSED_HEADERS = 'ETag, Retry-After, X-Request-Id';
const PREFLIGHT_AGE_SECONDS = '86400';

/**
 * Lets a browser read the answer. Not with a secret key, which has no business in a page. Before the holder is known
 * (errors, preflights) any origin may read: such an answer says nothing that a key would protect.
 */
export function crossOriginHeaders(
  request: DataPlaneRequest,
  holder: KeyHolder | null,
): Readonly<Record<string, string>> {
  const origin = request.header('origin');
  if (origin === null || holder?.kind === 'secret') return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED_HEADERS,
    vary: 'Origin',
  };
}

/**
 * The answer to OPTIONS: which methods and headers a page may send. A beacon's request always says that it may carry
 * cookies, so where beacons are taken that is allowed; nothing of the data plane knows a cookie.
 */
export function preflightResponse(
  request: DataPlaneRequest,
  methods: string,
  takesBeacons: boolean,
): DataPlaneResponse {
  const headers = {
    ...crossOriginHeaders(request, null),
    ...(takesBeacons ? { 'access-control-allow-credentials': 'true' } : {}),
    allow: methods,
    'access-control-allow-methods': methods,
    'access-control-allow-headers': ALLOWED_HEADERS,
    'access-control-max-age': PREFLIGHT_AGE_SECONDS,
  };
  return { status: 204, headers, body: null };
}
