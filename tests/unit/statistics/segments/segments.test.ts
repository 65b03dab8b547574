import { describe, expect, it } from 'vitest';
import { compareArms, heterogeneityTest, interactionTest, segmentEffects } from '@/lib/statistics';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { cannotSay } from '@/lib/statistics/outcome';
import { expectRelative, refusal, valueOf } from '../../../support/outcomes';

describe("Cochran's Q", () => {
  it('weighs by precision', () => {
    const test = valueOf(heterogeneityTest({ differences: [1, 3], standardErrors: [1, 2] }));
    expectRelative(
      [test.q, test.p, test.pooledDifference, test.pooledStandardError],
      [0.8, 2 * normalSf(Math.sqrt(0.8)), 1.4, Math.sqrt(0.8)],
      1e-12,
    );
    expect([test.degreesOfFreedom, test.iSquared]).toEqual([1, 0]);
  });
  it('is told in the unit of its differences, however far apart the segments’ noise is', () => {
    const test = valueOf(
      heterogeneityTest({ differences: [1e-200, 3e-200, 9], standardErrors: [1e-200, 2e-200, 1e150] }),
    );
    expectRelative(
      [test.pooledDifference, test.pooledStandardError],
      [1.4e-200, Math.sqrt(0.8) * 1e-200],
      1e-12,
    );
  });
  it('says what share of the variation is no noise', () => {
    const test = valueOf(heterogeneityTest({ differences: [0, 4], standardErrors: [1, 1] }));
    expect([test.q, test.iSquared]).toEqual([8, 7 / 8]);
  });
  it('of equal differences is 0', () => {
    const test = valueOf(heterogeneityTest({ differences: [2, 2, 2], standardErrors: [1, 3, 0.1] }));
    expect([test.q, test.p, test.iSquared, test.pooledDifference]).toEqual([0, 1, 0, 2]);
  });
  it.each([
    [[1], [1], 'too-few-units', 'Heterogeneity needs at least two segments with an effect.'],
    [[1, 2], [1], 'invalid-input', 'Every difference needs its standard error.'],
    [[1, NaN], [1, 1], 'invalid-input', 'differences[1] must be a finite number.'],
    [[1, 2], [0, 1], 'invalid-input', 'standardErrors[0] must be a finite number above 0.'],
    [[1e308, -1e308], [1, 1], 'not-computable', 'The differences exceed the range of float64.'],
  ] as const)('refuses %o with %o', (differences, standardErrors, reason, detail) => {
    expect(heterogeneityTest({ differences, standardErrors })).toEqual(cannotSay(reason, detail));
  });
});

describe('segment effects', () => {
  const arm = (estimate: number, samplingVariance = 0.01) => ({
    estimate,
    samplingVariance,
    degreesOfFreedom: 50,
  });
  const segments = [
    { name: 'web', control: arm(1), treatment: arm(1.5) },
    { name: 'empty', control: arm(1, 0), treatment: arm(1, 0) },
    { name: 'app', control: arm(2), treatment: arm(2.3) },
  ];
  const input = { segments, procedure: 'holm' as const, alphaTwoSided: 0.05 };
  it('are corrected for the segments that have one, and keep the reason of those that have none', () => {
    const result = valueOf(segmentEffects(input));
    expect(result.segments.map((segment) => segment.name)).toEqual(['web', 'empty', 'app']);
    const [web, empty, app] = result.segments;
    if (web === undefined || empty === undefined || app === undefined) throw new Error('three segments');
    expect(refusal(empty.effect).reason).toBe('no-variance');
    const [plainWeb, plainApp] = [
      valueOf(compareArms(arm(1), arm(1.5), 0.025)),
      valueOf(compareArms(arm(2), arm(2.3), 0.05)),
    ];
    expect(valueOf(web.effect).adjustedP).toBe(2 * plainWeb.pTwoSided);
    expect(valueOf(app.effect).adjustedP).toBe(plainApp.pTwoSided);
    expectRelative([valueOf(web.effect).interval.lower], [plainWeb.interval.lower], 1e-12);
    expectRelative([valueOf(app.effect).interval.lower], [plainApp.interval.lower], 1e-12);
  });
  it('come with heterogeneity over the segments that have an effect', () => {
    expect(valueOf(segmentEffects(input)).heterogeneity).toEqual(
      heterogeneityTest({ differences: [0.5, 2.3 - 2], standardErrors: [Math.sqrt(0.02), Math.sqrt(0.02)] }),
    );
    expect(refusal(valueOf(segmentEffects({ ...input, segments: [] })).heterogeneity).reason).toBe(
      'too-few-units',
    );
  });
  it('refuse an alpha that is none', () => {
    expect(segmentEffects({ ...input, alphaTwoSided: 1 })).toEqual(
      cannotSay('invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'),
    );
  });
});

describe('the interaction of two experiments', () => {
  const cell = (mean: number, n = 100, variance = 4) => ({ n, mean, variance });
  const input = {
    neither: cell(1),
    firstOnly: cell(2),
    secondOnly: cell(3),
    both: cell(5, 400),
    alphaTwoSided: 0.05,
  };
  it('is the difference of differences, with the noise of the four cells', () => {
    const test = valueOf(interactionTest(input));
    const standardError = Math.sqrt(0.13);
    expect(test.difference).toBe(1);
    expectRelative(
      [test.standardError, test.statistic, test.pTwoSided, test.interval.lower, test.interval.upper],
      [
        standardError,
        1 / 0.13,
        2 * normalSf(1 / standardError),
        1 - 1.959963984540054 * standardError,
        1 + 1.959963984540054 * standardError,
      ],
      1e-12,
    );
  });
  it('is symmetric in the two experiments', () => {
    expect(interactionTest({ ...input, firstOnly: input.secondOnly, secondOnly: input.firstOnly })).toEqual(
      interactionTest(input),
    );
  });
  it.each(['neither', 'firstOnly', 'secondOnly', 'both'] as const)(
    'refuses a cell %s without units',
    (name) => {
      expect(interactionTest({ ...input, [name]: cell(1, 0) })).toEqual(
        cannotSay('too-few-units', `${name} has 0 units; at least 2 are needed.`),
      );
    },
  );
  it('refuses a level that is none, no noise at all, and what exceeds float64', () => {
    expect(interactionTest({ ...input, alphaTwoSided: 0 })).toEqual(
      cannotSay('invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'),
    );
    const still = cell(1, 100, 0);
    expect(
      interactionTest({
        neither: still,
        firstOnly: still,
        secondOnly: still,
        both: still,
        alphaTwoSided: 0.05,
      }),
    ).toEqual(
      cannotSay('no-variance', 'The metric is the same for every unit: there is no noise to test against.'),
    );
    expect(interactionTest({ ...input, both: cell(1e308), secondOnly: cell(-1e308) })).toEqual(
      cannotSay('not-computable', 'The figures exceed the range of float64; choose another unit.'),
    );
  });
});
