import { studentTIsf, studentTSf } from '../distributions/student-t';
import { firstRefusal, requireFraction, requireNonNegative } from '../input-checks';
import type { Moments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';
import { welchDegreesOfFreedom } from './arm-comparison';
import { requireSoundArms, type ArmEstimate } from './arm-estimate';
import { meanEstimate, requireMoments } from './mean';
import { refuseNoVariance } from './no-variance';

export interface NonInferiorityOptions {
  /** Tolerated relative loss, a fraction: 0.02 tolerates 2 % of the control mean. 0 makes it a superiority test. */
  readonly relativeMargin: number;
  readonly alphaOneSided: number;
  readonly higherIsBetter: boolean;
  /** Variance of an error that both estimates have, as means adjusted for one covariate do (relative.ts); left out: 0. */
  readonly varianceShared?: number;
}

export interface NonInferiorityTest {
  /** How far the treatment lies on the good side of the margin, in the metric's unit. */
  readonly distanceToMargin: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly statistic: number;
  /** One-sided: small when the treatment is not worse than the margin allows. */
  readonly p: number;
  readonly nonInferior: boolean;
  /** One-sided lower confidence bound of the distance at level 1 - alphaOneSided. */
  readonly lowerBound: number;
}

/** The multiple of the control mean at which the tolerated loss ends, for either sign of that mean. */
function marginMultiple(baseline: number, options: NonInferiorityOptions): number {
  const towardsWorse = options.higherIsBetter === baseline > 0 ? -1 : 1;
  return 1 + towardsWorse * options.relativeMargin;
}

/**
 * Non-inferiority with a margin relative to the control mean, on any two independent estimates. Higher is better:
 * H0 m1 <= (1 - d) m0, tested on m1 - (1 - d) m0 with variance v1 + (1 - d)^2 v0, so the control's own noise counts;
 * lower is better mirrors it to (1 + d) m0 - m1. One-sided Welch t. An error that both means have is left d times: d^2 vc is added.
 * On which side of the control the margin lies depends on the sign of its true mean, which is known only where the observed one is
 * distinguishable from zero at alphaOneSided: else the sign, and with it the hypothesis, could flip from look to look. Refused there.
 * Source: Schultzberg, Ankargren and Frånberg (2024), "Risk-aware product decisions in A/B tests with multiple metrics";
 * the linear form of the ratio hypothesis is Hasler, Vonk and Hothorn (2008), Statistics in Medicine 27.
 */
export function nonInferiorityOfEstimates(
  control: ArmEstimate,
  treatment: ArmEstimate,
  options: NonInferiorityOptions,
): Outcome<NonInferiorityTest> {
  const refusal = firstRefusal(
    requireFraction('alphaOneSided', options.alphaOneSided),
    requireNonNegative('relativeMargin', options.relativeMargin),
    requireSoundArms(control, treatment, options.varianceShared ?? 0),
  );
  if (refusal !== undefined) return refusal;
  // A margin of 0 lies at the control itself, whatever its sign.
  if (options.relativeMargin > 0 && Math.abs(control.estimate) <= reachOf(control, options.alphaOneSided))
    return cannotSay('control-mean-not-distinguishable-from-zero', 'control-sign-unknown');
  const multiple = marginMultiple(control.estimate, options);
  const sign = options.higherIsBetter ? 1 : -1;
  const distanceToMargin = sign * (treatment.estimate - multiple * control.estimate);
  const scaled = { ...control, samplingVariance: multiple * multiple * control.samplingVariance };
  const varianceShared = (multiple - 1) * (multiple - 1) * (options.varianceShared ?? 0);
  return testDistance({ distanceToMargin, varianceShared }, scaled, treatment, options.alphaOneSided);
}

/** How far from zero an estimate may be by chance; 0 for levels above a half, which call anything distinguishable. */
function reachOf({ samplingVariance, degreesOfFreedom }: ArmEstimate, alphaOneSided: number): number {
  return Math.max(0, studentTIsf(alphaOneSided, degreesOfFreedom) * Math.sqrt(samplingVariance));
}

function testDistance(
  {
    distanceToMargin,
    varianceShared,
  }: { readonly distanceToMargin: number; readonly varianceShared: number },
  control: ArmEstimate,
  treatment: ArmEstimate,
  alphaOneSided: number,
): Outcome<NonInferiorityTest> {
  const standardError = Math.sqrt(control.samplingVariance + treatment.samplingVariance + varianceShared);
  const noVariance = refuseNoVariance(standardError, [control.estimate, treatment.estimate]);
  if (noVariance !== undefined) return noVariance;
  const statistic = distanceToMargin / standardError;
  const degreesOfFreedom = welchDegreesOfFreedom(control, treatment);
  const lowerBound = distanceToMargin - studentTIsf(alphaOneSided, degreesOfFreedom) * standardError;
  if (![statistic, lowerBound].every(Number.isFinite))
    return cannotSay('not-computable', 'figures-too-large');
  const p = studentTSf(statistic, degreesOfFreedom);
  const nonInferior = p < alphaOneSided;
  return say({ distanceToMargin, standardError, degreesOfFreedom, statistic, p, nonInferior, lowerBound });
}

/** Non-inferiority of a mean or proportion from its moments; estimand, sidedness and refusals as above. */
export function nonInferiorityTest(
  input: { readonly control: Moments; readonly treatment: Moments } & NonInferiorityOptions,
): Outcome<NonInferiorityTest> {
  const { control, treatment } = input;
  const refusal = firstRefusal(requireMoments('control', control), requireMoments('treatment', treatment));
  return refusal ?? nonInferiorityOfEstimates(meanEstimate(control), meanEstimate(treatment), input);
}
