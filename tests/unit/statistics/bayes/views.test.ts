import { describe, expect, it } from 'vitest';
import { betaBinomialPosterior, normalPosterior } from '@/lib/statistics';
import { expectRelative, saying, valueOf } from '../../../support/outcomes';

describe('the normal view', () => {
  const input = { difference: 1, standardError: 2, priorMean: 3, priorStandardDeviation: 1, level: 0.9 };
  it('weighs prior and data by their precision', () => {
    const posterior = valueOf(normalPosterior(input));
    expectRelative(
      [posterior.posteriorMean, posterior.posteriorStandardDeviation],
      [(1 / 4 + 3) / 1.25, Math.sqrt(1 / 1.25)],
      1e-14,
    );
    const reach = 1.6448536269514722 * Math.sqrt(0.8);
    expectRelative([posterior.interval.lower, posterior.interval.upper], [2.6 - reach, 2.6 + reach], 1e-13);
  });
  it('with a flat prior is the estimate itself', () => {
    const posterior = valueOf(normalPosterior({ ...input, priorStandardDeviation: Infinity }));
    expect(posterior.posteriorMean).toBe(1);
    expect(posterior.posteriorStandardDeviation).toBe(2);
    expectRelative([posterior.chanceToBeatControl], [0.6914624612740131], 1e-14);
    expectRelative(
      [posterior.expectedLossOfTreatment, posterior.expectedLossOfControl],
      [0.39559311480261192, 1.39559311480261192],
      1e-12,
    );
  });
  it('holds tiny and huge units', () => {
    const scaled = (scale: number) =>
      valueOf(
        normalPosterior({
          difference: scale,
          standardError: 2 * scale,
          priorMean: 3 * scale,
          priorStandardDeviation: scale,
          level: 0.9,
        }),
      );
    for (const scale of [2 ** -700, 2 ** 700]) {
      expect(scaled(scale).posteriorMean / scale).toBe(scaled(1).posteriorMean);
      expect(scaled(scale).chanceToBeatControl).toBe(scaled(1).chanceToBeatControl);
    }
  });
  it.each([
    [{ difference: NaN }, 'invalid-input', 'difference must be a finite number.'],
    [{ standardError: 0 }, 'invalid-input', 'standardError must be a finite number above 0.'],
    [{ priorMean: Infinity }, 'invalid-input', 'priorMean must be a finite number.'],
    [
      { priorStandardDeviation: 0 },
      'invalid-input',
      'priorStandardDeviation must be a finite number above 0.',
    ],
    [{ level: 1 }, 'invalid-input', 'level must lie strictly between 0 and 1.'],
    [
      { difference: 1e308, standardError: 1e-308, priorStandardDeviation: Infinity },
      'not-computable',
      'The figures exceed the range of float64; choose another unit.',
    ],
  ] as const)('refuses %o', (change, reason, detail) => {
    expect(normalPosterior({ ...input, ...change })).toEqual(saying(reason, detail));
  });
});

describe('the beta-binomial view', () => {
  const prior = [1, 1] as const;
  it('without any unit is the prior: an even chance, and the loss of two uniform proportions', () => {
    const none = { n: 0, successes: 0 };
    const posterior = valueOf(betaBinomialPosterior({ control: none, treatment: none, prior }));
    expectRelative(Object.values<number>({ ...posterior }), [0.5, 1 / 6, 1 / 6, 0.5, 0.5], 1e-12);
  });
  it('keeps the digits of a chance that is next to nothing', () => {
    // One arm all failures, the other all successes: P = B(a0 + a1, b0 + b1) sums to 51!^2 / 102! by symmetry.
    const posterior = valueOf(
      betaBinomialPosterior({
        control: { n: 50, successes: 50 },
        treatment: { n: 50, successes: 0 },
        prior,
      }),
    );
    let expected = 1;
    for (let k = 1; k <= 51; k += 1) expected *= k / (51 + k);
    expectRelative([posterior.chanceToBeatControl], [expected], 1e-11);
  });
  it('tells the arms apart', () => {
    const posterior = valueOf(
      betaBinomialPosterior({
        control: { n: 8, successes: 1 },
        treatment: { n: 18, successes: 11 },
        prior: [1, 1],
      }),
    );
    expect([posterior.control, posterior.treatment]).toEqual([0.2, 0.6]);
    expect(posterior.chanceToBeatControl).toBeGreaterThan(0.97);
    expect(posterior.expectedLossOfTreatment).toBeLessThan(posterior.expectedLossOfControl);
  });
  it.each([
    [{ control: { n: 5, successes: 6 } }, 'invalid-input', 'control has more successes than units.'],
    [{ treatment: { n: 5, successes: 6 } }, 'invalid-input', 'treatment has more successes than units.'],
    [
      { control: { n: NaN, successes: 0 } },
      'invalid-input',
      'control n must be a whole number of at least 0.',
    ],
    [
      { treatment: { n: 5, successes: -1 } },
      'invalid-input',
      'treatment successes must be a whole number of at least 0.',
    ],
    [{ prior: [0.09, 1] }, 'invalid-input', 'prior[0] must lie between 0.1 and 1,000,000.'],
    [{ prior: [1, 1_000_001] }, 'invalid-input', 'prior[1] must lie between 0.1 and 1,000,000.'],
    [{ prior: [1, NaN] }, 'invalid-input', 'prior[1] must lie between 0.1 and 1,000,000.'],
    [
      { control: { n: 1_000_000_001, successes: 3 } },
      'not-computable',
      'Above a billion units per arm, use the normal view: its result is the same.',
    ],
  ] as const)('refuses %o', (change, reason, detail) => {
    const arm = { n: 5, successes: 2 };
    expect(betaBinomialPosterior({ control: arm, treatment: arm, prior, ...change })).toEqual(
      saying(reason, detail),
    );
  });
  it('takes its own edges', () => {
    const arm = { n: 5, successes: 2 };
    for (const edge of [
      [0.1, 0.1],
      [1e6, 1e6],
    ] as const)
      expect(
        valueOf(betaBinomialPosterior({ control: arm, treatment: arm, prior: edge })).chanceToBeatControl,
      ).toBeCloseTo(0.5, 10);
    const many = { n: 1e9, successes: 5e8 };
    expect(
      valueOf(betaBinomialPosterior({ control: many, treatment: many, prior })).chanceToBeatControl,
    ).toBeCloseTo(0.5, 9);
  });
});
