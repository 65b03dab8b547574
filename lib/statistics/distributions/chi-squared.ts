import {
  exactChiSquaredCdf,
  exactChiSquaredIsf,
  exactChiSquaredQuantile,
  exactChiSquaredSf,
} from './exact-chi-squared';
import { JSTAT_BOUNDS, jstatChiSquaredCdf, jstatChiSquaredQuantile } from './jstat';
import { normalSf } from './normal';

const { chiSquaredP } = JSTAT_BOUNDS;
const [FEWEST, MOST] = JSTAT_BOUNDS.chiSquaredDegreesOfFreedom;

function isForJstat(x: number, degreesOfFreedom: number): boolean {
  return x > 0 && x < Infinity && degreesOfFreedom >= FEWEST && degreesOfFreedom <= MOST;
}

/**
 * P(X <= x) of chi-squared, to ten digits in the tail: jstat from 2 to 50 degrees of freedom where the tail is at least
 * 2e-5. The seam lies at a value, which both sides are cut at, so that no figure steps back across it.
 */
export function chiSquaredCdf(x: number, degreesOfFreedom: number): number {
  if (!isForJstat(x, degreesOfFreedom)) return exactChiSquaredCdf(x, degreesOfFreedom);
  const lower = jstatChiSquaredCdf(x, degreesOfFreedom);
  return lower >= chiSquaredP ? lower : Math.min(chiSquaredP, exactChiSquaredCdf(x, degreesOfFreedom));
}

/**
 * P(X > x) of chi-squared, to ten digits in the tail: the complement of jstat's lower tail where that keeps them. One degree
 * of freedom is the square of a normal, whose tails jstat knows better.
 */
export function chiSquaredSf(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 1 && x >= 0) return 2 * normalSf(Math.sqrt(x));
  if (!isForJstat(x, degreesOfFreedom)) return exactChiSquaredSf(x, degreesOfFreedom);
  const upper = 1 - jstatChiSquaredCdf(x, degreesOfFreedom);
  return upper >= chiSquaredP ? upper : Math.min(chiSquaredP, exactChiSquaredSf(x, degreesOfFreedom));
}

/** The x with P(X <= x) = p, 0 <= p <= 1. */
export function chiSquaredQuantile(p: number, degreesOfFreedom: number): number {
  return isQuantileForJstat(p, degreesOfFreedom)
    ? jstatChiSquaredQuantile(p, degreesOfFreedom)
    : exactChiSquaredQuantile(p, degreesOfFreedom);
}

/** The x with P(X > x) = p, 0 <= p <= 1. */
export function chiSquaredIsf(p: number, degreesOfFreedom: number): number {
  return isQuantileForJstat(p, degreesOfFreedom)
    ? jstatChiSquaredQuantile(1 - p, degreesOfFreedom)
    : exactChiSquaredIsf(p, degreesOfFreedom);
}

function isQuantileForJstat(p: number, degreesOfFreedom: number): boolean {
  return p >= chiSquaredP && 1 - p >= chiSquaredP && isForJstat(1, degreesOfFreedom);
}
