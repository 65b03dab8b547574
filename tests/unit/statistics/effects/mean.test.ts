import { describe, expect, it } from 'vitest';
import { compareArms, meanEffect, proportionEffect, proportionMoments } from '@/lib/statistics';
import { meanEstimate } from '@/lib/statistics/effects/mean';
import { say } from '@/lib/statistics/outcome';
import { expectRelative, refusal, saying, valueOf } from '../../../support/outcomes';

const control = { n: 5, mean: 10, variance: 4 };
const treatment = { n: 8, mean: 13, variance: 6 };
const alphaTwoSided = 0.05;

describe('the effect on a mean', () => {
  it('is Welch, with the figures of scipy 1.17.1', () => {
    const effect = valueOf(meanEffect({ control, treatment, alphaTwoSided }));
    expect(effect.difference).toBe(3);
    expectRelative(
      [effect.standardError, effect.degreesOfFreedom, effect.statistic],
      [Math.sqrt(0.8 + 0.75), (0.8 + 0.75) ** 2 / (0.8 ** 2 / 4 + 0.75 ** 2 / 7), 3 / Math.sqrt(1.55)],
      1e-15,
    );
    expectRelative(
      [effect.pTwoSided, effect.pGreater, effect.pLess, effect.interval.lower, effect.interval.upper],
      [0.03671503954653774, 0.01835751977326887, 0.98164248022673113, 0.22582180285794928, 5.774178197142051],
      1e-12,
    );
  });
  it('is certain of nothing when one arm alone has no noise', () => {
    const effect = valueOf(meanEffect({ control: { ...control, variance: 0 }, treatment, alphaTwoSided }));
    expect(effect.degreesOfFreedom).toBe(7);
    expect(effect.standardError).toBe(Math.sqrt(0.75));
  });
  it('of an A/A test without any difference is 0 with p = 1', () => {
    const effect = valueOf(meanEffect({ control, treatment: control, alphaTwoSided }));
    expect([effect.difference, effect.pTwoSided, effect.pGreater, effect.pLess]).toEqual([0, 1, 0.5, 0.5]);
  });
  it.each([
    [{ control: { ...control, n: 1 } }, 'too-few-units', 'control has 1 units; at least 2 are needed.'],
    [{ treatment: { ...treatment, n: 0 } }, 'too-few-units', 'treatment has 0 units; at least 2 are needed.'],
    [{ control: { ...control, mean: NaN } }, 'invalid-input', 'control mean must be a finite number.'],
    [
      { treatment: { ...treatment, variance: -1 } },
      'invalid-input',
      'treatment variance must be a finite number of at least 0.',
    ],
    [{ alphaTwoSided: 0 }, 'invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'],
    [{ alphaTwoSided: 1 }, 'invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'],
    [
      { control: { ...control, variance: 0 }, treatment: { ...treatment, variance: 0 } },
      'no-variance',
      'The metric does not vary between the units of any arm, although the arms differ: there is no noise to test the difference against.',
    ],
    [
      { control: { ...control, mean: -1.7e308 }, treatment: { ...treatment, mean: 1.7e308 } },
      'not-computable',
      'The figures exceed the range of float64; choose another unit.',
    ],
  ] as const)('refuses %o', (change, reason, detail) => {
    expect(meanEffect({ control, treatment, alphaTwoSided, ...change })).toEqual(saying(reason, detail));
  });
  it('has an estimate whose sampling variance is s^2 / n', () => {
    expect(meanEstimate(control)).toEqual({ estimate: 10, samplingVariance: 0.8, degreesOfFreedom: 4 });
  });
});

describe('the comparison of two estimates', () => {
  const estimate = { estimate: 1, samplingVariance: 0.01, degreesOfFreedom: Infinity };
  it('has infinite degrees of freedom when both are asymptotic', () => {
    const effect = valueOf(compareArms(estimate, { ...estimate, estimate: 1.2 }, 0.05));
    expect(effect.degreesOfFreedom).toBe(Infinity);
    expectRelative([effect.pTwoSided], [0.1572992070502851], 1e-12);
  });
  it.each([
    [{ estimate: NaN }, 'estimate must be a finite number.'],
    [{ samplingVariance: -1 }, 'sampling variance must be a finite number of at least 0.'],
  ])('refuses %o in either arm', (change, detail) => {
    const bad = { ...estimate, ...change };
    expect(compareArms(bad, estimate, 0.05)).toEqual(saying('invalid-input', `control ${detail}`));
    expect(compareArms(estimate, bad, 0.05)).toEqual(saying('invalid-input', `treatment ${detail}`));
  });
});

