import { isShape } from './domain';
import { incompleteGammaLogTails, logGammaPower } from './incomplete-gamma';
import type { LogTails } from './log-tails';
import { exactNormalQuantile } from './exact-normal';
import { invertLogTail } from './tail-inversion';

function outsideDomain(x: number, degreesOfFreedom: number): boolean {
  return Number.isNaN(x) || !isShape(degreesOfFreedom / 2);
}

function logTails(x: number, degreesOfFreedom: number): LogTails {
  return incompleteGammaLogTails(degreesOfFreedom / 2, x / 2);
}

/** Density of chi-squared; 0 below zero, NaN where half the degrees of freedom is no shape (see domain.ts). */
export function chiSquaredPdf(x: number, degreesOfFreedom: number): number {
  if (outsideDomain(x, degreesOfFreedom)) return NaN;
  if (x < 0 || x === Infinity) return 0;
  if (x > 0) return Math.exp(logGammaPower(degreesOfFreedom / 2, x / 2)) / x;
  if (degreesOfFreedom === 2) return 0.5;
  return degreesOfFreedom < 2 ? Infinity : 0;
}

/** P(X <= x) of chi-squared, with relative accuracy in the tail. */
export function exactChiSquaredCdf(x: number, degreesOfFreedom: number): number {
  return outsideDomain(x, degreesOfFreedom) ? NaN : Math.exp(logTails(x, degreesOfFreedom).logLower);
}

/** P(X > x) of chi-squared, with relative accuracy in the tail. */
export function exactChiSquaredSf(x: number, degreesOfFreedom: number): number {
  return outsideDomain(x, degreesOfFreedom) ? NaN : Math.exp(logTails(x, degreesOfFreedom).logUpper);
}

/** Solves on the scale u = ln x, where the density is log-concave; `sign` is +1 for the lower tail, -1 for the upper. */
function solve(p: number, degreesOfFreedom: number, sign: 1 | -1): number {
  const shape = degreesOfFreedom / 2;
  const start = sign * Math.log(shape) + exactNormalQuantile(p) / Math.sqrt(shape);
  const u = invertLogTail(Math.log(p), start, (point) => {
    const x = Math.exp(sign * point);
    const tails = incompleteGammaLogTails(shape, x);
    return { logTail: sign > 0 ? tails.logLower : tails.logUpper, logDensity: logGammaPower(shape, x) };
  });
  return 2 * Math.exp(sign * u);
}

/** The x with P(X <= x) = p, 0 <= p <= 1. */
export function exactChiSquaredQuantile(p: number, degreesOfFreedom: number): number {
  if (outsideDomain(p, degreesOfFreedom) || p < 0 || p > 1) return NaN;
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  return p <= 0.5 ? solve(p, degreesOfFreedom, 1) : solve(1 - p, degreesOfFreedom, -1);
}

/** The x with P(X > x) = p, 0 <= p <= 1. */
export function exactChiSquaredIsf(p: number, degreesOfFreedom: number): number {
  if (outsideDomain(p, degreesOfFreedom) || p < 0 || p > 1) return NaN;
  if (p === 0) return Infinity;
  if (p === 1) return 0;
  return p <= 0.5 ? solve(p, degreesOfFreedom, -1) : solve(1 - p, degreesOfFreedom, 1);
}
