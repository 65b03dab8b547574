import { betaSf } from '../distributions/beta';
import { firstRefusal, requireFraction } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export interface Band {
  readonly lower: number;
  readonly upper: number;
}

const MOST_EXPERIMENTS = 1e9;

/**
 * Where the share of `n` experiments lies with all but one chance in a thousand when each is a hit with probability p.
 * Who asks hundreds of such questions says so with a smaller `tail`. Exact binomial quantiles: 2,000 experiments at .05 give
 * .0345 to .0665, the published band for A/A tests. p from 0 to 1; no experiment, and more than a billion, are refused.
 */
export function binomialBand(p: number, n: number, tail = 0.0005): Outcome<Band> {
  if (!(p >= 0 && p <= 1)) return cannotSay('invalid-input', 'not-a-probability', { name: 'p' });
  if (!(Number.isInteger(n) && n <= MOST_EXPERIMENTS))
    return cannotSay('invalid-input', 'experiments-out-of-range', { most: MOST_EXPERIMENTS });
  if (n < 1) return cannotSay('too-few-units', 'no-experiment-for-share');
  const refusal = firstRefusal(requireFraction('tail', tail));
  if (refusal !== undefined) return refusal;
  return say({ lower: binomialQuantile(p, n, tail) / n, upper: 1 - binomialQuantile(1 - p, n, tail) / n });
}

/** Smallest k with P(K <= k) at least `probability`. P(K <= k) is a tail of a beta distribution (DLMF 8.17.5), and rises with k. */
function binomialQuantile(p: number, n: number, probability: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return n;
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (betaSf(p, middle + 1, n - middle) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}
