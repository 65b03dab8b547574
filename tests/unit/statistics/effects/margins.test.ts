import { describe, expect, it } from 'vitest';
import {
  inferiorityOfEstimates,
  inferiorityTest,
  meanEffect,
  nonInferiorityOfEstimates,
  nonInferiorityTest,
  superiorityOfEstimates,
  superiorityTest,
} from '@/lib/statistics';
import { meanEstimate } from '@/lib/statistics/effects/mean';
import { studentTIsf } from '@/lib/statistics/distributions/student-t';
import { expectRelative, saying, valueOf } from '../../../support/outcomes';

const control = { n: 400, mean: 10, variance: 16 };
const treatment = { n: 500, mean: 10.6, variance: 20 };
const effect = valueOf(meanEffect({ control, treatment, alphaTwoSided: 0.05 }));

describe('one-sided tests', () => {
  it('of superiority look up where higher is better, and down where lower is', () => {
    const up = valueOf(superiorityTest({ effect, alphaOneSided: 0.025, higherIsBetter: true }));
    const down = valueOf(superiorityTest({ effect, alphaOneSided: 0.025, higherIsBetter: false }));
    expect(up).toEqual({
      p: effect.pGreater,
      significant: true,
      interval: { lower: effect.interval.lower, upper: Infinity },
    });
    expect(down).toEqual({
      p: effect.pLess,
      significant: false,
      interval: { lower: -Infinity, upper: effect.interval.upper },
    });
  });
  it('of inferiority are their mirror', () => {
    for (const higherIsBetter of [true, false])
      expect(inferiorityTest({ effect, alphaOneSided: 0.1, higherIsBetter })).toEqual(
        superiorityTest({ effect, alphaOneSided: 0.1, higherIsBetter: !higherIsBetter }),
      );
  });
  it('are not significant at a p of exactly alpha', () => {
    const at = { effect, alphaOneSided: effect.pGreater, higherIsBetter: true };
    expect(valueOf(superiorityTest(at)).significant).toBe(false);
  });
  it('refuse a level that is none, and an effect that is none', () => {
    expect(superiorityTest({ effect, alphaOneSided: 1, higherIsBetter: true })).toEqual(
      saying('invalid-input', 'alphaOneSided must lie strictly between 0 and 1.'),
    );
    const detail = 'The effect holds a figure that is not a number.';
    for (const bad of [{ pGreater: NaN }, { standardError: NaN }, { degreesOfFreedom: NaN }])
      expect(
        superiorityTest({ effect: { ...effect, ...bad }, alphaOneSided: 0.05, higherIsBetter: true }),
      ).toEqual(saying('invalid-input', detail));
  });
});

describe('one-sided comparisons', () => {
  const arms = [meanEstimate(control), meanEstimate(treatment)] as const;
  const options = { alphaOneSided: 0.05, higherIsBetter: true };
  // Fieller's quadratic solved by numpy 2 with the t quantile of .05 at these degrees of freedom.
  const [lower, upper] = [0.01312132618517392, 0.1091802713399399] as const;

  it('have the relative bound to the side that is tested', () => {
    const up = valueOf(superiorityOfEstimates(...arms, options));
    expect(up).toMatchObject(valueOf(superiorityTest({ effect, ...options })));
    const relative = valueOf(up.relative);
    expectRelative([relative.difference, relative.interval.lower], [0.06, lower], 1e-10);
    expect(relative.interval.upper).toBe(Infinity);
    const down = valueOf(superiorityOfEstimates(...arms, { ...options, higherIsBetter: false }));
    expectRelative([valueOf(down.relative).interval.upper], [upper], 1e-10);
    expect(valueOf(down.relative).interval.lower).toBe(-Infinity);
  });
  it('of inferiority are the mirror', () => {
    for (const higherIsBetter of [true, false])
      expect(inferiorityOfEstimates(...arms, { ...options, higherIsBetter })).toEqual(
        superiorityOfEstimates(...arms, { ...options, higherIsBetter: !higherIsBetter }),
      );
  });
  it('bound the relative difference on the same side where the control mean is negative', () => {
    const negative = arms.map((arm) => ({ ...arm, estimate: -arm.estimate }));
    const [below = arms[0], belowToo = arms[1]] = negative;
    const test = valueOf(superiorityOfEstimates(below, belowToo, { ...options, higherIsBetter: false }));
    expectRelative([valueOf(test.relative).interval.upper], [-lower], 1e-10);
    expect(test.interval.upper).toBeLessThan(0);
  });
  it('have no relative bound where the control mean is not distinguishable from zero', () => {
    const near = { ...arms[0], estimate: 0.3 };
    const test = valueOf(superiorityOfEstimates(near, arms[1], options));
    expect(test.significant).toBe(true);
    expect(test.relative).toMatchObject({ reason: 'control-mean-not-distinguishable-from-zero' });
  });
  it('refuse a level that is none for one side, and arms without noise', () => {
    for (const alphaOneSided of [0, 0.5, NaN])
      expect(superiorityOfEstimates(...arms, { ...options, alphaOneSided })).toEqual(
        saying('invalid-input', 'alphaOneSided must lie strictly between 0 and 0.5.'),
      );
    const flat = { ...arms[0], samplingVariance: 0 };
    expect(inferiorityOfEstimates(flat, flat, options)).toMatchObject({ reason: 'no-variance' });
  });
});

