import { betaLambda, incompleteBetaLogTails, logBetaPower } from './incomplete-beta';
import { exactNormalQuantile } from './exact-normal';
import { invertLogTail } from './tail-inversion';

/** The logit u = ln(x / (1 - x)) at which the beta(a, b) distribution has the given tail; the density is log-concave in u. */
function solve(p: number, a: number, b: number, side: 'lower' | 'upper'): number {
  const first = side === 'lower' ? a : b;
  const second = side === 'lower' ? b : a;
  const start = Math.log(first / second) + exactNormalQuantile(p) * Math.sqrt(1 / first + 1 / second);
  const u = invertLogTail(Math.log(p), start, (point) => {
    const x = 1 / (1 + Math.exp(-point));
    const y = 1 / (1 + Math.exp(point));
    const logDensity = logBetaPower(first, second, x, y, betaLambda(first, second, x, y));
    return { logTail: incompleteBetaLogTails(first, second, x, y).logLower, logDensity };
  });
  return side === 'lower' ? u : -u;
}

/** The logit of the beta(a, b) quantile whose lower tail is p, 0 <= p <= 1. */
export function betaLogitOfLower(p: number, a: number, b: number): number {
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  return p <= 0.5 ? solve(p, a, b, 'lower') : solve(1 - p, a, b, 'upper');
}

/** The logit of the beta(a, b) quantile whose upper tail is p, 0 <= p <= 1. */
export function betaLogitOfUpper(p: number, a: number, b: number): number {
  return -betaLogitOfLower(p, b, a);
}
