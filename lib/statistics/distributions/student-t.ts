import { deviance } from './deviance';
import { isStudentDegreesOfFreedom, NORMAL_DEGREES_OF_FREEDOM } from './domain';
import { betaLambda, incompleteBetaLogTails, logBetaPower } from './incomplete-beta';
import { exactNormalIsf } from './exact-normal';
import { normalIsf, normalPdf, normalSf } from './normal';
import { stirlingError } from './stirling';
import { invertLogTail } from './tail-inversion';

const INVERSE_SQRT_TWO_PI = 0.39894228040143267794;
/** Beyond this |t| the tail is a power of t to float64 accuracy, and t * t would overflow. */
const POWER_TAIL_START = 1e140;

/** x = df / (df + t^2) and y = 1 - x, neither by subtraction. */
function split(tAbsolute: number, df: number): { readonly x: number; readonly y: number } {
  const squared = tAbsolute * tAbsolute;
  return { x: df / (df + squared), y: squared / (df + squared) };
}

/** Density of Student's t. `degreesOfFreedom` may be Infinity (the normal); NaN below df 1e-8. */
export function studentTPdf(t: number, degreesOfFreedom: number): number {
  if (!isStudentDegreesOfFreedom(degreesOfFreedom) || Number.isNaN(t)) return NaN;
  if (degreesOfFreedom >= NORMAL_DEGREES_OF_FREEDOM) return normalPdf(t);
  const half = degreesOfFreedom / 2;
  const scaled = Math.abs(t) / Math.sqrt(degreesOfFreedom);
  const logHypotenuse = scaled > 1e8 ? Math.log(scaled) : Math.log1p(scaled * scaled) / 2;
  const constant = stirlingError(half + 0.5) - stirlingError(half) - deviance(half, half + 0.5, -0.5);
  return INVERSE_SQRT_TWO_PI * Math.exp(constant - (degreesOfFreedom + 1) * logHypotenuse);
}

/** P(T > |t|), the tail that never cancels. */
function upperTail(tAbsolute: number, df: number): number {
  if (tAbsolute === Infinity) return 0;
  if (df >= NORMAL_DEGREES_OF_FREEDOM) return normalSf(tAbsolute);
  if (tAbsolute > POWER_TAIL_START) {
    return upperTail(POWER_TAIL_START, df) * Math.exp(-df * Math.log(tAbsolute / POWER_TAIL_START));
  }
  const { x, y } = split(tAbsolute, df);
  return 0.5 * Math.exp(incompleteBetaLogTails(df / 2, 0.5, x, y).logLower);
}

/**
 * P(T > t) of Student's t, with relative accuracy in both tails and for any degrees of freedom up to Infinity (the
 * normal). jstat keeps seven digits of it (docs/statistics/jstat.md). NaN below df 1e-8.
 */
export function studentTSf(t: number, degreesOfFreedom: number): number {
  if (!isStudentDegreesOfFreedom(degreesOfFreedom) || Number.isNaN(t)) return NaN;
  const tail = upperTail(Math.abs(t), degreesOfFreedom);
  return t >= 0 ? tail : 1 - tail;
}

/** P(T <= t) of Student's t, with relative accuracy in both tails. */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  return studentTSf(-t, degreesOfFreedom);
}

/** The t > 0 with P(T > t) = tail, 0 < tail < 1/2, found on the scale u = ln(df / t^2), where the density is log-concave. */
function upperQuantile(tail: number, df: number): number {
  const tailAtStart = upperTail(POWER_TAIL_START, df);
  if (tail < tailAtStart) return POWER_TAIL_START * Math.exp(Math.log(tailAtStart / tail) / df);
  const half = df / 2;
  const start = exactNormalIsf(tail);
  const u = invertLogTail(Math.log(2 * tail), Math.log(df) - 2 * Math.log(start), (point) => {
    const x = 1 / (1 + Math.exp(-point));
    const y = 1 / (1 + Math.exp(point));
    const logDensity = logBetaPower(half, 0.5, x, y, betaLambda(half, 0.5, x, y));
    return { logTail: incompleteBetaLogTails(half, 0.5, x, y).logLower, logDensity };
  });
  return Math.sqrt(df) * Math.exp(-u / 2);
}

/** The t with P(T > t) = p, 0 <= p <= 1; the ends give infinities. */
export function studentTIsf(p: number, degreesOfFreedom: number): number {
  if (!isStudentDegreesOfFreedom(degreesOfFreedom) || !(p >= 0 && p <= 1)) return NaN;
  if (degreesOfFreedom >= NORMAL_DEGREES_OF_FREEDOM) return normalIsf(p);
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const magnitude = tail === 0 ? Infinity : upperQuantile(tail, degreesOfFreedom);
  return p < 0.5 ? magnitude : -magnitude;
}

/** The t with P(T <= t) = p, 0 <= p <= 1; the ends give infinities. */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  return -studentTIsf(p, degreesOfFreedom);
}
