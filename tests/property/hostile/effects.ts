import fc from 'fast-check';
import * as statistics from '@/lib/statistics';
import {
  anyValues,
  columnMetric,
  count,
  effect,
  estimate,
  hostile,
  joint,
  level,
  moments,
  neverNaN,
  pair,
  successes,
  type HostileRow,
} from '@/tests/support/hostile-numbers';

const ratio = fc.record({
  n: count,
  numeratorMean: hostile,
  denominatorMean: hostile,
  numeratorVariance: hostile,
  denominatorVariance: hostile,
  covariance: hostile,
});
const twoEstimatesWithQuantile = fc.record({
  control: estimate,
  treatment: estimate,
  side: fc.constantFrom('lower' as const, 'upper' as const),
  relativeMargin: level,
  quantile: fc.oneof(fc.constant(Infinity), hostile),
  varianceShared: hostile,
});
const cuped = fc.record({
  n: count,
  mean: hostile,
  variance: hostile,
  covariateMean: hostile,
  covariateVariance: hostile,
  covariance: hostile,
});
const covariates = fc.record({
  control: joint,
  treatment: joint,
  metric: columnMetric,
  covariates: fc.array(columnMetric, { maxLength: 2 }),
  alphaTwoSided: level,
});
const quantileFigures = fc.record({ n: count, estimate: hostile, lower: hostile, upper: hostile });
const higherIsBetter = fc.boolean();
const margin = { relativeMargin: hostile, alphaOneSided: level, higherIsBetter };
const twoEstimates = fc.record({
  control: estimate,
  treatment: estimate,
  alphaOneSided: level,
  higherIsBetter,
});
const oneSided = fc.record({ effect, alphaOneSided: level, higherIsBetter });

export const effects: Readonly<Record<string, HostileRow>> = {
  meanEffect: neverNaN(pair(moments), statistics.meanEffect),
  proportionEffect: neverNaN(pair(successes), statistics.proportionEffect),
  fewEventsEffect: neverNaN(pair(successes), statistics.fewEventsEffect),
  skewRefusal: neverNaN(
    fc.tuple(hostile, level, fc.constantFrom('greater' as const, 'less' as const)),
    ([g, l, to]) => statistics.skewRefusal({ skewness: g }, l, to),
  ),
  proportionMoments: neverNaN(successes, (arm) => statistics.proportionMoments('arm', arm)),
  ratioEffect: neverNaN(pair(ratio), statistics.ratioEffect),
  ratioEstimate: neverNaN(ratio, (arm) => statistics.ratioEstimate('arm', arm)),
  lineariseMetrics: neverNaN(fc.tuple(joint, fc.array(columnMetric, { maxLength: 3 })), ([arm, metrics]) =>
    statistics.lineariseMetrics(arm, metrics),
  ),
  cupedEffect: neverNaN(pair(cuped), statistics.cupedEffect),
  adjustedArms: neverNaN(covariates, statistics.adjustedArms),
  postStratifiedArms: neverNaN(
    fc.record({
      strata: fc.array(fc.record({ name: fc.constant('DE'), control: joint, treatment: joint }), {
        maxLength: 3,
      }),
      metric: columnMetric,
      covariates: fc.array(columnMetric, { maxLength: 3 }),
    }),
    statistics.postStratifiedArms,
  ),
  covariateAdjustedEffect: neverNaN(covariates, statistics.covariateAdjustedEffect),
  compareArms: neverNaN(pair(estimate), (x) =>
    statistics.compareArms(x.control, x.treatment, x.alphaTwoSided),
  ),
  quantileEffect: neverNaN(
    fc.record({ control: anyValues, treatment: anyValues, quantile: level, alphaTwoSided: level }),
    statistics.quantileEffect,
  ),
  clusteredQuantileEffect: neverNaN(
    fc.record({
      control: fc.array(anyValues, { maxLength: 6 }),
      treatment: fc.array(anyValues, { maxLength: 6 }),
      quantile: level,
      alphaTwoSided: level,
    }),
    statistics.clusteredQuantileEffect,
  ),
  quantileEffectFromFigures: neverNaN(pair(quantileFigures), statistics.quantileEffectFromFigures),
  quantileOrders: neverNaN(fc.tuple(count, level, level), ([n, quantile, alpha]) =>
    statistics.quantileOrders('arm', n, quantile, alpha),
  ),
  winsorisedEffect: neverNaN(
    fc.record({ control: anyValues, treatment: anyValues, capQuantile: level, alphaTwoSided: level }),
    statistics.winsorisedEffect,
  ),
  winsorisationCap: neverNaN(fc.tuple(fc.array(anyValues, { maxLength: 3 }), level), ([arms, quantile]) =>
    statistics.winsorisationCap(arms, quantile),
  ),
  winsorisedMoments: neverNaN(fc.tuple(anyValues, hostile), ([values, cap]) =>
    statistics.winsorisedMoments(values, cap),
  ),
  noveltyTest: neverNaN(
    fc.record({
      control: joint,
      treatment: joint,
      early: columnMetric,
      late: columnMetric,
      alphaTwoSided: level,
    }),
    statistics.noveltyTest,
  ),
  logRatioOfArms: neverNaN(fc.record({ control: estimate, treatment: estimate }), (x) =>
    statistics.logRatioOfArms(x.control, x.treatment),
  ),
  superiorityTest: neverNaN(oneSided, statistics.superiorityTest),
  inferiorityTest: neverNaN(oneSided, statistics.inferiorityTest),
  superiorityOfEstimates: neverNaN(twoEstimates, ({ control, treatment, ...options }) =>
    statistics.superiorityOfEstimates(control, treatment, options),
  ),
  inferiorityOfEstimates: neverNaN(twoEstimates, ({ control, treatment, ...options }) =>
    statistics.inferiorityOfEstimates(control, treatment, options),
  ),
  nonInferiorityTest: neverNaN(
    fc.record({ control: moments, treatment: moments, ...margin }),
    statistics.nonInferiorityTest,
  ),
  marginTest: neverNaN(twoEstimatesWithQuantile, ({ control, treatment, ...options }) =>
    statistics.marginTest(control, treatment, { ...options, higherIsBetter: options.side === 'lower' }),
  ),
  intervalEnd: neverNaN(twoEstimatesWithQuantile, ({ control, treatment, ...wanted }) =>
    statistics.intervalEnd(control, treatment, wanted),
  ),
  nonInferiorityOfEstimates: neverNaN(
    fc.record({ control: estimate, treatment: estimate, ...margin }),
    ({ control, treatment, ...options }) => statistics.nonInferiorityOfEstimates(control, treatment, options),
  ),
};
