import { studentTIsf, studentTSf } from '../distributions/student-t';
import type { Effect } from '../effect';
import { firstRefusal, requireFinite, requireFraction, requireNonNegative } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
import { refuseNoVariance } from './no-variance';
import { fiellerRelative } from './relative';

/** The estimate of one arm with its sampling variance (the squared standard error, not the variance of the data). */
export interface ArmEstimate {
  readonly estimate: number;
  readonly samplingVariance: number;
  /** n - 1 for a mean; Infinity where the estimate is only asymptotically normal. */
  readonly degreesOfFreedom: number;
}

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
 * than rounding leaves, are refused, not called certain.
 */
export function compareArms(
  control: ArmEstimate,
  treatment: ArmEstimate,
  alphaTwoSided: number,
): Outcome<Effect> {
  const refusal = firstRefusal(
    requireFraction('alphaTwoSided', alphaTwoSided),
    requireFinite('control estimate', control.estimate),
    requireFinite('treatment estimate', treatment.estimate),
    requireNonNegative('control sampling variance', control.samplingVariance),
    requireNonNegative('treatment sampling variance', treatment.samplingVariance),
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
    return cannotSay('not-computable', 'The figures exceed the range of float64; choose another unit.');
  return say({
    difference,
    standardError,
    degreesOfFreedom,
    statistic,
    pTwoSided: 2 * studentTSf(Math.abs(statistic), degreesOfFreedom),
    pGreater: studentTSf(statistic, degreesOfFreedom),
    pLess: studentTSf(-statistic, degreesOfFreedom),
    interval,
    relative: fiellerRelative(control, treatment, interval, quantile),
  });
}
