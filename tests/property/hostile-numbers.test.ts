import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as statistics from '@/lib/statistics';
import type { Outcome } from '@/lib/statistics';

/** Everything a caller can put where a number is expected. */
const hostile = fc.oneof(
  fc.constantFrom(
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1,
    2,
    -1,
    0.5,
    1e150,
    -1e150,
    1e-150,
    1e300,
    1e-300,
    5e-324,
    1.8e308,
  ),
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.integer({ min: 0, max: 1000 }),
  fc.double(),
);
const level = fc.oneof(fc.constantFrom(0.05, 1e-9, 0.999), hostile);
const count = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1e9 }), hostile);
const moments = fc.record({ n: count, mean: hostile, variance: hostile });
const successes = fc.record({ n: count, successes: count });
const ratio = fc.record({
  n: count,
  numeratorMean: hostile,
  denominatorMean: hostile,
  numeratorVariance: hostile,
  denominatorVariance: hostile,
  covariance: hostile,
});
const cuped = fc.record({
  n: count,
  mean: hostile,
  variance: hostile,
  covariateMean: hostile,
  covariateVariance: hostile,
  covariance: hostile,
});
const estimate = fc.record({
  estimate: hostile,
  samplingVariance: hostile,
  degreesOfFreedom: fc.oneof(count, fc.constant(Infinity)),
});
const values = fc.array(hostile, { maxLength: 12 });
const ordinary = fc.array(fc.double({ min: -1e155, max: 1e155, noNaN: true }), { maxLength: 60 });
const anyValues = fc.oneof(values, ordinary);
const procedure = fc.constantFrom(
  'bonferroni' as const,
  'holm' as const,
  'hochberg' as const,
  'benjamini-hochberg' as const,
  'benjamini-yekutieli' as const,
);
const higherIsBetter = fc.boolean();
const joint = fc.record({
  n: count,
  means: fc.tuple(hostile, hostile),
  covariances: fc.tuple(hostile, hostile, hostile).map(([a, b, c]) => [
    [a, b],
    [b, c],
  ]),
});
const interval = fc.record({ lower: hostile, upper: hostile });
const oneSided = fc.record({
  effect: fc.record({
    difference: hostile,
    standardError: hostile,
    degreesOfFreedom: fc.oneof(fc.constant(Infinity), hostile),
    statistic: hostile,
    pTwoSided: level,
    pGreater: hostile,
    pLess: hostile,
    interval,
    relative: fc.constant(statistics.cannotSay('not-computable', 'None was asked for.')),
  }),
  alphaOneSided: level,
  higherIsBetter,
});
const baseline = fc.record({ mean: hostile, variance: hostile, varianceReduction: level });
const design = fc.record({
  informationFractions: fc.array(hostile, { maxLength: 3 }),
  spending: fc.constantFrom('obrien-fleming' as const, 'pocock' as const, 'power:2' as const),
  alpha: level,
  sides: fc.constantFrom(1 as const, 2 as const),
});

function holdsNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsNaN);
}

function neverNaN<T>(arbitrary: fc.Arbitrary<T>, call: (input: T) => Outcome<unknown>): void {
  fc.assert(
    fc.property(arbitrary, (input) => {
      const outcome = call(input);
      expect(holdsNaN(outcome)).toBe(false);
      if (!outcome.ok) expect(outcome.detail.length).toBeGreaterThan(10);
    }),
    { numRuns: 400, seed: 7 },
  );
}

