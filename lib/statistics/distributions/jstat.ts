import jstat from 'jstat';

/**
 * The one place of the product that calls jstat, and the bounds inside which it answers: there its figures hold ten digits
 * of the tail that is asked for. `npm run jstat` measures them against figures from outside and writes
 * docs/statistics/jstat.md; outside the bounds the exact functions beside this file answer.
 */
export const JSTAT_BOUNDS = {
  /** |x| of a normal tail. jstat subtracts from one, so a small tail keeps few digits: 0.5 % off at x = 7. */
  normalTailX: 4.5,
  /** The smaller tail of a normal quantile. */
  normalQuantileP: 1e-6,
  /** How far from 1/2 that p has to be. */
  normalQuantileFromMedian: 1e-4,
  /** Below the first jstat cuts its fraction too early; above the last its ln Gamma, of nine digits, weighs too much. */
  chiSquaredDegreesOfFreedom: [2, 50],
  /** The tail of chi-squared, either side, asked for or asked at. */
  chiSquaredP: 2e-5,
} as const;

const { normal, chisquare } = jstat.jStat;

export function jstatNormalPdf(x: number): number {
  return normal.pdf(x, 0, 1);
}

/** P(Z > x): the lower tail at -x, as jstat has no upper one. */
export function jstatNormalSf(x: number): number {
  return normal.cdf(-x, 0, 1);
}

/** The x >= 0 with P(Z > x) = p, for p up to 1/2. */
export function jstatNormalUpperQuantile(p: number): number {
  return -normal.inv(p, 0, 1);
}

export function jstatChiSquaredCdf(x: number, degreesOfFreedom: number): number {
  return chisquare.cdf(x, degreesOfFreedom);
}

export function jstatChiSquaredQuantile(p: number, degreesOfFreedom: number): number {
  return chisquare.inv(p, degreesOfFreedom);
}