describe('the relative difference', () => {
  const relativeOf = (mean: number, other: number, alpha = 0.05) =>
    valueOf(
      meanEffect({
        control: { n: 100, mean, variance: 4 },
        treatment: { n: 100, mean: other, variance: 4 },
        alphaTwoSided: alpha,
      }),
    ).relative;
  const missing = saying(
    'control-mean-not-distinguishable-from-zero',
    'A relative difference needs a control mean whose own interval excludes zero; here it does not.',
  );
  it('does not exist when the control mean is not distinguishable from zero at this level', () => {
    expect(relativeOf(0, 1)).toEqual(missing);
    // The quantile is t(.975, 198) = 1.97202, the control's standard error .2: the edge lies at .394403.
    expect(relativeOf(0.3944, 1)).toEqual(missing);
    expect(relativeOf(0.3945, 1).ok).toBe(true);
    expect(relativeOf(0.3945, 1, 0.04)).toEqual(missing);
  });
  it('is the plain quotient, with an interval that is not symmetric around it', () => {
    const relative = valueOf(relativeOf(2, 3));
    expect(relative.difference).toBe(0.5);
    expect(relative.interval.upper - 0.5).toBeGreaterThan(0.5 - relative.interval.lower);
  });
  it('is over the size of a negative control mean', () => {
    const relative = valueOf(relativeOf(-10, -8));
    expectRelative([relative.difference], [0.2], 1e-15);
    expect(relative.interval.lower).toBeGreaterThan(0);
  });
  it('refuses what float64 cannot hold', () => {
    const effect = valueOf(
      meanEffect({
        control: { n: 10, mean: 1e-200, variance: 0 },
        treatment: { n: 10, mean: 1e160, variance: 1e300 },
        alphaTwoSided: 0.05,
      }),
    );
    expect(effect.relative).toEqual(
      saying('not-computable', 'The relative difference exceeds the range of float64.'),
    );
  });
});

describe('the effect on a proportion', () => {
  it('is that of the 0/1 values', () => {
    expect(proportionMoments('arm', { n: 10, successes: 3 })).toEqual(
      say({ n: 10, mean: 0.3, variance: 0.3 * (7 / 9) }),
    );
    const effect = proportionEffect({
      control: { n: 10, successes: 3 },
      treatment: { n: 20, successes: 11 },
      alphaTwoSided,
    });
    expect(effect).toEqual(
      meanEffect({
        control: { n: 10, mean: 0.3, variance: 0.3 * (7 / 9) },
        treatment: { n: 20, mean: 0.55, variance: 0.55 * (9 / 19) },
        alphaTwoSided,
      }),
    );
  });
  it.each([
    [{ n: 10, successes: 11 }, 'invalid-input', 'control has more successes than units.'],
    [{ n: 10, successes: 1.5 }, 'invalid-input', 'control successes must be a whole number of at least 0.'],
    [{ n: 1, successes: 1 }, 'too-few-units', 'control has 1 units; at least 2 are needed.'],
  ] as const)('refuses the control %o', (arm, reason, detail) => {
    const other = { n: 10, successes: 10 };
    expect(proportionEffect({ control: arm, treatment: other, alphaTwoSided })).toEqual(
      saying(reason, detail),
    );
    expect(proportionEffect({ control: other, treatment: arm, alphaTwoSided })).toEqual(
      saying(reason, detail.replace('control', 'treatment')),
    );
  });
  it('says nothing when all or none succeed in both arms', () => {
    const all = { n: 10, successes: 10 };
    expect(refusal(proportionEffect({ control: all, treatment: all, alphaTwoSided })).reason).toBe(
      'no-variance',
    );
  });
});
