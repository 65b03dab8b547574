import { isNoncentralT, NORMAL_DEGREES_OF_FREEDOM } from './domain';
import { exactNormalIsf, exactNormalSf } from './exact-normal';
import { normalPdf, normalSf } from './normal';
import { meanOverScale } from './scale-mixture';
import { invertLogTail } from './tail-inversion';

function outsideDomain(t: number, df: number, noncentrality: number): boolean {
  return Number.isNaN(t) || !isNoncentralT(df, noncentrality);
}

/** The transition of the normal tail in w has width 1 / noncentrality; the integration step must see it. */
function smoothness(noncentrality: number): number {
  return 0.2 / Math.max(1, Math.abs(noncentrality));
}

/** Density of the noncentral t; NaN outside df >= 0.01, |noncentrality| <= 1e4. */
export function noncentralTPdf(t: number, degreesOfFreedom: number, noncentrality: number): number {
  if (outsideDomain(t, degreesOfFreedom, noncentrality)) return NaN;
  if (Math.abs(t) === Infinity) return 0;
  if (degreesOfFreedom >= NORMAL_DEGREES_OF_FREEDOM) return normalPdf(t - noncentrality);
  const logFactor = (s: number): number => Math.log(s) - 0.5 * (t * s - noncentrality) ** 2;
  return normalPdf(0) * meanOverScale(degreesOfFreedom, smoothness(noncentrality), logFactor);
}

/**
 * P(T > t) of the noncentral t: the mean of P(Z > t S - noncentrality) over S, with relative accuracy in both tails.
 * jstat is 0 for a lower tail near 1 (held-out case noncentralT.cdf at t = 60, df 50, noncentrality 45) and 1.5e-3 off in
 * the small tail that two-sided power adds (t = -1.96, df 1998, noncentrality 3.2).
 */
export function noncentralTSf(t: number, degreesOfFreedom: number, noncentrality: number): number {
  if (outsideDomain(t, degreesOfFreedom, noncentrality)) return NaN;
  if (t === Infinity) return 0;
  if (t === -Infinity) return 1;
  if (degreesOfFreedom >= NORMAL_DEGREES_OF_FREEDOM) return normalSf(t - noncentrality);
  const logFactor = (s: number): number => Math.log(exactNormalSf(t * s - noncentrality));
  return Math.min(1, meanOverScale(degreesOfFreedom, smoothness(noncentrality), logFactor));
}

/** P(T <= t) of the noncentral t, with relative accuracy in both tails. */
export function noncentralTCdf(t: number, degreesOfFreedom: number, noncentrality: number): number {
  return noncentralTSf(-t, degreesOfFreedom, -noncentrality);
}

/** The t with P(T > t) = p, 0 <= p <= 1; the ends give infinities. */
export function noncentralTIsf(p: number, degreesOfFreedom: number, noncentrality: number): number {
  if (outsideDomain(p, degreesOfFreedom, noncentrality) || p < 0 || p > 1) return NaN;
  if (p === 0) return Infinity;
  if (p === 1) return -Infinity;
  if (p > 0.5) return -noncentralTIsf(1 - p, degreesOfFreedom, -noncentrality);
  return -invertLogTail(Math.log(p), -noncentrality - exactNormalIsf(p), (u) => ({
    logTail: Math.log(noncentralTSf(-u, degreesOfFreedom, noncentrality)),
    logDensity: Math.log(noncentralTPdf(-u, degreesOfFreedom, noncentrality)),
  }));
}

/** The t with P(T <= t) = p, 0 <= p <= 1; the ends give infinities. */
export function noncentralTQuantile(p: number, degreesOfFreedom: number, noncentrality: number): number {
  return -noncentralTIsf(p, degreesOfFreedom, -noncentrality);
}
