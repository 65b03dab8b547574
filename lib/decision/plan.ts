import { cannotSay, type CannotSay } from '../statistics/outcome';
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
  /** Of a success metric: the smallest improvement of interest, relative to the size of the control mean. */
  readonly minimumEffectRelative?: number;
  /** tau^2 in the metric's unit squared; needed when the plan is always valid. */
  readonly mixingVariance?: number;
}

/**
 * What an experiment promised at launch. Plain data that the planner and the analysis both read, so that the test that
 * was sized is the test that is run.
 */
export interface ExperimentPlan {
  /** The variant that the treatments are compared with. */
  readonly control: string;
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
  /** Below it a look before the last one recommends to stop for futility, and no level changes; left out: no such rule. */
  readonly leastConditionalPower?: number;
}

const isShare = (value: number): boolean => value > 0 && value < 1;

/** Why a plan cannot be decided by, or null. */
export function planFault(plan: ExperimentPlan): CannotSay | null {
  return designFault(plan) ?? mixingFault(plan);
}

/** The same before there are data: the mixing variances of an always-valid plan are set at its first look. */
export function designFault(plan: ExperimentPlan): CannotSay | null {
  const { alpha, alphaDeterioration, power, treatments, metrics, sides } = plan;
  if (![alpha, alphaDeterioration, power].every(isShare))
    return cannotSay('invalid-input', 'plan-shares-out-of-range');
  if (![1, 2].includes(sides)) return cannotSay('invalid-input', 'plan-sides-not-one-or-two');
  if (treatments.length === 0) return cannotSay('invalid-input', 'plan-without-variant');
  if (new Set(treatments).size < treatments.length) return cannotSay('invalid-input', 'plan-variant-twice');
  if (new Set(metrics.map((metric) => metric.key)).size < metrics.length)
    return cannotSay('invalid-input', 'plan-metric-twice');
  return metricsFault(metrics) ?? looksFault(plan.method) ?? futilityFault(plan);
}

function metricsFault(metrics: readonly PlannedMetric[]): CannotSay | null {
  if (!metrics.some((metric) => metric.role === 'success' || hasMargin(metric))) {
    return cannotSay('invalid-input', 'plan-without-success');
  }
  for (const { key, role, relativeMargin } of metrics) {
    if (relativeMargin !== undefined && !(role === 'guardrail' && isShare(relativeMargin))) {
      return cannotSay('invalid-input', 'plan-margin-out-of-range', { metric: key });
    }
  }
  return null;
}

/** A metric without one has had no figure yet, as where no unit differs: it alone cannot say, and the others are judged. */
function mixingFault({ metrics, method }: ExperimentPlan): CannotSay | null {
  if (method.kind !== 'always-valid') return null;
  const without = metrics.find(({ mixingVariance }) => mixingVariance !== undefined && !(mixingVariance > 0));
  return without === undefined
    ? null
    : cannotSay('invalid-input', 'plan-without-mixing-variance', { metric: without.key });
}

function looksFault(method: LookingMethod): CannotSay | null {
  if (method.kind !== 'group-sequential') return null;
  const increasing = method.looks.every((look, i) => look > (method.looks[i - 1] ?? 0));
  return increasing && method.looks.at(-1) === 1
    ? null
    : cannotSay('invalid-input', 'plan-looks-out-of-order');
}

/** Why futility cannot be asked of a plan; null: it can, or is not stated. */
export function futilityFault({
  leastConditionalPower: least,
  method,
  metrics,
}: ExperimentPlan): CannotSay | null {
  if (least === undefined) return null;
  const successes = metrics.filter(({ role }) => role === 'success');
  const arePlanned = successes.every(({ minimumEffectRelative }) => minimumEffectRelative !== undefined);
  const isSound = least > 0 && least < 0.5 && method.kind === 'group-sequential' && method.looks.length > 1;
  return isSound && successes.length > 0 && arePlanned ? null : cannotSay('invalid-input', 'plan-futility');
}

export function hasMargin(
  metric: PlannedMetric,
): metric is PlannedMetric & { readonly relativeMargin: number } {
  return metric.role === 'guardrail' && metric.relativeMargin !== undefined;
}
