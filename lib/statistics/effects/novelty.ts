import type { Interval } from '../effect';
import { firstRefusal, requireUnits } from '../input-checks';
import { columnMoments, type JointMoments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';
import { compareArms, type ArmEstimate } from './arm-comparison';
import { lineariseMetrics, type ColumnMetric } from './linearise';

export interface NoveltyInput {
  /** Moments of columns measured on the same units in an early and in a late period of equal length. */
  readonly control: JointMoments;
  readonly treatment: JointMoments;
  readonly early: ColumnMetric;
  readonly late: ColumnMetric;
  readonly alphaTwoSided: number;
}

/** In the metric's unit over one of the periods; `change` is the late effect minus the early one. */
export interface Novelty {
  readonly earlyEffect: number;
  readonly lateEffect: number;
  readonly change: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly statistic: number;
  readonly pTwoSided: number;
  readonly interval: Interval;
}

/** What remains of a variance that cancels is rounding below this share of what went in. */
const ROUNDING = 1e-14;

/**
 * Does an effect change with the time since exposure? Each unit is compared with itself: with d = late - early per unit, the
 * change of the effect is mean(d) of the treatment minus mean(d) of the control, by Welch's test, two-sided. The same units in
 * both periods: their likeness is taken account of through the covariance, and no other cohort enters. An arm below two units is
 * refused; the other refusals are those of `lineariseMetrics` and `compareArms`.
 * Source: the difference in differences of a repeated measure, Bland and Altman (1994) for paired differences; Hohnhold,
 * O'Brien and Tang (2015), "Focusing on the long-term", KDD, for why an effect is to be followed by time since exposure.
 */
export function noveltyTest(input: NoveltyInput): Outcome<Novelty> {
  const { early, late, alphaTwoSided } = input;
  const refusal = firstRefusal(
    requireUnits('control', input.control.n),
    requireUnits('treatment', input.treatment.n),
  );
  if (refusal !== undefined) return refusal;
  const control = lineariseMetrics(input.control, [early, late]);
  if (!control.ok) return control;
  const treatment = lineariseMetrics(input.treatment, [early, late]);
  if (!treatment.ok) return treatment;
  const effect = compareArms(changeWithin(control.value), changeWithin(treatment.value), alphaTwoSided);
  if (!effect.ok) return effect;
  const effectIn = (period: number) =>
    columnMoments(treatment.value, period).mean - columnMoments(control.value, period).mean;
  if (![effectIn(0), effectIn(1)].every(Number.isFinite))
    return cannotSay('not-computable', 'The figures exceed the range of float64; choose another unit.');
  const { difference, standardError, degreesOfFreedom, statistic, pTwoSided, interval } = effect.value;
  return say({
    earlyEffect: effectIn(0),
    lateEffect: effectIn(1),
    change: difference,
    standardError,
    degreesOfFreedom,
    statistic,
    pTwoSided,
    interval,
  });
}

/** Mean and sampling variance of late minus early in one arm. */
function changeWithin(moments: JointMoments): ArmEstimate {
  const early = columnMoments(moments, 0);
  const late = columnMoments(moments, 1);
  const covariance = moments.covariances[0]?.[1] ?? 0;
  const variance = early.variance + late.variance - 2 * covariance;
  const scale = early.variance + late.variance + 2 * Math.abs(covariance);
  return {
    estimate: late.mean - early.mean,
    samplingVariance: Math.abs(variance) <= ROUNDING * scale ? 0 : variance / moments.n,
    degreesOfFreedom: moments.n - 1,
  };
}
