import { deviance } from './deviance';
import { NOTHING_ABOVE, NOTHING_BELOW, tailsFromLower, tailsFromUpper, type LogTails } from './log-tails';
import { stirlingError } from './stirling';

const MAXIMUM_TERMS = 2_000_000;
const LOG_TWO_PI = 1.8378770664093454836;

/** ln(x^a e^-x / Gamma(a)): the gamma density on the log scale, without the cancellation of ln Gamma. */
export function logGammaPower(a: number, x: number): number {
  return 0.5 * (Math.log(a) - LOG_TWO_PI) - stirlingError(a) - deviance(a, x, a - x);
}

/** Lower tail by its series of positive terms (DLMF 8.11.4). */
function logSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < MAXIMUM_TERMS; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return logGammaPower(a, x) - Math.log(a) + Math.log(sum);
}

/** Upper tail by Legendre's continued fraction (DLMF 8.9.2, even part), evaluated by the modified Lentz method. */
function logContinuedFraction(a: number, x: number): number {
  let b = x - a + 1;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAXIMUM_TERMS; n += 1) {
    const coefficient = n * (a - n);
    b += 2;
    d = 1 / (coefficient * d + b);
    c = b + coefficient / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) <= 2e-16) break;
  }
  return logGammaPower(a, x) + Math.log(fraction);
}

/** Regularised incomplete gamma functions P(a, x) and Q(a, x), a > 0: the tail on the near side of the mean is computed. */
export function incompleteGammaLogTails(a: number, x: number): LogTails {
  if (x <= 0) return NOTHING_BELOW;
  if (x === Infinity) return NOTHING_ABOVE;
  return x < a + 1 ? tailsFromLower(logSeries(a, x)) : tailsFromUpper(logContinuedFraction(a, x));
}
