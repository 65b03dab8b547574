import { noncentralTCdf, noncentralTSf } from '../distributions/noncentral-t';
import { studentTIsf } from '../distributions/student-t';
import { cannotSay, type CannotSay } from '../outcome';

/** A two-sample t-test to be planned, in the units in which its power depends on nothing else. */
export interface TestDesign {
  /** Treatment units per control unit: 1 is an equal split, 0.25 a fifth of the traffic in the treatment. */
  readonly treatmentToControlRatio: number;
  /** Type I error of the test, both sides together when `sides` is 2. */
  readonly alpha: number;
  readonly sides: 1 | 2;
  /**
   * The tested contrast is m1 - controlCoefficient x m0; 1 when absent. Non-inferiority with relative margin d tests
   * 1 - d (or 1 + d) times the control mean, and that share of the control's noise counts.
   */
  readonly controlCoefficient?: number;
  /** Variance of a unit's value in the treatment over that in the control; 1 when absent. */
  readonly treatmentVarianceRatio?: number;
}

/** A t-test with fewer degrees of freedom than this is of no use, and its distribution takes ever longer to integrate. */
const FEWEST_DEGREES_OF_FREEDOM = 1;

/** Fewest units in all, real-valued, that a design may have: two leave no variance, and a third one degree of freedom. */
export const FEWEST_UNITS = 2 + FEWEST_DEGREES_OF_FREEDOM;

/**
 * With a noncentrality as large as this, missing the critical value would take a sample standard deviation a hundred
 * times the true one. The integral behind the noncentral t grows with the noncentrality, so it is not asked.
 */
const CERTAIN_NONCENTRALITY = 1e3;
const CERTAIN_MARGIN = 100;

/**
 * Power of the two-sample t-test for real-valued `controlUnits`, with n0 + n1 - 2 degrees of freedom.
 *
 * The standardised effect is in standard deviations of one unit of the control; for one side it counts in the direction tested, so
 * that a negative one has less power than alpha. Two-sided power counts both tails, also the wrong one.
 * NaN where the degrees of freedom are so few and alpha so small that float64 cannot say.
 * Source: Cohen, Statistical Power Analysis (1988), 2.5; noncentrality effect / sqrt(c^2 / n0 + q / n1) with the ratio q of the variances.
 */
export function tTestPower(design: TestDesign, standardizedEffect: number, controlUnits: number): number {
  const { treatmentToControlRatio: ratio, alpha, sides } = design;
  const degreesOfFreedom = controlUnits * (1 + ratio) - 2;
  const effect = sides === 2 ? Math.abs(standardizedEffect) : standardizedEffect;
  const noncentrality = effect * Math.sqrt(controlUnits / contrastVariance(design));
  const critical = studentTIsf(alpha / sides, degreesOfFreedom);
  if (Math.abs(noncentrality) > CERTAIN_NONCENTRALITY) return certainPower(noncentrality, critical);
  const upper = noncentralTSf(critical, degreesOfFreedom, noncentrality);
  return sides === 1 ? upper : upper + noncentralTCdf(-critical, degreesOfFreedom, noncentrality);
}

/** Variance of the tested contrast over that of the control's mean: c^2 + q / r. */
export function contrastVariance({
  treatmentToControlRatio: ratio,
  controlCoefficient = 1,
  treatmentVarianceRatio = 1,
}: Pick<TestDesign, 'treatmentToControlRatio' | 'controlCoefficient' | 'treatmentVarianceRatio'>): number {
  return controlCoefficient ** 2 + treatmentVarianceRatio / ratio;
}

function certainPower(noncentrality: number, critical: number): number {
  if (Math.abs(noncentrality) < CERTAIN_MARGIN * Math.abs(critical)) return NaN;
  return noncentrality > 0 ? 1 : 0;
}

/** Why a design cannot be computed, or null. */
export function designFault(design: TestDesign): CannotSay | null {
  const { treatmentToControlRatio: ratio, alpha, sides } = design;
  const { controlCoefficient = 1, treatmentVarianceRatio = 1 } = design;
  if (!(alpha > 0 && alpha < 1)) return cannotSay('invalid-input', 'alpha-out-of-range');
  if (![1, 2].includes(sides)) return cannotSay('invalid-input', 'sides-not-one-or-two');
  if (!(ratio > 0 && ratio < Infinity)) return cannotSay('invalid-input', 'ratio-not-positive');
  if (!(controlCoefficient > 0 && controlCoefficient < Infinity))
    return cannotSay('invalid-input', 'control-coefficient-not-positive');
  if (!(treatmentVarianceRatio > 0 && treatmentVarianceRatio < Infinity))
    return cannotSay('invalid-input', 'variance-ratio-not-positive');
  return null;
}
