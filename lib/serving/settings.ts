import { env } from '../env';
import type { DataPlaneOptions } from './data-plane';

/** How much may be asked at once in a burst: what collects in this many seconds. */
const BURST_SECONDS = 5;

/** What the environment says of this process's data plane. */
export function servingSettings(): Required<
  Pick<DataPlaneOptions, 'rateLimits' | 'metricsAccess' | 'maxStreams' | 'maxEvaluationBytes'>
> {
  const {
    rateLimitPerKeyPerSecond,
    rateLimitPerAddressPerSecond,
    trustedProxies,
    metrics,
    maxStreams,
    maxEvaluationBytes,
  } = env();
  const limit = (perSecond: number) => ({ perSecond, burst: Math.max(1, perSecond * BURST_SECONDS) });
  return {
    rateLimits: {
      perKey: limit(rateLimitPerKeyPerSecond),
      perAddress: limit(rateLimitPerAddressPerSecond),
      trustedProxies,
    },
    metricsAccess: metrics,
    maxStreams,
    maxEvaluationBytes,
  };
}
