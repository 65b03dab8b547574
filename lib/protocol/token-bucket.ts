import { createGenerations } from './generations';

/** How many requests one caller may send. */
export interface RateLimit {
  /** In the long run; 0 means without limit. */
  readonly perSecond: number;
  /** At once, after a pause. */
  readonly burst: number;
}

/** What one caller may still send. It fills up while nothing is taken. */
export interface TokenBucket {
  /** Takes one token: 0 when there was one, otherwise the seconds until there will be. */
  readonly take: (nowMs: number) => number;
}

export function createTokenBucket({ perSecond, burst }: RateLimit): TokenBucket {
  let tokens = burst;
  let filledAtMs = -Infinity;
  return {
    take: (nowMs) => {
      // A clock that steps back gives no tokens, and takes none.
      const sinceMs = Math.max(0, nowMs - filledAtMs);
      tokens = Math.min(burst, tokens + (sinceMs * perSecond) / 1000);
      filledAtMs = nowMs;
      if (tokens >= 1) {
        tokens -= 1;
        return 0;
      }
      return (1 - tokens) / perSecond;
    },
  };
}

const NO_LIMIT: TokenBucket = { take: () => 0 };

export interface TokenBuckets {
  readonly of: (caller: string) => TokenBucket;
}

/**
 * A bucket for each caller, at most `maxBuckets` of them: whoever called lately keeps theirs, and no flood of addresses fills
 * the memory.
 */
export function createTokenBuckets(limit: RateLimit, maxBuckets: number): TokenBuckets {
  if (limit.perSecond === 0) return { of: () => NO_LIMIT };
  const buckets = createGenerations<TokenBucket>(Math.ceil(maxBuckets / 2));
  return {
    of: (caller) => {
      const known = buckets.get(caller);
      if (known !== undefined) return known;
      const bucket = createTokenBucket(limit);
      buckets.set(caller, bucket);
      return bucket;
    },
  };
}
