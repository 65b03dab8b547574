import type { Log } from '../log';
import type { ApiRequest } from '../protocol/request';
import { addressGroup, clientAddress } from '../protocol/client-address';
import { RateLimitedError } from '../protocol/rate-limited-error';
import { createTokenBuckets, type RateLimit, type TokenBucket } from '../protocol/token-bucket';

export interface RateLimitOptions {
  readonly perKey: RateLimit;
  /** For requests without a secret key: a browser, or somebody who tries keys. */
  readonly perAddress: RateLimit;
  /** How many proxies in front append to X-Forwarded-For. */
  readonly trustedProxies: number;
}

/** Generous: they stop a loop that ran wild, not an application that does well. */
export const DEFAULT_RATE_LIMITS: RateLimitOptions = {
  perKey: { perSecond: 100_000, burst: 200_000 },
  perAddress: { perSecond: 5_000, burst: 25_000 },
  trustedProxies: 0,
};

/** Counts requests against limits, in the memory of this process. Each function throws RateLimitedError. */
export interface RateLimits {
  readonly bucketOfKey: (keyId: string) => TokenBucket;
  readonly addressOf: (request: ApiRequest) => string | null;
  /** `isSecret`: a secret key was shown, so the address says nothing: it is a backend's. */
  readonly check: (request: ApiRequest, bucket: TokenBucket | null, isSecret: boolean, nowMs: number) => void;
}

const MAX_KEYS = 100_000;
const MAX_ADDRESSES = 200_000;

export function createRateLimits(options: RateLimitOptions, log: Log): RateLimits {
  const { perKey, perAddress, trustedProxies } = options;
  const keys = createTokenBuckets(perKey, MAX_KEYS);
  const addresses = createTokenBuckets(perAddress, MAX_ADDRESSES);
  let isWarned = false;

  const addressOf = (request: ApiRequest) => {
    const forwardedFor = trustedProxies === 0 ? null : request.header('x-forwarded-for');
    const address = clientAddress(request.remoteAddress, forwardedFor, trustedProxies);
    return address === null ? null : addressGroup(address);
  };

  const refuse = (request: ApiRequest, seconds: number, limit: 'key' | 'address'): never => {
    if (!isWarned) {
      isWarned = true;
      const isProxied = trustedProxies === 0 && request.header('x-forwarded-for') !== null;
      const hint =
        isProxied && limit === 'address' ? '; set FAIRSPLIT_TRUSTED_PROXIES to tell clients apart' : '';
      log.warn({ limit }, `requests are refused by the rate limit for one ${limit}${hint}`);
    }
    throw new RateLimitedError(seconds);
  };

  return {
    bucketOfKey: keys.of,
    addressOf,
    check: (request, bucket, isSecret, nowMs) => {
      if (!isSecret && perAddress.perSecond > 0) {
        const address = addressOf(request);
        const seconds = address === null ? 0 : addresses.of(address).take(nowMs);
        if (seconds > 0) refuse(request, seconds, 'address');
      }
      const seconds = bucket === null ? 0 : bucket.take(nowMs);
      if (seconds > 0) refuse(request, seconds, 'key');
    },
  };
}
