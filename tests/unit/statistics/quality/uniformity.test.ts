import { describe, expect, it } from 'vitest';
import { uniformityTest } from '@/lib/statistics/quality/uniformity';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand } from '@/lib/statistics/quality/binomial-band';

describe('the test of uniformity', () => {
  it('measures the largest distance, on either side of a step', () => {
    expect(valueOf(uniformityTest([0.1, 0.3, 0.5, 0.7, 0.9])).statistic).toBeCloseTo(0.1, 12);
    expect(valueOf(uniformityTest([0.5, 0.6, 0.7, 0.8, 0.9])).statistic).toBeCloseTo(0.5, 12);
    expect(valueOf(uniformityTest([0.1, 0.2, 0.3, 0.4, 0.5])).statistic).toBeCloseTo(0.5, 12);
  });

  // Critical values of the limit distribution: 1.3581 at .05 and 1.6276 at .01.
  it.each([
    [1.3581, 0.05],
    [1.6276, 0.01],
  ])('has the tables’ critical value %d at %d', (critical, p) => {
    const n = 10_000;
    const root = Math.sqrt(n);
    const distance = critical / (root + 0.12 + 0.11 / root);
    // An even grid, moved so far to the right: its distance is the move, and half a step.
    const values = Array.from({ length: n }, (_, i) => Math.min((i + 0.5) / n + distance - 0.5 / n, 1));
    expect(valueOf(uniformityTest(values)).p).toBeCloseTo(p, 4);
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

  it('cannot say without values, or of what is no p', () => {
    expect(uniformityTest([0.1, 0.2])).toMatchObject({ ok: false, reason: 'too-few-units' });
    expect(uniformityTest([0, 0.2, 0.3, 0.4, Number.NaN])).toMatchObject({
      ok: false,
      reason: 'invalid-input',
    });
  });
});
