import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustTests,
  alwaysValidInference,
  betaBinomialPosterior,
  meanEffect,
  normalPosterior,
  sampleRatioTest,
  sequentialSampleRatioTest,
  tightestMixingVariance,
} from '@/lib/statistics';
import { tries } from '../support/form';
import { valueOf } from '../support/outcomes';

const level = fc.double({ min: 1e-3, max: 0.3, noNaN: true });
const difference = fc.double({ min: -5, max: 5, noNaN: true });
const positive = fc.double({ min: 1e-3, max: 10, noNaN: true });
const counts = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 5 });

function check<T>(arbitrary: fc.Arbitrary<T>, law: (input: T) => void): void {
  fc.assert(fc.property(arbitrary, law), { numRuns: tries(1_000), seed: 3 });
}

describe('always-valid inference', () => {
  it('has an interval that excludes 0 exactly when p is below alpha', () => {
    check(
      fc.tuple(difference, positive, positive, level),
      ([d, standardError, mixingVariance, alphaTwoSided]) => {
        const { interval, p } = valueOf(
          alwaysValidInference({ difference: d, standardError, mixingVariance, alphaTwoSided }),
        );
        fc.pre(Math.abs(p - alphaTwoSided) > 1e-9);
        expect(interval.lower > 0 || interval.upper < 0).toBe(p < alphaTwoSided);
      },
    );
  });

  it('is tightest at the planned standard error with the mixing variance chosen for it', () => {
    check(fc.tuple(positive, level), ([standardError, alphaTwoSided]) => {
      const best = valueOf(tightestMixingVariance({ plannedStandardError: standardError, alphaTwoSided }));
      const width = (mixingVariance: number) =>
        valueOf(alwaysValidInference({ difference: 0, standardError, mixingVariance, alphaTwoSided }))
          .interval.upper;
      expect(width(best)).toBeLessThan(width(best * 1.01));
      expect(width(best)).toBeLessThan(width(best / 1.01));
    });
  });
});

describe('adjusted tests', () => {
  it('have intervals that exclude 0 exactly when the adjusted p is below alpha', () => {
    const procedure = fc.constantFrom(
      'bonferroni' as const,
      'holm' as const,
      'hochberg' as const,
      'benjamini-hochberg' as const,
      'benjamini-yekutieli' as const,
    );
    const means = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 1, maxLength: 8 });
    check(fc.tuple(means, procedure, level), ([differences, name, alphaTwoSided]) => {
      const inputs = differences.map((mean) => ({
        control: { n: 200, mean: 0, variance: 1 },
        treatment: { n: 180, mean, variance: 1.2 },
      }));
      const pValues = inputs.map((input) => valueOf(meanEffect({ ...input, alphaTwoSided })).pTwoSided);
      const tests = valueOf(adjustTests({ pValues, procedure: name, alphaTwoSided }));
      tests.forEach((test, i) => {
        const input = inputs[i];
        if (input === undefined || Math.abs(test.adjustedP - alphaTwoSided) < 1e-9) return;
        const { interval } = valueOf(meanEffect({ ...input, alphaTwoSided: test.alphaTwoSided }));
        expect(interval.lower > 0 || interval.upper < 0).toBe(test.adjustedP < alphaTwoSided);
        expect(test.adjustedP).toBeGreaterThanOrEqual(test.p);
      });
    });
  });
});

describe('the sample ratio tests', () => {
  it('do not depend on the order of the variants or on the scale of the weights', () => {
    check(counts, (observed) => {
      fc.pre(observed.some((count) => count > 0));
      const weights = observed.map((_, i) => i + 1);
      const plain = valueOf(sampleRatioTest({ observed, weights }));
      const other = valueOf(
        sampleRatioTest({
          observed: observed.toReversed(),
          weights: weights.map((weight) => weight / 64).toReversed(),
        }),
      );
      expect(other.statistic / plain.statistic).toBeCloseTo(1, 9);
    });
  });

  it('give 1 where the observed ratio is the planned one, and never less evidence for more imbalance', () => {
    check(fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 1000 })), ([n, extra]) => {
      const at = (excess: number) =>
        valueOf(sequentialSampleRatioTest({ observed: [n + excess, n], weights: [1, 1] }));
      expect(at(0).p).toBe(1);
      expect(at(extra + 1000).logBayesFactor).toBeGreaterThan(at(extra).logBayesFactor);
      expect(valueOf(sampleRatioTest({ observed: [n, n], weights: [1, 1] })).p).toBe(1);
    });
  });
});

describe('the Bayesian views', () => {
  it('lose by one choice, less what they lose by the other, exactly the posterior mean', () => {
    check(fc.tuple(difference, positive, positive), ([d, standardError, priorStandardDeviation]) => {
      const posterior = valueOf(
        normalPosterior({ difference: d, standardError, priorMean: 0, priorStandardDeviation, level: 0.95 }),
      );
      expect(posterior.expectedLossOfControl - posterior.expectedLossOfTreatment).toBeCloseTo(
        posterior.posteriorMean,
        10,
      );
    });
  });

  it('agree for proportions too, and swap their chances with the arms', () => {
    const arm = fc
      .integer({ min: 0, max: 500 })
      .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));
    check(fc.tuple(arm, arm), ([control, treatment]) => {
      const there = valueOf(betaBinomialPosterior({ control, treatment, prior: [1, 1] }));
      const back = valueOf(betaBinomialPosterior({ control: treatment, treatment: control, prior: [1, 1] }));
      expect(there.chanceToBeatControl + back.chanceToBeatControl).toBeCloseTo(1, 11);
      expect(there.expectedLossOfControl).toBeCloseTo(back.expectedLossOfTreatment, 11);
      expect(there.expectedLossOfControl - there.expectedLossOfTreatment).toBeCloseTo(
        there.treatment - there.control,
        11,
      );
    });
  });
});
