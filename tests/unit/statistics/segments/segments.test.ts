import { describe, expect, it } from 'vitest';
import { compareArms, heterogeneityTest, interactionTest, segmentEffects } from '@/lib/statistics';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { expectRelative, refusal, saying, valueOf } from '../../../support/outcomes';

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
    expect(heterogeneityTest({ differences, standardErrors })).toEqual(saying(reason, detail));
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
    expectRelative([valueOf(web.effect).effect.interval.lower], [plainWeb.interval.lower], 1e-12);
    expectRelative([valueOf(app.effect).effect.interval.lower], [plainApp.interval.lower], 1e-12);
  });
  it('come with heterogeneity of the log ratios of the segments that have an effect', () => {
    const found = valueOf(valueOf(segmentEffects(input)).heterogeneity);
    const expected = valueOf(
      heterogeneityTest({
        differences: [Math.log(1.5), Math.log(2.3 / 2)],
        standardErrors: [Math.sqrt(0.01 + 0.01 / 2.25), Math.sqrt(0.01 / 4 + 0.01 / 2.3 ** 2)],
      }),
    );
    expectRelative(
      [found.q, found.p, found.pooledDifference, found.pooledStandardError],
      [expected.q, expected.p, expected.pooledDifference, expected.pooledStandardError],
      1e-12,
    );
    expect(refusal(valueOf(segmentEffects({ ...input, segments: [] })).heterogeneity).reason).toBe(
      'too-few-units',
    );
  });
  it('do not differ where each has the same relative effect, whatever its baseline', () => {
    // .20 against .22 and .05 against .055, each with 50,000 units an arm.
    const share = (p: number) => arm(p, (p * (1 - p)) / 50_000);
    const same = [
      { name: 'web', control: share(0.2), treatment: share(0.22) },
      { name: 'app', control: share(0.05), treatment: share(0.055) },
    ];
    const { heterogeneity, segments: found } = valueOf(segmentEffects({ ...input, segments: same }));
    expect(valueOf(heterogeneity).p).toBeCloseTo(1, 9);
    expect(valueOf(heterogeneity).pooledDifference).toBeCloseTo(Math.log(1.1), 9);
    // By differences of shares they would.
    const [web, app] = found.map(({ effect }) => valueOf(effect).effect);
    const differences = [web?.difference ?? NaN, app?.difference ?? NaN];
    const standardErrors = [web?.standardError ?? NaN, app?.standardError ?? NaN];
    expect(valueOf(heterogeneityTest({ differences, standardErrors })).p).toBeLessThan(1e-6);
  });
  it('are compared only where both means are 5 standard errors above 0', () => {
    const faint = { name: 'faint', control: arm(1), treatment: arm(0.499) };
    const { heterogeneity, segments: found } = valueOf(
      segmentEffects({ ...input, segments: [...segments, faint] }),
    );
    expect(valueOf(heterogeneity).degreesOfFreedom).toBe(1);
    const last = found.at(-1);
    expect(last?.effect.ok).toBe(true);
    expect(last?.relative).toEqual(
      saying(
        'not-computable',
        'A comparison of relative effects needs means at least 5 standard errors above 0; that of treatment is not.',
      ),
    );
    const loss = { name: 'loss', control: arm(-9), treatment: arm(-8) };
    expect(valueOf(segmentEffects({ ...input, segments: [faint, loss] })).heterogeneity).toEqual(
      saying(
        'not-computable',
        'Segments are compared by their relative effects, which needs means at least 5 standard errors above 0 in both variants: 0 of 2 segments have them, and at least 2 are needed.',
      ),
    );
  });
  it('refuse an alpha that is none', () => {
    expect(segmentEffects({ ...input, alphaTwoSided: 1 })).toEqual(
      saying('invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'),
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
  it('is the ratio of relative effects, with the noise of the four cells', () => {
    const test = valueOf(interactionTest(input));
    // ln(5/3) - ln(2/1); v = 4/100 (1 + 1/4 + 1/9) + 4/400/25.
    const logarithm = Math.log(5 / 6);
    const standardError = Math.sqrt(0.04 * (1 + 1 / 4 + 1 / 9) + 0.01 / 25);
    const reach = 1.959963984540054 * standardError;
    expectRelative(
      [
        test.ratio,
        test.logRatioOfRatios,
        test.standardError,
        test.statistic,
        test.pTwoSided,
        test.interval.lower,
        test.interval.upper,
      ],
      [
        5 / 6,
        logarithm,
        standardError,
        (logarithm / standardError) ** 2,
        2 * normalSf(-logarithm / standardError),
        Math.exp(logarithm - reach),
        Math.exp(logarithm + reach),
      ],
      1e-12,
    );
  });
  it('is none of treatments whose relative effects multiply', () => {
    const cells = { neither: cell(10), firstOnly: cell(11), secondOnly: cell(12), both: cell(13.2) };
    expect(valueOf(interactionTest({ ...cells, alphaTwoSided: 0.05 })).ratio).toBeCloseTo(1, 12);
  });
  it.each(['neither', 'firstOnly', 'secondOnly', 'both'] as const)(
    'refuses a cell %s whose mean is not 5 standard errors above 0',
    (name) => {
      // A standard error is .2.
      for (const mean of [0.99, 0, -3])
        expect(interactionTest({ ...input, [name]: cell(mean) })).toEqual(
          saying(
            'not-computable',
            `A comparison of relative effects needs means at least 5 standard errors above 0; that of ${name} is not.`,
          ),
        );
    },
  );
  it('is symmetric in the two experiments', () => {
    expect(interactionTest({ ...input, firstOnly: input.secondOnly, secondOnly: input.firstOnly })).toEqual(
      interactionTest(input),
    );
  });
  it.each(['neither', 'firstOnly', 'secondOnly', 'both'] as const)(
    'refuses a cell %s without units',
    (name) => {
      expect(interactionTest({ ...input, [name]: cell(1, 0) })).toEqual(
        saying('too-few-units', `${name} has 0 units; at least 2 are needed.`),
      );
    },
  );
  it('refuses a level that is none, no noise at all, and what exceeds float64', () => {
    expect(interactionTest({ ...input, alphaTwoSided: 0 })).toEqual(
      saying('invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'),
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
      saying(
        'no-variance',
        'The metric is the same for every unit, as far as numbers of its size can tell: there is no noise to test against.',
      ),
    );
    const vast = cell(1e300, 100, 1e300);
    const tiny = cell(1e-100, 100, 1e-210);
    expect(
      interactionTest({ ...input, both: vast, neither: vast, firstOnly: tiny, secondOnly: tiny }),
    ).toEqual(saying('not-computable', 'The figures exceed the range of float64; choose another unit.'));
  });
});
