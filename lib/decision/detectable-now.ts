import type { AnalysisResult } from '../model/analysis-result';
import type { DetectableBasis, DetectableEffect } from '../model/detectable-effect';
import type { MetricResult } from '../model/metric-result';
import type { Spread } from '../model/metrics/kind';
import { spreadOf } from '../model/metrics/kinds';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { hasMargin, type ExperimentPlan, type PlannedMetric } from './plan';
import { detectableRelative, plannedQuestion, plannedTest } from './planning/detectable-effect';
import { sizedPlan } from './planning/plan-request';
import type { DecidedDesign } from './run-plan';

/** What is known of a metric's spread in an analysis, whatever its effect is. */
export interface BlindedMetric {
  readonly metric: string;
  /** Of all variants, as far as they count. */
  readonly units: number;
  /** How the variance of its values follows their mean. */
  readonly spread: Spread;
  readonly basis: Outcome<DetectableBasis>;
}

/**
 * Spread and mean of each metric as of now. The variance is the squared standard error of the difference over 1/n + 1/m, so that
 * covariates, strata and whatever else makes the test more precise are in it; the mean is that of all arms together. Neither
 * depends on which arm is the higher. Of several variants the one whose difference is the least precise counts.
 */
export function blindedMetrics({ metrics }: AnalysisResult): readonly BlindedMetric[] {
  return metrics.map((metric) => ({
    metric: metric.key,
    units: metric.arms.reduce((sum, { n }) => sum + n, 0),
    spread: spreadOf(metric.kind),
    basis: metric.failure ?? basisOf(metric),
  }));
}

function basisOf({ arms, effects }: MetricResult): Outcome<DetectableBasis> {
  const units = arms.reduce((sum, { n }) => sum + n, 0);
  // An arm without units has no mean.
  const mean = arms.reduce((sum, arm) => (arm.n > 0 ? sum + (arm.n / units) * arm.mean : sum), 0);
  let widest: { readonly basis: DetectableBasis; readonly standardError: number } | null = null;
  for (const { contrast, effect } of effects) {
    if (!effect.ok) return effect;
    const { standardError } = effect.value;
    const n = unitsIn(arms, contrast.reference);
    const m = unitsIn(arms, contrast.treatment);
    if (widest !== null && standardError <= widest.standardError) continue;
    const variance = standardError ** 2 / (1 / n + 1 / m);
    const basis = {
      treatment: contrast.treatment,
      controlUnits: n,
      treatmentToControlRatio: m / n,
      mean,
      variance,
    };
    widest = { basis, standardError };
  }
  if (widest === null) return cannotSay('too-few-units', 'no-unit-exposed');
  return widest.basis.variance > 0 && widest.basis.variance < Infinity
    ? say(widest.basis)
    : cannotSay('no-variance', 'same-for-every-unit');
}

function unitsIn(arms: MetricResult['arms'], variant: string): number {
  return arms.find((arm) => arm.variant === variant)?.n ?? 0;
}

/**
 * The smallest relative change of each success metric, and the smallest margin of each guardrail that has one, that its own test finds with the
 * plan's power in a plan of as many units as count now: the planner's figure for that size. Says nothing of the effect.
 */
export function detectableNow(
  design: DecidedDesign,
  blinded: readonly BlindedMetric[],
): readonly DetectableEffect[] {
  const plan = sizedPlan(design);
  return plan.metrics.flatMap((metric): readonly DetectableEffect[] => {
    const known = blinded.find((one) => one.metric === metric.key);
    if (known === undefined || !(metric.role === 'success' || hasMargin(metric))) return [];
    const { units, basis, spread } = known;
    const { alphaOneSided } = plannedQuestion(plan, metric);
    const question = metric.role === 'success' ? 'better' : 'non-inferior';
    const relative = basis.ok ? relativeNow(plan, metric, { ...basis.value, spread }) : basis;
    return [{ metric: metric.key, question, alphaOneSided, power: plan.power, units, relative }];
  });
}

function relativeNow(
  plan: ExperimentPlan,
  metric: PlannedMetric,
  { spread, ...basis }: DetectableBasis & Pick<BlindedMetric, 'spread'>,
): DetectableEffect['relative'] {
  const test = plannedTest(plan, metric, plan.power);
  if (!test.ok) return test;
  const { controlUnits, treatmentToControlRatio: ratio, mean, variance } = basis;
  // A change that is only thought of moves the variance with the mean, as the planner has it.
  const baseline = { mean, variance, varianceReduction: 0, spread };
  const found = detectableRelative(metric, test.value, baseline, { controlUnits, ratio });
  return found.ok ? say({ ...basis, relative: found.value }) : found;
}
