import { studentTIsf, studentTSf } from '../distributions/student-t';
import type { Effect } from '../effect';
import { firstRefusal, requireFraction } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
import { requireSoundArms, type ArmEstimate } from './arm-estimate';
import { refuseNoVariance } from './no-variance';
import { skewnessOfDifference } from './skewness';
import { fiellerRelative } from './relative';

/**
 * Welch-Satterthwaite degrees of freedom of v0 + v1, from the share of the variance rather than its square, which would
 * overflow. Source: Welch (1947), "The generalization of Student's problem when several different population variances are
 * involved", Biometrika 34.
 */
export function welchDegreesOfFreedom(control: ArmEstimate, treatment: ArmEstimate): number {
  const share = control.samplingVariance / (control.samplingVariance + treatment.samplingVariance);
  const rest = 1 - share;
  return 1 / ((share * share) / control.degreesOfFreedom + (rest * rest) / treatment.degreesOfFreedom);
}

/**
 * Treatment minus control of two independent estimates: Welch's t test, its interval at level 1 - alphaTwoSided, and the
 * relative difference with Fieller's interval at the same t quantile. The unit is that of the estimates; the interval and
 * pTwoSided are two-sided, pGreater and pLess one-sided. Two arms without any variance, or with no more
 * than rounding leaves, are refused, not called certain. `varianceShared`: of an error that both estimates have (relative.ts).
 */
export function compareArms(
  control: ArmEstimate,
  treatment: ArmEstimate,
  alphaTwoSided: number,
  varianceShared = 0,
): Outcome<Effect> {
  const refusal = firstRefusal(
    requireFraction('alphaTwoSided', alphaTwoSided),
    requireSoundArms(control, treatment, varianceShared),
  );
  if (refusal !== undefined) return refusal;
  const standardError = Math.sqrt(control.samplingVariance + treatment.samplingVariance);
  const noVariance = refuseNoVariance(standardError, [control.estimate, treatment.estimate]);
  if (noVariance !== undefined) return noVariance;
  const difference = treatment.estimate - control.estimate;
  const statistic = difference / standardError;
  const degreesOfFreedom = welchDegreesOfFreedom(control, treatment);
  const quantile = studentTIsf(alphaTwoSided / 2, degreesOfFreedom);
  const interval = {
    lower: difference - quantile * standardError,
    upper: difference + quantile * standardError,
  };
  if (![statistic, interval.lower, interval.upper].every(Number.isFinite))
    return cannotSay('not-computable', 'figures-too-large');
  return say({
    difference,
    standardError,
    degreesOfFreedom,
    statistic,
    pTwoSided: 2 * studentTSf(Math.abs(statistic), degreesOfFreedom),
    pGreater: studentTSf(statistic, degreesOfFreedom),
    pLess: studentTSf(-statistic, degreesOfFreedom),
    interval,
    relative: fiellerRelative(control, treatment, interval, quantile, varianceShared),
    ...skewnessOf(control, treatment),
  });
}

function skewnessOf(control: ArmEstimate, treatment: ArmEstimate): Pick<Effect, 'skewness'> {
  const skewness = skewnessOfDifference(control, treatment);
  return skewness === undefined ? {} : { skewness };
}
