import type { Moments } from '../statistics/moments';
import { meanEffect } from '../statistics/effects/mean';
import { nonInferiorityTest } from '../statistics/effects/non-inferiority';
import { correlatedNormals, type Uniform } from './correlated-normals';
import { hasMargin, type ExperimentPlan, type PlannedMetric } from './plan';
import type { MetricResult } from './results';

/** The truth about a metric in the simulated world. */
export interface SimulatedMetric {
  readonly key: string;
  readonly mean: number;
  readonly variance: number;
  /** True relative difference of every treatment. */
  readonly relativeDifference: number;
}

/** Sums of one arm so far, per metric, in standard deviations around the true mean. */
export type ArmState = readonly number[];

/** An arm after `units` more units: by the central limit theorem its sums move by correlated normals. */
export function grow(
  state: ArmState,
  units: number,
  factor: readonly (readonly number[])[],
  uniform: Uniform,
): ArmState {
  const step = correlatedNormals(factor, uniform);
  return state.map((sum, i) => sum + Math.sqrt(units) * (step[i] ?? 0));
}

export function armMoments(
  metrics: readonly SimulatedMetric[],
  state: ArmState,
  units: number,
  treated: boolean,
): readonly Moments[] {
  return metrics.map(({ mean, variance, relativeDifference }, i) => ({
    n: units,
    mean: mean * (treated ? 1 + relativeDifference : 1) + (Math.sqrt(variance) * (state[i] ?? 0)) / units,
    variance,
  }));
}

/** The results the analysis would show for one variant, through the same public functions. */
export function variantResults(
  plan: ExperimentPlan,
  variant: string,
  control: readonly Moments[],
  treatment: readonly Moments[],
): readonly MetricResult[] {
  return plan.metrics.flatMap((metric, i) => {
    const arms = { control: control[i], treatment: treatment[i] };
    if (arms.control === undefined || arms.treatment === undefined) return [];
    return [metricResult(plan, metric, variant, arms.control, arms.treatment)];
  });
}

function metricResult(
  plan: ExperimentPlan,
  metric: PlannedMetric,
  variant: string,
  control: Moments,
  treatment: Moments,
): MetricResult {
  const effect = meanEffect({ control, treatment, alphaTwoSided: plan.alpha });
  const result = { metric: metric.key, variant, effect };
  if (!hasMargin(metric)) return result;
  const { relativeMargin, higherIsBetter } = metric;
  const alphaOneSided = plan.alpha;
  return {
    ...result,
    nonInferiority: nonInferiorityTest({ control, treatment, relativeMargin, alphaOneSided, higherIsBetter }),
  };
}
