import { studentTIsf, studentTSf } from '../distributions/student-t';
import type { Effect } from '../effect';
import { firstRefusal, requireFinite, requireFraction, requireNonNegative } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
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
 * pTwoSided are two-sided, pGreater and pLess one-sided. Two arms without any variance are refused, not called certain.
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
  const samplingVariance = control.samplingVariance + treatment.samplingVariance;
  if (samplingVariance === 0)
    return cannotSay(
      'no-variance',
      'Every unit of both arms has the same value; there is no noise to test against.',
    );
  const difference = treatment.estimate - control.estimate;
  const standardError = Math.sqrt(samplingVariance);
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
