import { excessOfExp } from './deviance';
import { stirlingError } from './stirling';

/** ln of a positive integrand at w. */
type LogIntegrand = (w: number) => number;

const SCAN_POINTS = 400;
/** e^-750 is below the smallest float64: beyond this depth the weight contributes nothing. */
const DEEPEST = 750;

/**
 * The mean of exp(logFactor(S)) over S = sqrt(chi-squared(df) / df), as every figure of a t statistic is one. With w = ln S
 * the weight is constant * exp(-(df / 2)(e^(2w) - 1 - 2w)). All terms are positive, so a small tail keeps its relative
 * accuracy, and the trapezoidal rule converges geometrically on such integrands (Trefethen and Weideman 2014).
 */
export function meanOverScale(df: number, smoothness: number, logFactor: (s: number) => number): number {
  const half = df / 2;
  const logIntegrand: LogIntegrand = (w) => logFactor(Math.exp(w)) - half * excessOfExp(2 * w);
  const peak = scanForPeak(logIntegrand, half);
  if (logIntegrand(peak) === -Infinity) return 0;
  const step = Math.min(0.1, smoothness, 0.4 / Math.sqrt(2 * df), 0.4 * peakWidth(logIntegrand, peak, df));
  const sum = sumOutwards(logIntegrand, peak, step) + sumOutwards(logIntegrand, peak - step, -step);
  return Math.exp(-stirlingError(half)) * Math.sqrt((2 * half) / Math.PI) * step * sum;
}

function scanForPeak(logIntegrand: LogIntegrand, half: number): number {
  const depth = DEEPEST / half;
  const low = -edge((w) => excessOfExp(-2 * w) >= depth);
  const high = edge((w) => excessOfExp(2 * w) >= depth);
  let peak = 0;
  let best = logIntegrand(0);
  for (let k = 0; k <= SCAN_POINTS; k += 1) {
    const w = low + ((high - low) * k) / SCAN_POINTS;
    const value = logIntegrand(w);
    if (value > best) {
      best = value;
      peak = w;
    }
  }
  return peak;
}

function edge(reached: (w: number) => boolean): number {
  let width = 1e-12;
  while (!reached(width)) width *= 1.2;
  return width;
}

/** Standard deviation of the Gaussian that touches the integrand at its peak; Infinity where it is not curved downwards. */
function peakWidth(logIntegrand: LogIntegrand, peak: number, df: number): number {
  const e = 0.05 * Math.min(1, 1 / Math.sqrt(2 * df));
  const bend = 2 * logIntegrand(peak) - logIntegrand(peak - e) - logIntegrand(peak + e);
  return bend > 0 && bend < Infinity ? e / Math.sqrt(bend) : Infinity;
}

function sumOutwards(logIntegrand: LogIntegrand, from: number, step: number): number {
  let sum = 0;
  let previous = 0;
  for (let w = from; ; w += step) {
    const term = Math.exp(logIntegrand(w));
    sum += term;
    if (term <= previous && term <= 1e-18 * sum) return sum;
    previous = term;
  }
}