describe('non-inferiority', () => {
  const options = { relativeMargin: 0.02, alphaOneSided: 0.05, higherIsBetter: true };
  it("counts the control's own noise, scaled by the margin", () => {
    const test = valueOf(nonInferiorityTest({ control, treatment, ...options }));
    const standardError = Math.sqrt(0.04 + 0.98 ** 2 * 0.04);
    expectRelative([test.distanceToMargin, test.standardError], [10.6 - 9.8, standardError], 1e-12);
    expectRelative([test.statistic], [0.8 / standardError], 1e-12);
    expectRelative(
      [test.lowerBound],
      [0.8 - studentTIsf(0.05, test.degreesOfFreedom) * standardError],
      1e-12,
    );
    expect(test.nonInferior).toBe(true);
  });
  it('tolerates a rise where lower is better', () => {
    const test = valueOf(nonInferiorityTest({ control, treatment, ...options, higherIsBetter: false }));
    expectRelative([test.distanceToMargin], [10.2 - 10.6], 1e-12);
    expectRelative([test.standardError], [Math.sqrt(0.04 + 1.02 ** 2 * 0.04)], 1e-12);
    expect(test.nonInferior).toBe(false);
  });
  it('takes the margin from the size of a negative control mean', () => {
    const negative = { ...control, mean: -10 };
    const same = { ...treatment, mean: -10.1 };
    const test = valueOf(nonInferiorityTest({ control: negative, treatment: same, ...options }));
    expectRelative([test.distanceToMargin], [-10.1 + 10.2], 1e-10);
    const down = valueOf(
      nonInferiorityTest({ control: negative, treatment: same, ...options, higherIsBetter: false }),
    );
    expectRelative([down.distanceToMargin], [-9.8 + 10.1], 1e-10);
  });
  it('cannot say while the sign of the control mean is not known at its level, and can from then on', () => {
    const reach = studentTIsf(0.05, 399) * 0.2;
    for (const sign of [1, -1]) {
      const at = (mean: number) =>
        nonInferiorityTest({ control: { ...control, mean: sign * mean }, treatment, ...options });
      expect(at(reach * 0.999).ok).toBe(false);
      expect(at(reach * 1.001).ok).toBe(true);
    }
    // The margin of superiority is the control itself.
    const zero = { ...control, mean: 0 };
    expect(nonInferiorityTest({ control: zero, treatment, ...options, relativeMargin: 0 }).ok).toBe(true);
  });
  it('has a bound above 0 exactly when it is non-inferior', () => {
    for (const mean of [9.5, 9.9, 10.1, 10.2, 10.3, 10.5]) {
      const test = valueOf(nonInferiorityTest({ control, treatment: { ...treatment, mean }, ...options }));
      expect(test.lowerBound > 0).toBe(test.nonInferior);
    }
  });
  it.each([
    [{ relativeMargin: -0.1 }, 'invalid-input', 'relativeMargin must be a finite number of at least 0.'],
    [{ alphaOneSided: 0 }, 'invalid-input', 'alphaOneSided must lie strictly between 0 and 1.'],
    [{ control: { ...control, n: 1 } }, 'too-few-units', 'control has 1 units; at least 2 are needed.'],
    [{ treatment: { ...treatment, n: 1 } }, 'too-few-units', 'treatment has 1 units; at least 2 are needed.'],
    [
      { control: { ...control, mean: 0 } },
      'control-mean-not-distinguishable-from-zero',
      'A relative margin needs a control mean whose sign is known; here it is not.',
    ],
    [
      { control: { ...control, mean: -0.3 } },
      'control-mean-not-distinguishable-from-zero',
      'A relative margin needs a control mean whose sign is known; here it is not.',
    ],
    [
      { control: { ...control, variance: 0 }, treatment: { ...treatment, variance: 0 } },
      'no-variance',
      'The metric does not vary between the units of any arm, although the arms differ: there is no noise to test the difference against.',
    ],
    [
      { control: { ...control, mean: 1.7e308 }, treatment: { ...treatment, mean: -1.7e308 } },
      'not-computable',
      'The figures exceed the range of float64; choose another unit.',
    ],
  ] as const)('refuses %o', (change, reason, detail) => {
    expect(nonInferiorityTest({ control, treatment, ...options, ...change })).toEqual(saying(reason, detail));
  });
  it.each([
    [{ estimate: NaN }, 'estimate must be a finite number.'],
    [{ samplingVariance: NaN }, 'sampling variance must be a finite number of at least 0.'],
  ])('refuses the estimate %o in either arm', (change, detail) => {
    const estimate = { estimate: 1, samplingVariance: 0.01, degreesOfFreedom: 9 };
    const bad = { ...estimate, ...change };
    expect(nonInferiorityOfEstimates(bad, estimate, options)).toEqual(
      saying('invalid-input', `control ${detail}`),
    );
    expect(nonInferiorityOfEstimates(estimate, bad, options)).toEqual(
      saying('invalid-input', `treatment ${detail}`),
    );
  });
});
