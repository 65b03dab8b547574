import { firstRefusal, requireFinite, requireNonNegative, type Check } from '../input-checks';

/** The estimate of one arm with its sampling variance (the squared standard error, not the variance of the data). */
export interface ArmEstimate {
  readonly estimate: number;
  readonly samplingVariance: number;
  /** n - 1 for a mean; Infinity where the estimate is only asymptotically normal. */
  readonly degreesOfFreedom: number;
  /** Third central moment of the estimate, k / n^2 with k that of the data; left out: not known. */
  readonly thirdCumulant?: number | undefined;
}

/** A refusal of what no two arms can have. `varianceShared`: of an error that both estimates have (relative.ts). */
export function requireSoundArms(
  control: ArmEstimate,
  treatment: ArmEstimate,
  varianceShared: number,
): Check {
  return firstRefusal(
    requireFinite('control estimate', control.estimate),
    requireFinite('treatment estimate', treatment.estimate),
    requireNonNegative('control sampling variance', control.samplingVariance),
    requireNonNegative('treatment sampling variance', treatment.samplingVariance),
    requireNonNegative('shared variance', varianceShared),
  );
}
