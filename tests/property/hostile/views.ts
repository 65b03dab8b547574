import fc from 'fast-check';
import * as statistics from '@/lib/statistics';
import {
  count,
  estimate,
  hostile,
  level,
  moments,
  neverNaN,
  pair,
  procedure,
  successes,
  type HostileRow,
} from '@/tests/support/hostile-numbers';

const pValues = fc.array(level, { maxLength: 6 });
const prior = fc.tuple(level, fc.oneof(fc.constant(1), level));

/** Quality of the experiment, segments, several tests at once and the Bayesian view. */
export const views: Readonly<Record<string, HostileRow>> = {
  adjustPValues: neverNaN(fc.record({ pValues, procedure }), statistics.adjustPValues),
  adjustTests: neverNaN(fc.record({ pValues, procedure, alphaTwoSided: level }), statistics.adjustTests),
  normalPosterior: neverNaN(
    fc.record({
      difference: hostile,
      standardError: hostile,
      priorMean: hostile,
      priorStandardDeviation: hostile,
      level,
    }),
    statistics.normalPosterior,
  ),
  betaBinomialPosterior: neverNaN(
    fc.record({ control: successes, treatment: successes, prior }),
    statistics.betaBinomialPosterior,
  ),
  betaDifferenceInterval: neverNaN(
    fc.record({ control: successes, treatment: successes, prior, level }),
    statistics.betaDifferenceInterval,
  ),
  heterogeneityTest: neverNaN(
    fc.array(fc.tuple(hostile, hostile), { maxLength: 5 }).map((pairs) => ({
      differences: pairs.map(([difference]) => difference),
      standardErrors: pairs.map(([, standardError]) => standardError),
    })),
    statistics.heterogeneityTest,
  ),
  relativeAt: neverNaN(
    fc.record({
      baseline: hostile,
      difference: hostile,
      varianceControl: hostile,
      varianceTreatment: hostile,
      quantile: hostile,
    }),
    statistics.relativeAt,
  ),
  shrinkTowardsZero: neverNaN(
    fc.array(fc.tuple(hostile, hostile), { maxLength: 6 }).map((pairs) => ({
      effects: pairs.map(([effect]) => effect),
      standardErrors: pairs.map(([, standardError]) => standardError),
    })),
    statistics.shrinkTowardsZero,
  ),
  segmentEffects: neverNaN(
    fc.record({
      segments: fc.array(fc.record({ name: fc.string(), control: estimate, treatment: estimate }), {
        maxLength: 4,
      }),
      procedure,
      alphaTwoSided: level,
    }),
    statistics.segmentEffects,
  ),
  interactionTest: neverNaN(
    fc.record({
      neither: moments,
      firstOnly: moments,
      secondOnly: moments,
      both: moments,
      alphaTwoSided: level,
    }),
    statistics.interactionTest,
  ),
  sampleRatioTest: neverNaN(
    fc.record({
      observed: fc.array(count, { maxLength: 4 }),
      weights: fc.array(hostile, { maxLength: 4 }),
    }),
    statistics.sampleRatioTest,
  ),
  sequentialSampleRatioTest: neverNaN(
    fc.array(fc.tuple(count, hostile), { minLength: 2, maxLength: 4 }).chain((cells) =>
      fc.record({
        observed: fc.constant(cells.map(([units]) => units)),
        weights: fc.constant(cells.map(([, weight]) => weight)),
        concentration: fc.oneof(fc.constant(1e4), hostile),
      }),
    ),
    statistics.sequentialSampleRatioTest,
  ),
  stratifiedSampleRatioTest: neverNaN(
    fc.array(
      fc.record({
        observed: fc.array(count, { maxLength: 4 }),
        weights: fc.array(hostile, { maxLength: 4 }),
      }),
      { maxLength: 3 },
    ),
    statistics.stratifiedSampleRatioTest,
  ),
  stratifiedSequentialSampleRatioTest: neverNaN(
    fc.record({
      strata: fc.array(
        fc.array(fc.tuple(count, hostile), { minLength: 2, maxLength: 4 }).map((cells) => ({
          observed: cells.map(([units]) => units),
          weights: cells.map(([, weight]) => weight),
        })),
        { maxLength: 3 },
      ),
      previousP: fc.oneof(fc.constant(1), hostile),
    }),
    statistics.stratifiedSequentialSampleRatioTest,
  ),
  multipleVariantUnits: neverNaN(
    fc.record({ units: count, unitsInSeveralVariants: count }),
    statistics.multipleVariantUnits,
  ),
  preExposureBiasTest: neverNaN(
    fc.tuple(pair(moments), level).map(([arms, alarmBelow]) => ({ ...arms, alarmBelow })),
    statistics.preExposureBiasTest,
  ),
  binomialBand: neverNaN(fc.tuple(level, count, fc.oneof(fc.constant(0.0005), level)), ([p, n, tail]) =>
    statistics.binomialBand(p, n, tail),
  ),
  uniformityTest: neverNaN(
    fc.array(fc.oneof(fc.double({ min: 0, max: 1 }), level), { maxLength: 25 }),
    (values) => statistics.uniformityTest(values),
  ),
};
