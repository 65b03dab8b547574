import { describe, expect, it } from 'vitest';
import {
  inferiorityTest,
  meanEffect,
  nonInferiorityOfEstimates,
  nonInferiorityTest,
  superiorityTest,
} from '@/lib/statistics';
import { studentTIsf } from '@/lib/statistics/distributions/student-t';
import { cannotSay } from '@/lib/statistics/outcome';
import { expectRelative, valueOf } from '../../../support/outcomes';

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
      cannotSay('invalid-input', 'alphaOneSided must lie strictly between 0 and 1.'),
    );
    const detail = 'The effect holds a figure that is not a number.';
    for (const bad of [{ pGreater: NaN }, { standardError: NaN }, { degreesOfFreedom: NaN }])
      expect(
        superiorityTest({ effect: { ...effect, ...bad }, alphaOneSided: 0.05, higherIsBetter: true }),
      ).toEqual(cannotSay('invalid-input', detail));
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
      'A margin relative to 0 does not exist.',
    ],
    [
      { control: { ...control, variance: 0 }, treatment: { ...treatment, variance: 0 } },
      'no-variance',
      'Every unit of both arms has the same value.',
    ],
    [
      { control: { ...control, mean: 1.7e308 }, treatment: { ...treatment, mean: -1.7e308 } },
      'not-computable',
      'The figures exceed the range of float64; choose another unit.',
    ],
  ] as const)('refuses %o', (change, reason, detail) => {
    expect(nonInferiorityTest({ control, treatment, ...options, ...change })).toEqual(
      cannotSay(reason, detail),
    );
  });
  it.each([
    [{ estimate: NaN }, 'estimate must be a finite number.'],
    [{ samplingVariance: NaN }, 'sampling variance must be a finite number of at least 0.'],
  ])('refuses the estimate %o in either arm', (change, detail) => {
    const estimate = { estimate: 1, samplingVariance: 0.01, degreesOfFreedom: 9 };
    const bad = { ...estimate, ...change };
    expect(nonInferiorityOfEstimates(bad, estimate, options)).toEqual(
      cannotSay('invalid-input', `control ${detail}`),
    );
    expect(nonInferiorityOfEstimates(estimate, bad, options)).toEqual(
      cannotSay('invalid-input', `treatment ${detail}`),
    );
  });
});
