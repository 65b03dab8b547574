import { studentTSf } from '../distributions/student-t';
import { firstRefusal, requireNonNegative } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
import { welchDegreesOfFreedom } from './arm-comparison';
import { requireSoundArms, type ArmEstimate } from './arm-estimate';
import { refuseNoVariance } from './no-variance';

export interface MarginOptions {
  /** Tolerated loss relative to the size of the control mean, a fraction above 0: 0.02 tolerates 2 %. */
  readonly relativeMargin: number;
  readonly higherIsBetter: boolean;
  /** That of the interval's end which is compared with the margin, in standard errors: see `intervalEnd`. */
  readonly quantile: number;
  /** Variance of an error that both estimates have in common (relative.ts); left out: 0. */
  readonly varianceShared?: number;
}

export interface MarginTest {
  /** How far the treatment lies on the good side of the margin, in the metric's unit. */
  readonly distanceToMargin: number;
  readonly standardError: number;
  /** Welch's of the difference of the two arms. */
  readonly degreesOfFreedom: number;
  readonly statistic: number;
  /** One-sided: small when the treatment is on the good side of the margin. */
  readonly p: number;
  /** One-sided: small when it is beyond the margin. */
  readonly pBeyond: number;
}

/**
 * Whether a treatment lies on the good side of a margin relative to the control mean, and whether beyond it. Higher is better: tested on
 * m1 - (1 - d) m0 with variance v1 + (1 - d)^2 v0 + d^2 vc, so the control's own noise counts; lower is better mirrors it to
 * (1 + d) m0 - m1. Degrees of freedom are those of the difference m1 - m0, so that test and Fieller's interval of the relative
 * difference agree to the last figure. As that interval, it is refused where the control mean is within `quantile` of its standard
 * errors from zero: on which side of the control the margin lies depends on the sign of its true mean.
 * Source: Hasler, Vonk and Hothorn (2008), Statistics in Medicine 27; Fieller (1954), J. R. Stat. Soc. B 16.
 */
export function marginTest(
  control: ArmEstimate,
  treatment: ArmEstimate,
  { relativeMargin, higherIsBetter, quantile, varianceShared = 0 }: MarginOptions,
): Outcome<MarginTest> {
  const refusal = firstRefusal(
    requireNonNegative('relativeMargin', relativeMargin),
    requireSoundArms(control, treatment, varianceShared),
  );
  if (refusal !== undefined) return refusal;
  const baseline = control.estimate;
  const noise = (quantile * Math.sqrt(control.samplingVariance)) / baseline;
  const noiseShared = (quantile * Math.sqrt(varianceShared)) / baseline;
  if (baseline === 0 || !(1 - noise * noise - noiseShared * noiseShared > 0))
    return cannotSay('control-mean-not-distinguishable-from-zero', 'control-sign-unknown');
  const towardsWorse = higherIsBetter === baseline > 0 ? -1 : 1;
  const multiple = 1 + towardsWorse * relativeMargin;
  const distanceToMargin = (higherIsBetter ? 1 : -1) * (treatment.estimate - multiple * baseline);
  const standardError = Math.sqrt(
    multiple * multiple * control.samplingVariance +
      treatment.samplingVariance +
      relativeMargin * relativeMargin * varianceShared,
  );
  const noVariance = refuseNoVariance(standardError, [control.estimate, treatment.estimate]);
  if (noVariance !== undefined) return noVariance;
  const statistic = distanceToMargin / standardError;
  const degreesOfFreedom = welchDegreesOfFreedom(control, treatment);
  const p = studentTSf(statistic, degreesOfFreedom);
  const pBeyond = studentTSf(-statistic, degreesOfFreedom);
  if (![statistic, p, pBeyond].every(Number.isFinite))
    return cannotSay('not-computable', 'figures-too-large');
  return say({ distanceToMargin, standardError, degreesOfFreedom, statistic, p, pBeyond });
}
