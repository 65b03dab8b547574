import { describe, expect, it } from 'vitest';
import { binomialBand } from '@/lib/statistics';
import { saying, valueOf } from '../../../support/outcomes';

describe('the band of a share', () => {
  // binom.ppf of scipy 1.17.1, lower and upper counts.
  it.each([
    [0.05, 2000, 0.0005, 69, 133],
    [0.5, 1, 0.0005, 0, 1],
    [0.001, 500, 0.0005, 0, 4],
    [0.3, 1e6, 0.01, 298934, 301066],
  ])('of p = %d in %d experiments with tails of %d', (p, n, tail, lower, upper) => {
    const band = valueOf(binomialBand(p, n, tail));
    expect(band.lower * n).toBeCloseTo(lower, 6);
    expect(band.upper * n).toBeCloseTo(upper, 6);
  });

  it('is a point where chance has no part', () => {
    expect(valueOf(binomialBand(0, 10))).toEqual({ lower: 0, upper: 0 });
    expect(valueOf(binomialBand(1, 10))).toEqual({ lower: 1, upper: 1 });
  });

  it('takes a billion experiments, and a single one', () => {
    const band = valueOf(binomialBand(0.5, 1e9));
    // Three point two nine standard deviations of .5 / sqrt(1e9), to the width of a count.
    expect(band.upper - 0.5).toBeCloseTo(3.290526731 * (0.5 / Math.sqrt(1e9)), 8);
    expect(valueOf(binomialBand(0, 1))).toEqual({ lower: 0, upper: 0 });
  });

  it.each([
    [NaN, 10, 0.01, 'invalid-input', 'p must lie between 0 and 1.'],
    [1.1, 10, 0.01, 'invalid-input', 'p must lie between 0 and 1.'],
    [-0.1, 10, 0.01, 'invalid-input', 'p must lie between 0 and 1.'],
    [0.5, 2.5, 0.01, 'invalid-input', 'n must be a whole number of at most 1000000000.'],
    [0.5, 1e9 + 1, 0.01, 'invalid-input', 'n must be a whole number of at most 1000000000.'],
    [0.5, 0, 0.01, 'too-few-units', 'A share needs at least one experiment.'],
    [0.5, 10, 0, 'invalid-input', 'tail must lie strictly between 0 and 1.'],
  ] as const)('refuses p = %d, n = %d, tail = %d', (p, n, tail, reason, detail) => {
    expect(binomialBand(p, n, tail)).toEqual(saying(reason, detail));
  });
});
