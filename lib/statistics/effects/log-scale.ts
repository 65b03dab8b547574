import { firstRefusal, requireFinite, requireNonNegative, type Check } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
import type { ArmEstimate } from './arm-estimate';
import { refuseNoVariance } from './no-variance';

/** Nearer to 0 than so many standard errors, the logarithm of a mean is too skewed for the delta method. */
export const LEAST_STANDARD_ERRORS = 5;

/** ln of treatment over control: the relative effect on the scale on which equal relative effects are equal. */
export interface LogRatio {
  readonly logRatio: number;
  /** Of the logarithm. */
  readonly standardError: number;
}

/** Whether the logarithm of an estimate has a normal error: positive, and at least 5 standard errors from 0. */
export function isFarAboveZero({
  estimate,
  samplingVariance,
}: Pick<ArmEstimate, 'estimate' | 'samplingVariance'>): boolean {
  return estimate > 0 && estimate >= LEAST_STANDARD_ERRORS * Math.sqrt(samplingVariance);
}

/** The refusal of an estimate that `isFarAboveZero` is not true of; the name is one of an arm or a cell. */
export function requireFarAboveZero(
  name: string,
  arm: Pick<ArmEstimate, 'estimate' | 'samplingVariance'>,
): Check {
  const refusal = firstRefusal(
    requireFinite(`${name} estimate`, arm.estimate),
    requireNonNegative(`${name} sampling variance`, arm.samplingVariance),
  );
  if (refusal !== undefined || isFarAboveZero(arm)) return refusal;
  return cannotSay('not-computable', 'mean-not-far-above-zero', { name, least: LEAST_STANDARD_ERRORS });
}

/**
 * The logarithm of an estimate that is far above zero, by the delta method: its variance is v / m^2, its degrees of freedom
 * are the estimate's own.
 */
export function logEstimate({ estimate, samplingVariance, degreesOfFreedom }: ArmEstimate): ArmEstimate {
  const relativeError = Math.sqrt(samplingVariance) / estimate;
  return {
    estimate: Math.log(estimate),
    samplingVariance: relativeError * relativeError,
    degreesOfFreedom,
  };
}

/**
 * `refuseNoVariance` for logarithms, whose errors are shares of what they were taken of: rounding does not shrink where a logarithm
 * happens to be near 0.
 */
export function refuseNoRelativeVariance(standardError: number, logarithms: readonly number[]): Check {
  const least = Math.min(...logarithms);
  return refuseNoVariance(
    standardError,
    logarithms.map((one) => one - least + 1),
  );
}

/**
 * ln(treatment / control) of two independent estimates, with its standard error by the delta method. An estimate that is not
 * 5 of its standard errors above 0 is refused, and so are two arms without variance.
 */
export function logRatioOfArms(control: ArmEstimate, treatment: ArmEstimate): Outcome<LogRatio> {
  const refusal = firstRefusal(
    requireFarAboveZero('control', control),
    requireFarAboveZero('treatment', treatment),
  );
  if (refusal !== undefined) return refusal;
  const [before, after] = [logEstimate(control), logEstimate(treatment)];
  const standardError = Math.sqrt(before.samplingVariance + after.samplingVariance);
  const noVariance = refuseNoRelativeVariance(standardError, [before.estimate, after.estimate]);
  return noVariance ?? say({ logRatio: after.estimate - before.estimate, standardError });
}
