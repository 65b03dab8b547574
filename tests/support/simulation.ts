import { expect, inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Set once in vitest.config.ts: `short` is the seeded form that fits into a minute. */
    simulationForm: 'short' | 'full';
  }
}

/** How many experiments to simulate: the full number, or the quarter of it that the short form takes. */
export function simulations(full: number): number {
  return inject('simulationForm') === 'short' ? Math.ceil(full / 4) : full;
}

export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Where the share of `n` experiments lies with all but one chance in a thousand when each is a hit with probability p.
 * A test that asks hundreds of such questions says so with a smaller `tail`. Exact binomial quantiles: 2,000 experiments at .05 give .0345 to .0665, the published band for A/A tests.
 */
export function binomialBand(p: number, n: number, tail = 0.0005): Band {
  return { lower: binomialQuantile(p, n, tail) / n, upper: 1 - binomialQuantile(1 - p, n, tail) / n };
}

/** Smallest k with P(K <= k) at least `probability`, by summing the mass from the left. */
function binomialQuantile(p: number, n: number, probability: number): number {
  if (p <= 0) return 0;
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

/** The share is what it should be, within Monte-Carlo error. */
export function expectWithin(share: number, band: Band, what: string): void {
  expect(share, `${what}: ${share} outside ${band.lower} to ${band.upper}`).toBeGreaterThanOrEqual(
    band.lower,
  );
  expect(share, `${what}: ${share} outside ${band.lower} to ${band.upper}`).toBeLessThanOrEqual(band.upper);
}

/** Share of the experiments for which the question has the answer yes. */
export function shareOf(n: number, yes: (index: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < n; i += 1) if (yes(i)) count += 1;
  return count / n;
}
