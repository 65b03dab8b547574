import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { addressHeader } from '../auth/address-header';
import { newRequestId } from '../ids';
import { addressGroup, addressOf } from '../protocol/client-address';
import { RateLimitedError } from '../protocol/rate-limited-error';
import { createTokenBuckets, type RateLimit } from '../protocol/token-bucket';
import { problemContentType, toProblem } from '../protocol/problem';

export interface FrontDoorOptions {
  /** Console and control plane. */
  readonly behind: RequestListener;
  /** How many proxies in front append to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** What one address may ask for; files that never change are not counted. */
  readonly perAddress?: RateLimit;
  /** Sent with every answer: names and values in turn. */
  readonly headers: readonly string[];
}

/** A page and its parts are some dozens of requests; a person asks for one every few seconds. */
const DEFAULT_PER_ADDRESS: RateLimit = { perSecond: 100, burst: 1_000 };
const MAX_ADDRESSES = 100_000;
const UNCHANGING = '/_next/static/';

/**
 * Stands before console and control plane: limits requests by address, hands the client's address on to Next, and adds the
 * headers that every answer has.
 */
export function frontDoor(options: FrontDoorOptions): RequestListener {
  const { behind, trustedProxies, perAddress = DEFAULT_PER_ADDRESS, headers } = options;
  const addresses = createTokenBuckets(perAddress, MAX_ADDRESSES);
  const handedOver = addressHeader();
  return (request, response) => {
    for (let index = 0; index < headers.length; index += 2) {
      response.setHeader(headers[index] ?? '', headers[index + 1] ?? '');
    }
    const address = addressOf(request, trustedProxies);
    if (address !== null && request.url?.startsWith(UNCHANGING) !== true) {
      const seconds = addresses.of(addressGroup(address)).take(performance.now());
      if (seconds > 0) {
        refuse(request, response, new RateLimitedError(seconds));
        return;
      }
    }
    // Next's own Request is made from these; see console-auth.ts.
    if (address === null) Reflect.deleteProperty(request.headers, handedOver);
    else request.headers[handedOver] = address;
    behind(request, response);
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: RateLimitedError): void {
  request.resume();
  const requestId = newRequestId();
  const body = JSON.stringify(toProblem(error, requestId));
  response.writeHead(429, {
    'content-type': problemContentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': String(error.retryAfterSeconds),
    'x-request-id': requestId,
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(body);
}
