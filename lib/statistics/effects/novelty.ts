import type { Interval } from '../effect';
import { firstRefusal, requireUnits, type Check } from '../input-checks';
import { columnMoments, type JointMoments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';
import { compareArms } from './arm-comparison';
import type { ArmEstimate } from './arm-estimate';
import { lineariseMetrics, type ColumnMetric } from './linearise';
import { isFarAboveZero, LEAST_STANDARD_ERRORS, refuseNoRelativeVariance } from './log-scale';

export interface NoveltyInput {
  /** Moments of columns measured on the same units in an early and in a late period of equal length. */
  readonly control: JointMoments;
  readonly treatment: JointMoments;
  readonly early: ColumnMetric;
  readonly late: ColumnMetric;
  readonly alphaTwoSided: number;
}

/** Relative effects are fractions: .02 is +2 %. */
export interface Novelty {
  readonly earlyRelative: number;
  readonly lateRelative: number;
  /** Natural logarithm of (1 + lateRelative) / (1 + earlyRelative): 0 where the relative effect lasts. */
  readonly logRatioOfRatios: number;
  /** Of the logarithm, as are the statistic and its degrees of freedom. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly statistic: number;
  readonly pTwoSided: number;
  /** (1 + lateRelative) / (1 + earlyRelative), with its interval: 1 where the relative effect lasts. */
  readonly ratio: number;
  readonly interval: Interval;
}

/** What remains of a variance that cancels is rounding below this share of what went in. */
const ROUNDING = 1e-14;

/**
 * Does a relative effect change with the time since exposure? With the means E of an early and L of a late period in either
 * arm, T = ln(L1 / L0) - ln(E1 / E0), by Welch's test, two-sided; the variance of an arm is
 * (s_L^2 / L^2 + s_E^2 / E^2 - 2 s_EL / (E L)) / n. On the scale of differences a constant +15 % on a falling baseline would
 * look like an effect that fades. The same units in both periods: their likeness is in the covariance, and no other cohort
 * enters. Refused unless each of the four means is positive and at least 5 standard errors from 0; an arm below two units; and
 * what `lineariseMetrics` and `compareArms` refuse.
 * Source: the delta method for the logarithm of a ratio, van der Vaart (1998), "Asymptotic Statistics", 3.1; Hohnhold, O'Brien
 * and Tang (2015), "Focusing on the long-term", KDD, for why an effect is to be followed by time since exposure.
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
  const quiet = firstRefusal(
    ...(['early', 'late'] as const).flatMap((period, column) => [
      requireActive(period, 'control', control.value, column),
      requireActive(period, 'treatment', treatment.value, column),
    ]),
  );
  if (quiet !== undefined) return quiet;
  const [before, after] = [logChangeWithin(control.value), logChangeWithin(treatment.value)];
  const noVariance = refuseNoRelativeVariance(Math.sqrt(before.samplingVariance + after.samplingVariance), [
    before.estimate,
    after.estimate,
  ]);
  if (noVariance !== undefined) return noVariance;
  const change = compareArms(before, after, alphaTwoSided);
  if (!change.ok) return change;
  const relativeIn = (period: number) =>
    columnMoments(treatment.value, period).mean / columnMoments(control.value, period).mean - 1;
  const { difference, standardError, degreesOfFreedom, statistic, pTwoSided, interval } = change.value;
  const found = {
    earlyRelative: relativeIn(0),
    lateRelative: relativeIn(1),
    logRatioOfRatios: difference,
    standardError,
    degreesOfFreedom,
    statistic,
    pTwoSided,
    ratio: Math.exp(difference),
    interval: { lower: Math.exp(interval.lower), upper: Math.exp(interval.upper) },
  };
  const figures = [found.earlyRelative, found.lateRelative, found.ratio, found.interval.upper];
  return figures.every(Number.isFinite) ? say(found) : cannotSay('not-computable', 'figures-too-large');
}

function requireActive(period: 'early' | 'late', name: string, moments: JointMoments, column: number): Check {
  const { mean, variance } = columnMoments(moments, column);
  if (isFarAboveZero({ estimate: mean, samplingVariance: variance / moments.n })) return undefined;
  const parameters = { period, name, least: LEAST_STANDARD_ERRORS };
  return cannotSay('not-computable', 'period-not-far-above-zero', parameters);
}

/** ln(late / early) of one arm, and its sampling variance. */
function logChangeWithin(moments: JointMoments): ArmEstimate {
  const early = columnMoments(moments, 0);
  const late = columnMoments(moments, 1);
  const covariance = (moments.covariances[0]?.[1] ?? 0) / early.mean / late.mean;
  const ofEarly = early.variance / early.mean / early.mean;
  const ofLate = late.variance / late.mean / late.mean;
  const variance = ofEarly + ofLate - 2 * covariance;
  const scale = ofEarly + ofLate + 2 * Math.abs(covariance);
  return {
    estimate: Math.log(late.mean) - Math.log(early.mean),
    samplingVariance: Math.abs(variance) <= ROUNDING * scale ? 0 : variance / moments.n,
    degreesOfFreedom: moments.n - 1,
  };
}
