import { describe, expect, it } from 'vitest';
import { kolmogorovSf } from '@/lib/statistics/quality/kolmogorov';
import { uniformityTest } from '@/lib/statistics/quality/uniformity';
import { saying, valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand } from '@/lib/statistics/quality/binomial-band';

const fourTimes = (value: number) => [value, value, value, value];

describe('the test of uniformity', () => {
  it('measures the largest distance, on either side of a step', () => {
    expect(valueOf(uniformityTest([0.1, 0.3, 0.5, 0.7, 0.9].flatMap(fourTimes))).statistic).toBeCloseTo(
      0.1,
      12,
    );
    expect(valueOf(uniformityTest([0.5, 0.6, 0.7, 0.8, 0.9].flatMap(fourTimes))).statistic).toBeCloseTo(
      0.5,
      12,
    );
    expect(valueOf(uniformityTest([0.1, 0.2, 0.3, 0.4, 0.5].flatMap(fourTimes))).statistic).toBeCloseTo(
      0.5,
      12,
    );
  });

  it('has p of nearly 1 where the values lie as evenly as they can, and hardly any where they lie at an end', () => {
    const evenly = Array.from({ length: 20 }, (_, i) => (i + 0.5) / 20);
    expect(valueOf(uniformityTest(evenly)).p).toBeCloseTo(1, 9);
    const { statistic, p } = valueOf(uniformityTest(Array.from({ length: 50 }, () => 0.1)));
    expect(statistic).toBe(0.9);
    expect(p).toBe(kolmogorovSf(0.9, 50));
  });

  it('rejects uniform numbers as rarely as its p says, and others', () => {
    const uniform = seededUniform(5);
    const sample = (draw: () => number) => valueOf(uniformityTest(Array.from({ length: 100 }, draw))).p;
    const share = Array.from({ length: 1_000 }, () => sample(uniform)).filter((p) => p < 0.05).length / 1_000;
    const band = valueOf(binomialBand(0.05, 1_000));
    expect(share).toBeGreaterThan(band.lower);
    expect(share).toBeLessThan(band.upper);
    expect(sample(() => uniform() ** 2)).toBeLessThan(0.001);
  });

  it('cannot say of fewer than twenty values, or of what is no p', () => {
    const values = Array.from({ length: 19 }, (_, i) => i / 19);
    expect(uniformityTest(values)).toEqual(
      saying('too-few-units', 'A test of uniformity needs at least 20 values.'),
    );
    expect(uniformityTest([...values, 1]).ok).toBe(true);
    for (const value of [NaN, -0.01, 1.01, Infinity, -Infinity])
      expect(uniformityTest([...values, value])).toEqual(
        saying('invalid-input', 'Every value must lie between 0 and 1.'),
      );
  });
});

// kstwo.sf of scipy 1.17.1: n, distance, p.
const EXACT = [
  [20, 0.100623, 0.974866110451363],
  [20, 0.156525, 0.6549852251149606],
  [20, 0.201246, 0.3454982321137249],
  [20, 0.268328, 0.09223058296556375],
  [20, 0.333174, 0.017603258551860068],
  [20, 0.337646, 0.015482628682292554],
  [20, 0.559017, 2.0438548338669615e-6],
  [50, 0.06364, 0.9796098069318506],
  [50, 0.098995, 0.6743345511130117],
  [50, 0.127279, 0.3619654546168829],
  [50, 0.169706, 0.09960146327793828],
  [50, 0.210718, 0.019963955828990465],
  [50, 0.213546, 0.017638023767532207],
  [50, 0.353553, 4.26913183516783e-6],
  [50, 0.707107, 1.1005278741829157e-25],
  [200, 0.03182, 0.9835918245852178],
  [200, 0.049497, 0.6922222756483527],
  [200, 0.06364, 0.3769162578247084],
  [200, 0.084853, 0.10591874485016395],
  [200, 0.105359, 0.02184990157238582],
  [200, 0.106773, 0.01935192672952521],
  [200, 0.176777, 6.14429777230492e-6],
  [200, 0.353553, 7.222552317708052e-23],
  [1000, 0.01423, 0.9857355531164347],
  [1000, 0.022136, 0.702578494489174],
  [1000, 0.02846, 0.385570859634797],
  [1000, 0.037947, 0.10942095084988368],
  [1000, 0.047118, 0.02282953096806813],
  [1000, 0.04775, 0.02023929782335333],
  [1000, 0.079057, 6.9671355831871364e-6],
  [1000, 0.158114, 2.647031284992387e-22],
  [10000, 0.0045, 0.9868861094766023],
  [10000, 0.007, 0.7084727253164138],
  [10000, 0.009, 0.39043921203312226],
  [10000, 0.012, 0.11135257403749388],
  [10000, 0.0149, 0.023351194493709954],
  [10000, 0.0151, 0.02070769649939093],
  [10000, 0.025, 7.319405460271144e-6],
  [10000, 0.05, 3.632631514370292e-22],
  [20, 0.5, 3.787595240539032e-5],
  [20, 0.9, 2.0006866455078037e-20],
  [20, 0.999, 2.0000000000000356e-60],
  [7000, 0.03, 6.596447747002463e-6],
] as const;

describe('the distribution of the Kolmogorov-Smirnov distance', () => {
  it.each(EXACT)('of %d values at %d has the tail %d', (n, distance, p) => {
    const inTail = distance >= 0.5 || distance * Math.sqrt(n) >= 1.5;
    // For many values scipy takes twice the one-sided tail a little earlier, and is 4e-8 off there.
    const allowed = inTail ? 1e-6 * p : Math.max(0.02 / n ** 1.5, 5e-8);
    expect(Math.abs(kolmogorovSf(distance, n) - p)).toBeLessThan(allowed);
  });

  // The same expansion as scipy 1.17.1 has it, to all its terms (_ksstats._kolmogn_PelzGood).
  it.each([
    [20, 0.05, 0.9999999819899806],
    [20, 0.1, 0.9763503356132204],
    [20, 0.15, 0.7044627788573248],
    [20, 0.2, 0.3526214350113168],
    [20, 0.3, 0.04309114687688402],
    [100, 0.05, 0.9532203736986745],
    [100, 0.1, 0.2526903542736714],
  ])('of %d values at %d is the expansion in 1 / sqrt(n): %d', (n, distance, p) => {
    expect(kolmogorovSf(distance, n)).toBeCloseTo(p, 12);
  });

  it('falls with the distance, from 1 to 0', () => {
    const tails = Array.from({ length: 999 }, (_, i) => kolmogorovSf((i + 25) / 1_024, 30));
    for (const [i, tail] of tails.entries()) expect(tail).toBeLessThanOrEqual((tails[i - 1] ?? 1) + 1e-4);
    expect(kolmogorovSf(1, 30)).toBe(0);
  });
});
