import { exactNormalIsf, exactNormalSf } from './exact-normal';
import { JSTAT_BOUNDS, jstatNormalUpperQuantile, jstatNormalPdf, jstatNormalSf } from './jstat';

const { normalTailX, normalQuantileP, normalQuantileFromMedian } = JSTAT_BOUNDS;
/** Both sides of a seam are cut at these, so that no figure steps back across it. */
const TAIL_AT_SEAM = exactNormalSf(normalTailX);
const TAIL_AT_LOWER_SEAM = exactNormalSf(-normalTailX);
const QUANTILE_AT_SEAM = exactNormalIsf(normalQuantileP);
const QUANTILE_BESIDE_MEDIAN = exactNormalIsf(0.5 - normalQuantileFromMedian);

/** Density of the standard normal distribution. */
export function normalPdf(x: number): number {
  return jstatNormalPdf(x);
}

/** P(Z > x) of the standard normal, to ten digits in the whole tail: jstat for |x| <= 4.5, beyond that exactNormalSf. */
export function normalSf(x: number): number {
  if (x > normalTailX) return Math.min(TAIL_AT_SEAM, exactNormalSf(x));
  if (x < -normalTailX) return Math.max(TAIL_AT_LOWER_SEAM, exactNormalSf(x));
  return Math.min(TAIL_AT_LOWER_SEAM, Math.max(TAIL_AT_SEAM, jstatNormalSf(x)));
}

/** P(Z <= x) of the standard normal, to ten digits in the whole tail. */
export function normalCdf(x: number): number {
  return normalSf(-x);
}

/** The x >= 0 with P(Z > x) = tail, for a tail up to 1/2. */
function upperQuantile(tail: number): number {
  if (tail < normalQuantileP) return Math.max(QUANTILE_AT_SEAM, exactNormalIsf(tail));
  if (0.5 - tail < normalQuantileFromMedian) return Math.min(QUANTILE_BESIDE_MEDIAN, exactNormalIsf(tail));
  return Math.min(QUANTILE_AT_SEAM, Math.max(QUANTILE_BESIDE_MEDIAN, jstatNormalUpperQuantile(tail)));
}

/**
 * The x with P(Z > x) = p, 0 <= p <= 1; the ends give infinities. jstat where both tails are at least 1e-6 and p is not
 * beside 1/2, where x is small and would keep few digits.
 */
export function normalIsf(p: number): number {
  return p <= 0.5 ? upperQuantile(p) : -upperQuantile(1 - p);
}

/** The x with P(Z <= x) = p, 0 <= p <= 1; the ends give infinities. */
export function normalQuantile(p: number): number {
  return -normalIsf(p);
}
