import { expect, inject } from 'vitest';
import type { Band } from '../../lib/statistics/quality/binomial-band';

export { binomialBand, type Band } from '../../lib/statistics/quality/binomial-band';

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
