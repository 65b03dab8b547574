import { UnauthenticatedError } from '../errors';
import { addressGroup } from '../protocol/client-address';
import { RateLimitedError } from '../protocol/rate-limited-error';
import { createTokenBuckets, type RateLimit, type TokenBucket } from '../protocol/token-bucket';

export interface CallerLimitOptions {
  /** Requests of one key. */
  readonly perKey: RateLimit;
  /** Requests of one address with keys that are not known; each costs a question to the database. */
  readonly perAddressUnknown: RateLimit;
}

export const DEFAULT_CALLER_LIMITS: CallerLimitOptions = {
  perKey: { perSecond: 50, burst: 500 },
  perAddressUnknown: { perSecond: 2, burst: 50 },
};

export interface CallerLimits {
  /**
   * Reads who calls, where they may call now. Throws RateLimitedError before anything is read, and what `read` throws.
   * `address`: null where it is not known; all those share what one address has.
   */
  readonly admit: <Caller extends { readonly actor: { readonly id: string } }>(
    authorization: string | null,
    address: string | null,
    read: () => Promise<Caller>,
  ) => Promise<Caller>;
}

const MAX_CALLERS = 10_000;
const MAX_ADDRESSES = 100_000;

/**
 * Counts the control plane's requests, in the memory of this process: by key, and by address for who shows none that worked
 * before. So a flood of invented keys costs a few questions and no more.
 */
export function createCallerLimits(
  options: CallerLimitOptions = DEFAULT_CALLER_LIMITS,
  now: () => number = () => performance.now(),
): CallerLimits {
  const keys = createTokenBuckets(options.perKey, MAX_CALLERS);
  const addresses = createTokenBuckets(options.perAddressUnknown, MAX_ADDRESSES);
  const known = new Map<string, TokenBucket>();
  const take = (bucket: TokenBucket) => {
    const seconds = bucket.take(now());
    if (seconds > 0) throw new RateLimitedError(seconds);
  };
  return {
    admit: async (authorization, address, read) => {
      const header = authorization ?? '';
      const bucket = known.get(header);
      take(bucket ?? addresses.of(address === null ? '' : addressGroup(address)));
      try {
        const caller = await read();
        if (known.size >= MAX_CALLERS) known.clear();
        known.set(header, keys.of(caller.actor.id));
        return caller;
      } catch (error) {
        // Revoked since: from now on it counts as unknown.
        if (error instanceof UnauthenticatedError) known.delete(header);
        throw error;
      }
    },
  };
}
