import type { AnalysisResult } from '../model/analysis-result';
import { isSameContrast } from '../model/contrast';
import type { ToldStoppedEstimate } from '../model/early-stop-estimates';
import type { MetricResult, ContrastEffect } from '../model/metric-result';
import { normalIsf } from '../statistics/distributions/normal';
import type { Interval } from '../statistics/effect';

/** One metric in one variant of a run, as a change relative to the size of the control mean (a fraction). */
export interface MeasuredEffect {
  readonly metric: string;
  readonly metricName: string;
  readonly variant: string;
  readonly role: MetricResult['role'];
  /** The difference over its standard error. */
  readonly statistic: number;
  /** Null where the control mean cannot be told from zero. */
  readonly relative: { readonly difference: number; readonly standardError: number } | null;
}

/**
 * The effects of a result that have figures, in its order: those that allow for an early stop in place of what was measured then,
 * whose size was a reason to stop.
 */
export function measuredEffects(
  { metrics }: AnalysisResult,
  stopped: readonly ToldStoppedEstimate[],
): readonly MeasuredEffect[] {
  return metrics.flatMap((metric) =>
    metric.effects.flatMap((one): MeasuredEffect[] => {
      if (!one.effect.ok) return [];
      const { key, name, role } = metric;
      const { statistic } = one.effect.value;
      const allowing = stopped.find(
        (estimate) => estimate.metric === key && isSameContrast(estimate.contrast, one.contrast),
      );
      const relative = allowing === undefined ? relativeOf(metric, one) : relativeAfterStop(allowing);
      return [{ metric: key, metricName: name, variant: one.contrast.treatment, role, statistic, relative }];
    }),
  );
}

function relativeAfterStop({ relative, alphaOneSided }: ToldStoppedEstimate): MeasuredEffect['relative'] {
  if (!relative.ok) return null;
  const { difference, interval } = relative.value;
  // In standard deviations of a normal distribution.
  const reach = normalIsf(alphaOneSided.lower) + normalIsf(alphaOneSided.upper);
  const standardError = (interval.upper - interval.lower) / reach;
  return standardError > 0 ? { difference, standardError } : null;
}

function relativeOf(metric: MetricResult, one: ContrastEffect): MeasuredEffect['relative'] {
  if (!one.effect.ok || !one.effect.value.relative.ok) return null;
  const { difference, interval } = one.effect.value.relative.value;
  const standardError =
    one.effect.value.method === 'mid-p'
      ? exactError(difference, interval, one.alphaTwoSided)
      : deltaError(metric, one, difference);
  return standardError > 0 && standardError < Infinity ? { difference, standardError } : null;
}

/**
 * Of few events: the part of the exact interval that lies towards no change, over the normal quantile of its level. So it is told
 * from 0 where the exact test tells it; the delta method gives an arm without events no error at all. NaN: there is no interval.
 */
function exactError(difference: number, { lower, upper }: Interval, alphaTwoSided = NaN): number {
  const towardsNone = difference > 0 ? difference - lower : upper - difference;
  return towardsNone / normalIsf(alphaTwoSided / 2);
}

/**
 * By the delta method: with r the relative change, its variance is (v1 + (1 + r)^2 v0) / m0^2, where v0 + v1 is the squared standard
 * error of the difference. A covariate takes the same share of both arms' variances away. NaN where an arm is missing, or the treatment
 * shows no variance to take an error from.
 * Source: Casella & Berger, Statistical Inference (2002), 5.5.4.
 */
function deltaError(
  { arms }: MetricResult,
  { contrast, effect, adjustment }: ContrastEffect,
  difference: number,
): number {
  const [baseline, treatment] = [contrast.reference, contrast.treatment].map((key) =>
    arms.find(({ variant }) => variant === key),
  );
  if (!effect.ok || baseline === undefined || !(baseline.n > 0) || treatment?.variance === 0) return NaN;
  const kept = adjustment?.ok === true ? 1 - adjustment.value.varianceReduction : 1;
  const squaredError = effect.value.standardError ** 2;
  const v0 = Math.min((kept * baseline.variance) / baseline.n, squaredError);
  const variance = squaredError + (2 * difference + difference * difference) * v0;
  return Math.sqrt(variance) / Math.abs(baseline.mean);
}
