import type { KeyHolder } from '../auth/keys-ring';
import type { ApiRequest, ApiResponse } from '../protocol/request';

const OUR_HEADERS = 'Authorization, Content-Type, If-None-Match, Last-Event-ID, X-API-Key';
const EXPOSED_HEADERS = 'ETag, Retry-After, X-Request-Id';
const PREFLIGHT_AGE_SECONDS = '86400';
/** Names of headers with commas between. Browsers send no others, and what is no name is not repeated. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:, *[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * Lets a browser read the answer. Not with a secret key, which has no business in a page. Before the holder is known
 * (errors, preflights) any origin may read: such an answer says nothing that a key would protect. A beacon's request always
 * says that it may carry cookies, so where beacons are taken that is allowed; nothing of the data plane knows a cookie.
 */
export function addCrossOriginHeaders(
  headers: string[],
  request: ApiRequest,
  holder: KeyHolder | null,
  takesBeacons: boolean,
): void {
  const origin = request.header('origin');
  if (origin === null || holder?.kind === 'secret') return;
  headers.push(
    'access-control-allow-origin',
    origin,
    'access-control-expose-headers',
    EXPOSED_HEADERS,
    'vary',
    'Origin',
  );
  if (takesBeacons) headers.push('access-control-allow-credentials', 'true');
}

/**
 * The answer to OPTIONS: which methods and headers a page may send. Every header that the page asks for: tracing tools add
 * theirs to all requests of a page, under names that nobody can list, and no header gives a page a right here.
 */
export function preflightResponse(methods: string, request: ApiRequest): ApiResponse {
  const asked = request.header('access-control-request-headers') ?? '';
  const headers = {
    allow: methods,
    'access-control-allow-methods': methods,
    'access-control-allow-headers': HEADER_NAMES.test(asked) ? `${OUR_HEADERS}, ${asked}` : OUR_HEADERS,
    'access-control-max-age': PREFLIGHT_AGE_SECONDS,
    // Beside the origin, which every answer that depends on it names.
    vary: 'Access-Control-Request-Headers',
  };
  return { status: 204, headers, body: null };
}
