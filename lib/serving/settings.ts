import { env } from '../env';
import type { DataPlaneOptions } from './data-plane';

/** How much may be asked at once in a burst: what collects in this many seconds. */
const BURST_SECONDS = 5;

/** What the environment says of this process's data plane. */
export function servingSettings(): Required<
  Pick<DataPlaneOptions, 'rateLimits' | 'metricsAccess' | 'maxStreams' | 'maxEvaluationBytes' | 'headers'>
> {
  const {
    rateLimitPerKeyPerSecond,
    rateLimitPerAddressPerSecond,
    trustedProxies,
    metrics,
    maxStreams,
    maxEvaluationBytes,
    publicUrl,
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
    headers: answerHeaders(publicUrl),
  };
}

/** A year, which is what browsers ask for before they take it seriously. */
const HTTPS_ONLY = ['strict-transport-security', 'max-age=31536000'] as const;

/** What every answer says, names and values in turn; where the public address is https, that it is never to be left. */
export function answerHeaders(publicUrl: string | undefined): readonly string[] {
  const noSniffing = ['x-content-type-options', 'nosniff'] as const;
  return publicUrl?.startsWith('https://') === true ? [...noSniffing, ...HTTPS_ONLY] : noSniffing;
}
