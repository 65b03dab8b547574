import { describe, expect, it } from 'vitest';
import {
  meanEffect,
  multipleVariantUnits,
  preExposureBiasTest,
  ratioConcentration,
  sampleRatioTest,
  sequentialSampleRatioTest,
  HEALTH_ALARM_LEVEL,
} from '@/lib/statistics';
import { say } from '@/lib/statistics/outcome';
import {
  stratifiedSampleRatioTest,
  stratifiedSequentialSampleRatioTest,
} from '@/lib/statistics/quality/sample-ratio';
import { expectRelative, saying, valueOf } from '../../../support/outcomes';

describe('the sample ratio test over strata', () => {
  const even = { observed: [900, 100], weights: [0.9, 0.1] };
  const uneven = { observed: [60, 40, 20], weights: [1, 1, 1] };

  it('sums statistics and degrees of freedom, and multiplies Bayes factors', () => {
    const [first, second] = [even, uneven].map((stratum) => valueOf(sampleRatioTest(stratum)).statistic);
    const { statistic, degreesOfFreedom, p } = valueOf(stratifiedSampleRatioTest([even, uneven]));
    expect([statistic, degreesOfFreedom]).toEqual([(first ?? NaN) + (second ?? NaN), 3]);
    expect(statistic).toBe(20);
    // chi2.sf(20, 3) of scipy 1.17.1.
    expectRelative([p], [0.00016974243555282632], 1e-9);
    const factors = [even, uneven].map((one) => valueOf(sequentialSampleRatioTest(one)).logBayesFactor);
    const sequential = valueOf(stratifiedSequentialSampleRatioTest({ strata: [even, uneven] }));
    expect(sequential.logBayesFactor).toBe((factors[0] ?? NaN) + (factors[1] ?? NaN));
  });
  it('is the plain test of a single stratum, and the smallest p so far where that is smaller', () => {
    expect(stratifiedSampleRatioTest([uneven])).toEqual(sampleRatioTest(uneven));
    expect(stratifiedSequentialSampleRatioTest({ strata: [uneven], previousP: 1e-9 })).toEqual(
      sequentialSampleRatioTest({ ...uneven, previousP: 1e-9 }),
    );
  });
  it('refuses no stratum at all, and what is refused of one', () => {
    expect(stratifiedSampleRatioTest([])).toEqual(saying('too-few-units', 'No unit has been assigned yet.'));
    expect(stratifiedSequentialSampleRatioTest({ strata: [] })).toEqual(say({ logBayesFactor: 0, p: 1 }));
    const wrong = { observed: [5], weights: [1] };
    expect(stratifiedSampleRatioTest([even, wrong])).toMatchObject({ ok: false, reason: 'invalid-input' });
    expect(stratifiedSequentialSampleRatioTest({ strata: [even, wrong] }).ok).toBe(false);
  });
});

describe('the sample ratio test', () => {
  it("is Pearson's chi-squared, for weights on any scale", () => {
    const test = valueOf(sampleRatioTest({ observed: [60, 40], weights: [1, 1] }));
    expect([test.statistic, test.degreesOfFreedom]).toEqual([4, 1]);
    expectRelative([test.p], [0.04550026389635842], 1e-12);
    expect(sampleRatioTest({ observed: [60, 40], weights: [50, 50] })).toEqual(say(test));
    expect(valueOf(sampleRatioTest({ observed: [0, 5, 5], weights: [1, 1, 1] })).degreesOfFreedom).toBe(2);
  });
  it.each([
    [[5], [1], 'invalid-input', 'At least two variants are needed, each with one count and one weight.'],
    [[5, 5], [1], 'invalid-input', 'At least two variants are needed, each with one count and one weight.'],
    [[5, -1], [1, 1], 'invalid-input', 'observed[1] must be a whole number of at least 0.'],
    [[5, 5], [1, 0], 'invalid-input', 'weights[1] must be a finite number above 0.'],
    [[5, 5], [1e308, 1e308], 'invalid-input', 'sum of the weights must be a finite number above 0.'],
  ] as const)('refuses %o at %o, fixed or sequential', (observed, weights, reason, detail) => {
    expect(sampleRatioTest({ observed, weights })).toEqual(saying(reason, detail));
    expect(sequentialSampleRatioTest({ observed, weights })).toEqual(saying(reason, detail));
  });
  it('refuses no unit at all, and weights beyond float64', () => {
    expect(sampleRatioTest({ observed: [0, 0], weights: [1, 1] })).toEqual(
      saying('too-few-units', 'No unit has been assigned yet.'),
    );
    expect(sampleRatioTest({ observed: [1, 1], weights: [5e-324, 1e300] })).toEqual(
      saying('not-computable', 'A weight is too small beside the others for float64.'),
    );
    expect(sequentialSampleRatioTest({ observed: [1, 1], weights: [5e-324, 1e300] })).toEqual(
      saying('not-computable', 'The counts or weights exceed the range of float64.'),
    );
  });
});