describe('whatever the numbers, the answer is a figure or a refusal, never NaN and never a throw', () => {
  const pair = <T>(arm: fc.Arbitrary<T>) => fc.record({ control: arm, treatment: arm, alphaTwoSided: level });
  const tests: Readonly<Record<string, () => void>> = {
    meanEffect: () => neverNaN(pair(moments), statistics.meanEffect),
    proportionEffect: () => neverNaN(pair(successes), statistics.proportionEffect),
    ratioEffect: () => neverNaN(pair(ratio), statistics.ratioEffect),
    cupedEffect: () => neverNaN(pair(cuped), statistics.cupedEffect),
    compareArms: () =>
      neverNaN(pair(estimate), (x) => statistics.compareArms(x.control, x.treatment, x.alphaTwoSided)),
    quantileEffect: () =>
      neverNaN(
        fc.record({ control: anyValues, treatment: anyValues, quantile: level, alphaTwoSided: level }),
        statistics.quantileEffect,
      ),
    winsorisedEffect: () =>
      neverNaN(
        fc.record({ control: anyValues, treatment: anyValues, capQuantile: level, alphaTwoSided: level }),
        statistics.winsorisedEffect,
      ),
    momentsFromValues: () => neverNaN(anyValues, statistics.momentsFromValues),
    momentsFromSql: () => neverNaN(moments, statistics.momentsFromSql),
    mergeMoments: () => neverNaN(fc.tuple(moments, moments), ([a, b]) => statistics.mergeMoments(a, b)),
    mergeJointMoments: () => neverNaN(fc.tuple(joint, joint), ([a, b]) => statistics.mergeJointMoments(a, b)),
    removeJointMoments: () =>
      neverNaN(fc.tuple(joint, joint), ([a, b]) => statistics.removeJointMoments(a, b)),
    superiorityTest: () => neverNaN(oneSided, statistics.superiorityTest),
    inferiorityTest: () => neverNaN(oneSided, statistics.inferiorityTest),
    repeatedInterval: () =>
      neverNaN(
        fc.record({
          difference: hostile,
          standardError: hostile,
          degreesOfFreedom: fc.oneof(fc.constant(Infinity), hostile),
          bound: hostile,
        }),
        statistics.repeatedInterval,
      ),
    groupSequentialBounds: () => neverNaN(design, statistics.groupSequentialBounds),
    groupSequentialPower: () =>
      neverNaN(fc.tuple(design, hostile), ([plan, drift]) => statistics.groupSequentialPower(plan, drift)),
    plannedSuperiority: () =>
      neverNaN(fc.tuple(baseline, hostile, higherIsBetter), ([metric, difference, better]) =>
        statistics.plannedSuperiority(metric, difference, better),
      ),
    plannedNonInferiority: () =>
      neverNaN(fc.tuple(baseline, level, hostile, higherIsBetter), ([metric, margin, difference, better]) =>
        statistics.plannedNonInferiority(metric, margin, difference, better),
      ),
    nonInferiorityTest: () =>
      neverNaN(
        fc.record({
          control: moments,
          treatment: moments,
          relativeMargin: hostile,
          alphaOneSided: level,
          higherIsBetter,
        }),
        statistics.nonInferiorityTest,
      ),
    alwaysValidInference: () =>
      neverNaN(
        fc.record({
          difference: hostile,
          standardError: hostile,
          mixingVariance: hostile,
          alphaTwoSided: level,
          previousP: fc.oneof(fc.constant(1), hostile),
        }),
        statistics.alwaysValidInference,
      ),
    tightestMixingVariance: () =>
      neverNaN(
        fc.record({ plannedStandardError: hostile, alphaTwoSided: level }),
        statistics.tightestMixingVariance,
      ),
    adjustTests: () =>
      neverNaN(
        fc.record({ pValues: fc.array(level, { maxLength: 6 }), procedure, alphaTwoSided: level }),
        statistics.adjustTests,
      ),
    normalPosterior: () =>
      neverNaN(
        fc.record({
          difference: hostile,
          standardError: hostile,
          priorMean: hostile,
          priorStandardDeviation: hostile,
          level,
        }),
        statistics.normalPosterior,
      ),
    betaBinomialPosterior: () =>
      neverNaN(
        fc.record({
          control: successes,
          treatment: successes,
          prior: fc.tuple(level, fc.oneof(fc.constant(1), level)),
        }),
        statistics.betaBinomialPosterior,
      ),
    heterogeneityTest: () =>
      neverNaN(
        fc.array(fc.tuple(hostile, hostile), { maxLength: 5 }).map((pairs) => ({
          differences: pairs.map(([difference]) => difference),
          standardErrors: pairs.map(([, standardError]) => standardError),
        })),
        statistics.heterogeneityTest,
      ),
    segmentEffects: () =>
      neverNaN(
        fc.record({
          segments: fc.array(fc.record({ name: fc.string(), control: estimate, treatment: estimate }), {
            maxLength: 4,
          }),
          procedure,
          alphaTwoSided: level,
        }),
        statistics.segmentEffects,
      ),
    interactionTest: () =>
      neverNaN(
        fc.record({
          neither: moments,
          firstOnly: moments,
          secondOnly: moments,
          both: moments,
          alphaTwoSided: level,
        }),
        statistics.interactionTest,
      ),
    sampleRatioTest: () =>
      neverNaN(
        fc.record({
          observed: fc.array(count, { maxLength: 4 }),
          weights: fc.array(hostile, { maxLength: 4 }),
        }),
        statistics.sampleRatioTest,
      ),
    sequentialSampleRatioTest: () =>
      neverNaN(
        fc.array(fc.tuple(count, hostile), { minLength: 2, maxLength: 4 }).chain((cells) =>
          fc.record({
            observed: fc.constant(cells.map(([units]) => units)),
            weights: fc.constant(cells.map(([, weight]) => weight)),
            concentration: fc.oneof(fc.constant(1e4), hostile),
          }),
        ),
        statistics.sequentialSampleRatioTest,
      ),
    multipleVariantUnits: () =>
      neverNaN(fc.record({ units: count, unitsInSeveralVariants: count }), statistics.multipleVariantUnits),
    distributionFigure: () =>
      neverNaN(
        fc.tuple(
          fc.constantFrom('normal', 'studentT', 'chiSquared', 'f', 'beta', 'noncentralT'),
          fc.constantFrom('pdf', 'cdf', 'sf', 'quantile', 'isf'),
          fc.oneof(level, hostile),
          hostile,
          hostile,
        ),
        ([family, figure, at, a, b]) => {
          switch (family) {
            case 'normal':
              return statistics.distributionFigure({ family }, figure, at);
            case 'f':
              return statistics.distributionFigure({ family, df1: a, df2: b }, figure, at);
            case 'beta':
              return statistics.distributionFigure({ family, a, b }, figure, at);
            case 'noncentralT':
              return statistics.distributionFigure(
                { family, degreesOfFreedom: a, noncentrality: b },
                figure,
                at,
              );
            default:
              return statistics.distributionFigure({ family, degreesOfFreedom: a }, figure, at);
          }
        },
      ),
  };
  for (const [name, run] of Object.entries(tests)) it(name, run, 20_000);
});
