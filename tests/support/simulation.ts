import { expect } from 'vitest';
import * as quality from '../../lib/statistics/quality/binomial-band';
import { isShortForm } from './form';
import { valueOf } from './outcomes';

/** How many experiments to simulate: the full number, or the quarter of it that the short form takes. */
export function simulations(full: number): number {
  return isShortForm ? Math.ceil(full / 4) : full;
}

/** Where a share of `n` experiments lies; see `lib/statistics`. */
export function binomialBand(p: number, n: number, tail?: number): quality.Band {
  return valueOf(quality.binomialBand(p, n, tail));
}

/** The share is what it should be, within Monte-Carlo error. */
export function expectWithin(share: number, band: quality.Band, what: string): void {
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
