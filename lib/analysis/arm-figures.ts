import type { ArmEstimate } from '../statistics/effects/arm-estimate';
import { lineariseMetrics, thirdCumulantOf } from '../statistics/effects/linearise';
import { columnMoments, type JointMoments } from '../statistics/moments';
import { normalIsf } from '../statistics/distributions/normal';
import { quantileOrders, requireDistinctValues } from '../statistics/effects/quantile';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { EvidenceArm } from './evidence';
import type { Measure } from '../model/metrics/measure';

/** One arm of one metric, ready to be compared: its estimate, and the variance of which it is n-th part. */
export interface ArmFigures {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  readonly estimate: ArmEstimate;
}

/**
 * An arm's estimate from its evidence: a mean, a ratio by linearisation, or a quantile with the standard error that its order
 * statistics give, (Q(q + h) - Q(q - h)) / (2 z). An arm below two units, and a ratio over nothing, cannot say.
 */
export function armFigures(
  name: string,
  arm: EvidenceArm | undefined,
  measure: Measure,
  alphaTwoSided: number,
): Outcome<ArmFigures> {
  if (arm === undefined || arm.n === 0) {
    const isWaiting = arm !== undefined && arm.waiting > 0;
    const message = isWaiting ? 'variant-without-mature-units' : 'variant-without-units';
    return cannotSay('too-few-units', message, { variant: name });
  }
  if (arm.n < 2) {
    return cannotSay('too-few-units', 'variant-with-one-unit', { variant: name });
  }
  return measure.quantile === null
    ? momentFigures(arm, measure)
    : quantileFigures(name, arm, measure.quantile, alphaTwoSided);
}

/** The columns of an arm as the statistics take them. */
export function jointOf({ n, means, covariances, thirds }: EvidenceArm): JointMoments {
  return { n, means, covariances, ...(thirds && { thirds }) };
}

function momentFigures(arm: EvidenceArm, { outcome }: Measure): Outcome<ArmFigures> {
  const linearised = lineariseMetrics(jointOf(arm), [outcome]);
  if (!linearised.ok) return linearised;
  const { n, mean, variance } = columnMoments(linearised.value, 0);
  const thirdCumulant = thirdCumulantOf(jointOf(arm), outcome);
  const estimate = {
    estimate: mean,
    samplingVariance: variance / n,
    degreesOfFreedom: n - 1,
    ...(thirdCumulant !== undefined && { thirdCumulant }),
  };
  return say({ n, mean, variance, estimate });
}

function quantileFigures(
  name: string,
  { n, quantile: read }: EvidenceArm,
  quantile: number,
  alphaTwoSided: number,
): Outcome<ArmFigures> {
  const orders = quantileOrders(
    `"${name}"`,
    n,
    quantile,
    alphaTwoSided,
    read?.clusters?.standardErrorOfShare,
  );
  if (!orders.ok) return orders;
  if (read === null) return cannotSay('too-few-units', 'variant-without-quantile', { variant: name });
  const tooFew = requireDistinctValues(`"${name}"`, read.distinct);
  if (tooFew !== undefined) return tooFew;
  const standardError = (read.upper - read.lower) / (2 * normalIsf(alphaTwoSided / 2));
  const samplingVariance = standardError * standardError;
  const estimate = { estimate: read.estimate, samplingVariance, degreesOfFreedom: Infinity };
  return say({ n, mean: read.estimate, variance: samplingVariance * n, estimate });
}
