export type { Effect, EffectMethod, Interval, RelativeEffect } from './effect';
export { cannotSay, say, type CannotSay, type CannotSayReason, type Outcome } from './outcome';
export { distributionFigure, type Distribution, type DistributionFigure } from './distributions/figure';
export {
  jointMomentsFromRows,
  mergeJointMoments,
  mergeMoments,
  momentsFromSql,
  momentsFromValues,
  removeJointMoments,
  type JointMoments,
  type Moments,
  type MomentsFromSql,
} from './moments';
export { compareArms } from './effects/arm-comparison';
export type { ArmEstimate } from './effects/arm-estimate';
export { meanEffect, type MeanInput } from './effects/mean';
export { proportionEffect, proportionMoments, type ProportionInput } from './effects/proportion';
export type { Successes } from './effects/successes';
export { fewEventsEffect } from './effects/few-events-effect';
export { ratioEffect, ratioEstimate, type RatioInput, type RatioMoments } from './effects/ratio';
export { lineariseMetrics, type ColumnMetric } from './effects/linearise';
export {
  quantileEffect,
  quantileEffectFromFigures,
  quantileOrders,
  type QuantileEffect,
  type QuantileFigures,
  type QuantileInput,
} from './effects/quantile';
export { clusteredQuantileEffect, type ClusteredQuantileInput } from './effects/clustered-quantile';
export * from './effects/cuped';
export * from './effects/post-stratification';
export { skewRefusal } from './effects/skewness';
export * from './effects/winsorised';
export * from './effects/novelty';
export * from './effects/relative-at';
export * from './effects/shrink-towards-zero';
export { logRatioOfArms, type LogRatio } from './effects/log-scale';
export * from './effects/one-sided';
export * from './effects/non-inferiority';
export * from './effects/margin-test';
export * from './effects/interval-end';
export * from './sequential/always-valid';
export {
  groupSequentialBounds,
  type GroupSequentialDesign,
  type Spending,
} from './sequential/group-sequential';
export * from './sequential/group-sequential-interval';
export * from './sequential/conditional-power';
export * from './sequential/stopped-estimate';
export { repeatedP, type RepeatedPInput } from './sequential/repeated-p';
export * from './multiplicity/adjust';
export * from './bayes/normal';
export {
  betaBinomialPosterior,
  type BetaBinomialInput,
  type BetaBinomialPosterior,
} from './bayes/beta-binomial';
export { betaDifferenceInterval } from './bayes/beta-difference';
export * from './segments/heterogeneity';
export * from './segments/segment-effects';
export * from './segments/interaction';
export * from './quality/binomial-band';
export * from './quality/alarm-level';
export * from './quality/sample-ratio';
export * from './quality/uniformity';
export * from './quality/pre-exposure-bias';
export * from './quality/multiple-variant-units';
export * from './power/power';
export * from './power/sample-size';
export * from './power/minimum-detectable-effect';
export * from './power/duration';
export * from './power/metric-test';
export * from './power/sequential-inflation';
export { groupSequentialPower, type GroupSequentialPower } from './sequential/group-sequential-power';
