import { describe, expect, it } from 'vitest';
import { jamesSteinFactor } from '@/lib/statistics/effects/james-stein';
import { cannotSay } from '@/lib/statistics/outcome';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { standardNormal } from '@/lib/decision/correlated-normals';

describe('the James-Stein factor', () => {
  it('is 1 - (k - 2) / sum of squares', () => {
    expect(valueOf(jamesSteinFactor([3, 0, 4]))).toBe(1 - 1 / 25);
    expect(valueOf(jamesSteinFactor([1, -1, 2, -2]))).toBe(1 - 2 / 10);
  });

  it('is never negative, and 0 where every effect is exactly 0', () => {
    expect(valueOf(jamesSteinFactor([0.1, 0.2, 0.3]))).toBe(0);
    expect(valueOf(jamesSteinFactor([0, 0, 0]))).toBe(0);
  });

  it('is refused for fewer than three effects and for what is not finite', () => {
    expect(jamesSteinFactor([1, 2])).toEqual(
      cannotSay('too-few-units', 'Shrinking needs at least 3 effects; there are 2.'),
    );
    expect(jamesSteinFactor([1, 2, NaN])).toEqual(
      cannotSay('invalid-input', 'Every statistic must be finite.'),
    );
  });

  it('brings many effects together nearer to the truth than they were measured', () => {
    const uniform = seededUniform(97);
    const truths = Array.from({ length: 4_000 }, () => 0.8 * standardNormal(uniform));
    const measured = truths.map((truth) => truth + standardNormal(uniform));
    const factor = valueOf(jamesSteinFactor(measured));
    const lossOf = (estimates: readonly number[]) =>
      estimates.reduce((sum, estimate, i) => sum + (estimate - (truths[i] ?? 0)) ** 2, 0) / truths.length;
    // The best factor is 0.64 / 1.64, at which the loss is 0.39; unshrunken it is 1.
    expect(factor).toBeCloseTo(0.64 / 1.64, 1);
    expect(lossOf(measured.map((estimate) => factor * estimate))).toBeLessThan(0.45);
    expect(lossOf(measured)).toBeGreaterThan(0.9);
  });
});
