export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Where the share of `n` experiments lies with all but one chance in a thousand when each is a hit with probability p.
 * Who asks hundreds of such questions says so with a smaller `tail`. Exact binomial quantiles: 2,000 experiments at .05 give
 * .0345 to .0665, the published band for A/A tests. n is a whole number from 1 on, p in [0, 1].
 */
export function binomialBand(p: number, n: number, tail = 0.0005): Band {
  return { lower: binomialQuantile(p, n, tail) / n, upper: 1 - binomialQuantile(1 - p, n, tail) / n };
}

/** Smallest k with P(K <= k) at least `probability`, by summing the mass from the left. */
function binomialQuantile(p: number, n: number, probability: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return n;
  let logMass = n * Math.log1p(-p);
  let below = Math.exp(logMass);
  let k = 0;
  while (below < probability && k < n) {
    logMass += Math.log(((n - k) * p) / ((k + 1) * (1 - p)));
    k += 1;
    below += Math.exp(logMass);
  }
  return k;
}