describe('the sequential sample ratio test', () => {
  it('is the Dirichlet Bayes factor, here of one unit: a share over itself', () => {
    // One unit in the first of two variants: BF = E[share] / share = 1 exactly.
    const one = valueOf(sequentialSampleRatioTest({ observed: [1, 0], weights: [1, 1] }));
    expect(one.logBayesFactor).toBeCloseTo(0, 12);
    // Two units in the first: BF = (a + 1) / (2 a + 1) / (1 / 2) with a = 5.
    const two = valueOf(sequentialSampleRatioTest({ observed: [2, 0], weights: [1, 1], concentration: 10 }));
    expectRelative([two.logBayesFactor], [Math.log(12 / 11)], 1e-12);
    expectRelative([two.p], [11 / 12], 1e-12);
  });
  it('takes a concentration of 10,000 unless told otherwise', () => {
    const input = { observed: [5000, 5600], weights: [1, 1] };
    expect(sequentialSampleRatioTest(input)).toEqual(
      sequentialSampleRatioTest({ ...input, concentration: 10_000 }),
    );
  });
  it('keeps the smallest p of all looks', () => {
    const input = { observed: [5000, 5600], weights: [1, 1] };
    const { p } = valueOf(sequentialSampleRatioTest(input));
    expect(valueOf(sequentialSampleRatioTest({ ...input, previousP: p / 3 })).p).toBe(p / 3);
    expect(valueOf(sequentialSampleRatioTest({ ...input, previousP: 0.9 })).p).toBe(p);
    expect(valueOf(sequentialSampleRatioTest({ observed: [0, 0], weights: [1, 1] })).p).toBe(1);
  });
  it.each([
    [{ concentration: 0 }, 'concentration must be a finite number above 0.'],
    [{ previousP: 1.5 }, 'previousP must lie between 0 and 1.'],
    [{ previousP: -0.5 }, 'previousP must lie between 0 and 1.'],
  ])('refuses %o', (change, detail) => {
    expect(sequentialSampleRatioTest({ observed: [1, 1], weights: [1, 1], ...change })).toEqual(
      saying('invalid-input', detail),
    );
  });
});

describe('pre-exposure bias', () => {
  const control = { n: 1000, mean: 5, variance: 4 };
  const input = { control, treatment: { ...control, mean: 5.31 }, alphaTwoSided: 0.05 };
  it('is the effect on the covariate, with an alarm at .001', () => {
    const test = valueOf(preExposureBiasTest(input));
    expect(test).toEqual({ ...valueOf(meanEffect(input)), biased: true });
    expect(valueOf(preExposureBiasTest({ ...input, alarmBelow: 1e-4 })).biased).toBe(false);
    expect(valueOf(preExposureBiasTest({ ...input, alarmBelow: test.pTwoSided })).biased).toBe(false);
  });
  it('is quiet at .001 where p lies just above', () => {
    const test = valueOf(preExposureBiasTest({ ...input, treatment: { ...control, mean: 5.29 } }));
    expect(test.pTwoSided).toBeGreaterThan(0.001);
    expect(test.biased).toBe(false);
  });
  it('refuses an alarm level that is none, and arms without figures', () => {
    expect(preExposureBiasTest({ ...input, alarmBelow: 0 })).toEqual(
      saying('invalid-input', 'alarmBelow must lie strictly between 0 and 1.'),
    );
    expect(preExposureBiasTest({ ...input, control: { ...control, n: 0 } })).toEqual(
      saying('too-few-units', 'control has 0 units; at least 2 are needed.'),
    );
  });
});

describe('units in several variants', () => {
  it.each([
    [0, 'healthy'],
    [9, 'healthy'],
    [10, 'warning'],
    [99, 'warning'],
    [100, 'invalid'],
    [10_000, 'invalid'],
  ] as const)('%d of 10,000 are %s', (unitsInSeveralVariants, verdict) => {
    expect(multipleVariantUnits({ units: 10_000, unitsInSeveralVariants })).toEqual(
      say({ share: unitsInSeveralVariants / 10_000, verdict }),
    );
  });
  it.each([
    [0, 0, 'too-few-units', 'No unit has been exposed yet.'],
    [5, 6, 'invalid-input', 'unitsInSeveralVariants must not exceed units.'],
    [-1, 0, 'invalid-input', 'units must be a whole number of at least 0.'],
    [5, 0.5, 'invalid-input', 'unitsInSeveralVariants must be a whole number of at least 0.'],
  ] as const)('of %d, %d are refused', (units, unitsInSeveralVariants, reason, detail) => {
    expect(multipleVariantUnits({ units, unitsInSeveralVariants })).toEqual(saying(reason, detail));
  });
});

describe('the weight of the sequential test’s prior', () => {
  it.each([
    [null, 100],
    [0, 100],
    [999, 100],
    [20_000, 2_000],
    [1e9, 10_000],
    [NaN, 100],
    [Infinity, 10_000],
  ])('is a tenth of %s planned units, from 100 to 10,000: %s', (planned, concentration) => {
    expect(ratioConcentration(planned)).toBe(concentration);
  });

  it('notices in a small run what a heavy prior is blind to', () => {
    const observed = [900, 1_100];
    const pOf = (concentration: number) =>
      valueOf(sequentialSampleRatioTest({ observed, weights: [1, 1], concentration })).p;
    expect(pOf(ratioConcentration(2_000))).toBeLessThan(HEALTH_ALARM_LEVEL);
    expect(pOf(10_000)).toBeGreaterThan(0.05);
  });

  it('leaves the first unit of a small arm without an alarm', () => {
    const first = { observed: [0, 1], weights: [0.99, 0.01], concentration: 100 };
    expect(valueOf(sequentialSampleRatioTest(first)).p).toBe(1);
  });
});
