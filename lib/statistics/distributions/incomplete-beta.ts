import { deviance } from './deviance';
import { gaussLegendre } from './gauss-legendre';
import { NOTHING_ABOVE, NOTHING_BELOW, tailsFromLower, tailsFromUpper, type LogTails } from './log-tails';
import { stirlingError } from './stirling';

const MAXIMUM_TERMS = 2_000_000;
const LOG_TWO_PI = 1.8378770664093454836;

/**
 * ln(x^a y^b / B(a, b)), y = 1 - x: the beta density on the logit scale.
 * `lambda` is a - (a + b) x. Written with deviances instead of ln Gamma, which costs beta.cdf(0.1, 1e6, 9e6) its digits.
 */
export function logBetaPower(a: number, b: number, x: number, y: number, lambda: number): number {
  const total = a + b;
  const shape = 0.5 * (Math.log(a) + Math.log(b) - Math.log(total) - LOG_TWO_PI);
  const stirling = stirlingError(total) - stirlingError(a) - stirlingError(b);
  return shape + stirling - deviance(a, total * x, lambda) - deviance(b, total * y, -lambda);
}

/** a - (a + b) x from whichever of x and y = 1 - x is smaller, hence known more exactly. */
export function betaLambda(a: number, b: number, x: number, y: number): number {
  return x <= y ? a - (a + b) * x : (a + b) * y - b;
}

/** x^a y^b / (a B) times a series of positive terms (DLMF 8.17.8): quick where x is well below the mean. */
function logSeries(a: number, b: number, x: number, logPower: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < MAXIMUM_TERMS; n += 1) {
    term *= ((a + b + n) / (a + 1 + n)) * x;
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return logPower - Math.log(a) + Math.log(sum);
}

/**
 * Continued fraction of DiDonato and Morris (1992), "Significant digit computation of the incomplete beta function
 * ratios", ACM TOMS 18, routine BFRAC. Written in lambda, so nothing cancels as a grows; it needs lambda >= 0.
 */
function logContinuedFraction(
  a: number,
  b: number,
  x: number,
  y: number,
  lambda: number,
  logPower: number,
): number {
  const c = lambda + 1;
  const c0 = b / a;
  const c1 = 1 / a + 1;
  let p = 1;
  let s = a + 1;
  let an = 0;
  let bn = 1;
  let anNext = 1;
  let bnNext = c / c1;
  let ratio = c1 / c;
  for (let n = 1; n < MAXIMUM_TERMS; n += 1) {
    const t = n / a;
    const w = n * (b - n) * x;
    const e = a / s;
    const alpha = p * (p + c0) * e * e * w * x;
    const beta = n + w / s + ((t + 1) / (c1 + t + t)) * (c + n * (y + 1));
    p = t + 1;
    s += 2;
    const numerator = alpha * an + beta * anNext;
    const denominator = alpha * bn + beta * bnNext;
    const previous = ratio;
    ratio = numerator / denominator;
    an = anNext / denominator;
    bn = bnNext / denominator;
    anNext = ratio;
    bnNext = 1;
    if (Math.abs(ratio - previous) <= 1e-16 * ratio) break;
  }
  return logPower + Math.log(ratio);
}

/** From here on the continued fraction takes hundreds of terms within a standard deviation of the mean, and a few dozen beyond. */
const LARGE_SHAPE = 1e5;
const RULE = gaussLegendre(12);

/** The tail up to one standard deviation below the mean, and the density integrated from there on. */
function logLowerBesideMean(
  a: number,
  b: number,
  x: number,
  y: number,
  lambda: number,
  deviation: number,
): number {
  const total = a + b;
  const half = (deviation - lambda) / 2;
  const at = (lower: number) => {
    const shift = (lower - lambda) / total;
    return { x: x - shift, y: y + shift, lambda: lower };
  };
  const from = at(deviation);
  const logPower = logBetaPower(a, b, from.x, from.y, deviation);
  const tail = Math.exp(logContinuedFraction(a, b, from.x, from.y, deviation, logPower));
  const between = RULE.points.reduce((sum, point, index) => {
    const node = at(lambda + half * (1 + point));
    const density = Math.exp(logBetaPower(a, b, node.x, node.y, node.lambda)) / (node.x * node.y);
    return sum + (RULE.weights[index] ?? 0) * density;
  }, 0);
  return Math.log(tail + (half / total) * between);
}

function logLowerBelowMean(a: number, b: number, x: number, y: number, lambda: number): number {
  const deviation = Math.sqrt(a * (b / (a + b)));
  if (Math.min(a, b) > LARGE_SHAPE && lambda < deviation)
    return logLowerBesideMean(a, b, x, y, lambda, deviation);
  const logPower = logBetaPower(a, b, x, y, lambda);
  if ((a + b) * x <= 0.5 * (a + 1)) return logSeries(a, b, x, logPower);
  return logContinuedFraction(a, b, x, y, lambda, logPower);
}

/**
 * Regularised incomplete beta function I_x(a, b) and its complement, for a, b > 0 and y = 1 - x given separately, so that
 * an x next to 1 keeps its digits. The tail on the near side of the mean is computed, the other is its complement.
 */
export function incompleteBetaLogTails(a: number, b: number, x: number, y: number): LogTails {
  if (x <= 0) return NOTHING_BELOW;
  if (y <= 0) return NOTHING_ABOVE;
  const lambda = betaLambda(a, b, x, y);
  return lambda >= 0
    ? tailsFromLower(logLowerBelowMean(a, b, x, y, lambda))
    : tailsFromUpper(logLowerBelowMean(b, a, y, x, -lambda));
}
