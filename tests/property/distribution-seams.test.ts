import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chiSquaredCdf,
  chiSquaredIsf,
  chiSquaredQuantile,
  chiSquaredSf,
} from '@/lib/statistics/distributions/chi-squared';
import { JSTAT_BOUNDS } from '@/lib/statistics/distributions/jstat';
import {
  exactChiSquaredIsf,
  exactChiSquaredQuantile,
} from '@/lib/statistics/distributions/exact-chi-squared';
import { normalIsf, normalSf } from '@/lib/statistics/distributions/normal';
import { tries } from '@/tests/support/form';

/** Distances from a seam, from one step of a float to far away. */
const distance = fc.double({ min: -15, max: -0.5, noNaN: true }).map((exponent) => 10 ** exponent);
const degrees = fc.integer({ min: 2, max: 50 });

/** A point on either side of the seam. */
function around(seam: number, below: number, above: number): readonly [number, number] {
  return [seam - Math.abs(seam) * below, seam + Math.abs(seam) * above];
}

describe('nothing steps back across a seam, however near its two points are', () => {
  it('normal tails', () => {
    fc.assert(
      fc.property(distance, distance, fc.constantFrom(1, -1), (below, above, sign) => {
        const [x, y] = around(sign * JSTAT_BOUNDS.normalTailX, below, above);
        expect(normalSf(x)).toBeGreaterThanOrEqual(normalSf(y));
      }),
      { numRuns: tries(2_000), seed: 21 },
    );
  });

  it('normal quantiles', () => {
    const { normalQuantileP, normalQuantileFromMedian } = JSTAT_BOUNDS;
    const seams = [normalQuantileP, 0.5 - normalQuantileFromMedian, 0.5 + normalQuantileFromMedian];
    fc.assert(
      fc.property(distance, distance, fc.constantFrom(...seams), (below, above, seam) => {
        const [p, q] = around(seam, below / 4, above / 4);
        expect(normalIsf(p)).toBeGreaterThanOrEqual(normalIsf(q));
      }),
      { numRuns: tries(2_000), seed: 21 },
    );
  });

  it('chi-squared tails', () => {
    fc.assert(
      fc.property(distance, distance, degrees, fc.boolean(), (below, above, df, upper) => {
        const p = JSTAT_BOUNDS.chiSquaredP;
        const seam = upper ? exactChiSquaredIsf(p, df) : exactChiSquaredQuantile(p, df);
        const [x, y] = around(seam, below, above);
        if (upper) expect(chiSquaredSf(x, df)).toBeGreaterThanOrEqual(chiSquaredSf(y, df));
        else expect(chiSquaredCdf(x, df)).toBeLessThanOrEqual(chiSquaredCdf(y, df));
      }),
      { numRuns: tries(2_000), seed: 21 },
    );
  });

  it('chi-squared quantiles, at distances that ten digits tell apart', () => {
    fc.assert(
      fc.property(distance, distance, degrees, (below, above, df) => {
        const [p, q] = around(JSTAT_BOUNDS.chiSquaredP, below + 1e-9, above + 1e-9);
        expect(chiSquaredIsf(p, df)).toBeGreaterThanOrEqual(chiSquaredIsf(q, df));
        expect(chiSquaredQuantile(p, df)).toBeLessThanOrEqual(chiSquaredQuantile(q, df));
      }),
      { numRuns: tries(500), seed: 21 },
    );
  });

  it('anywhere, at distances that ten digits tell apart', () => {
    const p = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(p, p, degrees, (a, b, df) => {
        fc.pre(Math.abs(a - b) > 1e-9 * Math.min(a, b, 1 - a, 1 - b));
        const [low, high] = a < b ? [a, b] : [b, a];
        const [x, y] = [normalIsf(high), normalIsf(low)];
        expect(x).toBeLessThanOrEqual(y);
        expect(normalSf(x)).toBeGreaterThanOrEqual(normalSf(y));
        const [u, v] = [chiSquaredIsf(high, df), chiSquaredIsf(low, df)];
        expect(u).toBeLessThanOrEqual(v);
        expect(chiSquaredSf(u, df)).toBeGreaterThanOrEqual(chiSquaredSf(v, df));
      }),
      { numRuns: tries(2_000), seed: 21 },
    );
  });
});
