import { describe, expect, it } from 'vitest';
import { adjustedArms, compareArms, skewRefusal } from '@/lib/statistics';
import {
  isEvenSplit,
  refuseOneUnit,
  skewedSize,
  skewnessOfDifference,
} from '@/lib/statistics/effects/skewness';
import { refuseOneWithoutVariance } from '@/lib/statistics/effects/no-variance';
import { thirdCumulantOf } from '@/lib/statistics/effects/linearise';
import { moments } from '@/tests/support/recomputed-moments';
import { seededUniform } from '@/tests/support/seeded-random';
import { valueOf } from '@/tests/support/outcomes';

const armOf = (n: number, variance: number, third: number) => ({
  estimate: 1,
  samplingVariance: variance / n,
  degreesOfFreedom: n - 1,
  thirdCumulant: third / n / n,
});

describe('the skewness of a difference', () => {
  // Python: V = 4/1000 + 4/9000; g = (16/9000**2 - 16/1000**2) / V**1.5; z = norm.isf(.025); .025 -+ norm.pdf(z) * g * (2*z*z + 1) / 6
  const { skewness = NaN } = valueOf(compareArms(armOf(1_000, 4, 16), armOf(9_000, 4, 16), 0.05));

  it('is that of another program, and so is the size of either test', () => {
    expect(skewness).toBeCloseTo(-0.05333333333333333, 12);
    expect(skewedSize(skewness, 0.025, 'greater')).toBeCloseTo(0.029510877579220527, 12);
    expect(skewedSize(skewness, 0.025, 'less')).toBeCloseTo(0.020489122420779476, 12);
  });

  it('refuses the test that it takes past 1.25 times its level, at the level of that very test', () => {
    expect(skewRefusal({ skewness: -0.05 }, 0.025, 'greater')).toBeUndefined();
    expect(skewRefusal({ skewness: -0.1 }, 0.025, 'greater')).toMatchObject({
      message: 'too-skewed-for-split',
    });
    expect(skewRefusal({ skewness: -0.1 }, 0.025, 'less')).toBeUndefined();
    // A share of units has no large values, and can have no cap, however it is split.
    for (const hasEvenSplit of [true, false])
      expect(skewRefusal({ skewness: -0.1, isOfShare: true, hasEvenSplit }, 0.025, 'greater')).toMatchObject({
        message: 'too-few-events-at-level',
      });
    expect(skewRefusal({ skewness: 0.1 }, 0.025, 'less')).toMatchObject({ message: 'too-skewed-for-split' });
    // The tail is thinner further out, and the skewness has more of it.
    expect(skewRefusal({ skewness: -0.05 }, 0.0005, 'greater')).toMatchObject({
      message: 'too-skewed-for-split',
    });
    expect(skewRefusal({}, 0.0005, 'greater')).toBeUndefined();
  });

  it('is not told to split more evenly where the split is even', () => {
    expect(isEvenSplit(850, 870) && isEvenSplit(1_000, 800)).toBe(true);
    expect(isEvenSplit(1_000, 790)).toBe(false);
    const even = { skewness: -0.05, hasEvenSplit: true };
    expect(skewRefusal(even, 0.0005, 'greater')).toMatchObject({ message: 'too-skewed-at-level' });
    expect(skewRefusal({ ...even, hasEvenSplit: false }, 0.0005, 'greater')).toMatchObject({
      message: 'too-skewed-for-split',
    });
  });

  it('is at most the root of the share that one unit has of the variance, from a half of which on nothing is read', () => {
    const uniform = seededUniform(83);
    const estimateOf = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const sumOf = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0);
      const n = values.length;
      return {
        ...{ estimate: mean, samplingVariance: sumOf(2) / n / n, degreesOfFreedom: n - 1 },
        thirdCumulant: sumOf(3) / n / n / n,
        largest: Math.max(...values.map((value) => ((value - mean) / n) ** 2)),
      };
    };
    let refused = 0;
    for (let round = 0; round < 500; round += 1) {
      const sample = (n: number) => Array.from({ length: n }, () => uniform() ** (-3 * uniform()));
      const [control, treatment] = [estimateOf(sample(20)), estimateOf(sample(60))];
      const share =
        Math.max(control.largest, treatment.largest) /
        (control.samplingVariance + treatment.samplingVariance);
      const skewness = skewnessOfDifference(control, treatment) ?? NaN;
      expect(skewness ** 2).toBeLessThanOrEqual(share * (1 + 1e-9));
      if (refuseOneUnit(skewness) === undefined) continue;
      refused += 1;
      expect(share).toBeGreaterThanOrEqual(0.5 - 1e-9);
    }
    expect(refused).toBeGreaterThan(20);
    expect(refused).toBeLessThan(480);
    expect([0.7, -0.7, undefined].map(refuseOneUnit)).toEqual([undefined, undefined, undefined]);
    expect(refuseOneUnit(-0.71)).toMatchObject({ message: 'one-unit-decides' });
  });

  it('is unknown where an arm’s third moment is', () => {
    const { thirdCumulant: _, ...unknown } = armOf(1_000, 4, 16);
    expect(valueOf(compareArms(unknown, armOf(9_000, 4, 16), 0.05))).not.toHaveProperty('skewness');
  });

  it('is that of the adjusted values of a mean, and of the linearised values of a ratio', () => {
    const uniform = seededUniform(82);
    const rows = (n: number) =>
      Array.from({ length: n }, () => {
        const past = -Math.log(uniform());
        return [0.7 * past - Math.log(uniform()), past];
      });
    const [a, b] = [rows(300), rows(500)];
    const mean = { kind: 'mean', column: 0 } as const;
    const input = {
      control: moments(a),
      treatment: moments(b),
      metric: mean,
      covariates: [{ kind: 'mean', column: 1 }],
    } as const;
    const { control, coefficients } = valueOf(adjustedArms(input));
    const residuals = moments(a.map(([y = 0, x = 0]) => [y - (coefficients[0] ?? 0) * x]));
    expect(control.thirdCumulant).toBeCloseTo((residuals.thirds[0] ?? NaN) / 300 ** 2, 14);

    const { means } = moments(a);
    const [top = NaN, bottom = NaN] = means;
    const linear = moments(a.map(([y = 0, x = 0]) => [(y - (top / bottom) * x) / bottom]));
    const ratio = { kind: 'ratio', numerator: 0, denominator: 1 } as const;
    expect(thirdCumulantOf(moments(a), ratio)).toBeCloseTo((linear.thirds[0] ?? NaN) / 300 ** 2, 14);
  });
});

it('an arm without variance beside one with variance is refused', () => {
  const [without, withSome] = [armOf(10, 0, 0), armOf(10, 4, 16)];
  expect(refuseOneWithoutVariance([without, withSome])).toMatchObject({
    reason: 'no-variance',
    message: 'same-within-one-arm',
  });
  expect(refuseOneWithoutVariance([withSome, withSome])).toBeUndefined();
  expect(refuseOneWithoutVariance([without, without])).toBeUndefined();
});
