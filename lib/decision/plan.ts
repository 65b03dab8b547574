import type { Spending } from '../statistics/sequential/group-sequential';

/** How the experiment may be looked at, fixed at launch. */
export type LookingMethod =
  | { readonly kind: 'fixed' }
  | {
      readonly kind: 'group-sequential';
      readonly spending: Spending;
      /** Information fractions of the planned looks, increasing, the last one 1. */
      readonly looks: readonly number[];
    }
  | { readonly kind: 'always-valid' };

export interface PlannedMetric {
  readonly key: string;
  /** success: must improve. guardrail: must not suffer. quality: must not differ at all if the experiment is sound. */
  readonly role: 'success' | 'guardrail' | 'quality';
  readonly higherIsBetter: boolean;
  /** Of a guardrail: tolerated loss relative to the control mean. Without one only deterioration is tested. */
  readonly relativeMargin?: number;
  /** tau^2 in the metric's unit squared; needed when the plan is always valid. */
  readonly mixingVariance?: number;
}

/**
 * What an experiment promised at launch. Plain data that the planner and the analysis both read, so that the test that
 * was sized is the test that is run.
 */
export interface ExperimentPlan {
  /** Variants compared with the control. */
  readonly treatments: readonly string[];
  readonly metrics: readonly PlannedMetric[];
  readonly method: LookingMethod;
  /** Chance to ship a variant that should not ship. */
  readonly alpha: number;
  /** Sides of the success tests; with 2, half of alpha is on the side of an improvement. */
  readonly sides: 1 | 2;
  /** alpha_minus: false alarms of the deterioration and quality tests together. */
  readonly alphaDeterioration: number;
  /** Wanted chance to ship a variant that is as good as planned. */
  readonly power: number;
}

const isShare = (value: number): boolean => value > 0 && value < 1;

/** What makes a plan one that cannot be decided by, in words, or null. */
export function planFault(plan: ExperimentPlan): string | null {
  const { alpha, alphaDeterioration, power, treatments, metrics, sides } = plan;
  if (![alpha, alphaDeterioration, power].every(isShare))
    return 'Alpha, alpha minus and power must lie between 0 and 1.';
  if (![1, 2].includes(sides)) return 'Success is tested on one or two sides.';
  if (treatments.length === 0) return 'A plan needs a variant to compare with the control.';
  if (new Set(treatments).size < treatments.length) return 'A variant is named twice.';
  if (new Set(metrics.map((metric) => metric.key)).size < metrics.length) return 'A metric is planned twice.';
  return metricsFault(metrics, plan.method) ?? looksFault(plan.method);
}

function metricsFault(metrics: readonly PlannedMetric[], method: LookingMethod): string | null {
  if (!metrics.some((metric) => metric.role === 'success' || hasMargin(metric))) {
    return 'A plan needs a success metric or a guardrail with a margin: nothing else can lead to shipping.';
  }
  for (const { key, role, relativeMargin, mixingVariance } of metrics) {
    if (relativeMargin !== undefined && !(role === 'guardrail' && isShare(relativeMargin))) {
      return `The margin of ${key} must be between 0 and 1, and on a guardrail.`;
    }
    if (method.kind === 'always-valid' && !(mixingVariance !== undefined && mixingVariance > 0)) {
      return `An always-valid plan needs a mixing variance above 0 for ${key}.`;
    }
  }
  return null;
}

function looksFault(method: LookingMethod): string | null {
  if (method.kind !== 'group-sequential') return null;
  const increasing = method.looks.every((look, i) => look > (method.looks[i - 1] ?? 0));
  return increasing && method.looks.at(-1) === 1 ? null : 'Planned looks must increase and end at 1.';
}

export function hasMargin(
  metric: PlannedMetric,
): metric is PlannedMetric & { readonly relativeMargin: number } {
  return metric.role === 'guardrail' && metric.relativeMargin !== undefined;
}
