import type { ExperimentPlan } from './plan';

/** Errors of the single tests with which the decision as a whole keeps the plan's alpha and power. */
export interface CorrectedErrors {
  /** One success metric, one comparison; both sides together when the plan is two-sided. */
  readonly alphaPerSuccess: number;
  /** One guardrail with a margin; one-sided. */
  readonly alphaPerGuardrail: number;
  /** One deterioration test (one-sided) or one quality test (two-sided). */
  readonly alphaPerDeterioration: number;
}

/**
 * With C comparisons, S success metrics:
 * - one success is enough to ship, so a false one anywhere is a false ship: alpha / (C max(1, S)), union-intersection;
 * - all guardrails of a variant must pass, so one false pass alone ships nothing, but each variant has its chance: alpha / C each,
 *   intersection-union within a variant, union over variants;
 * - deterioration of every success and guardrail metric, and quality metrics, in every comparison, share alpha_minus.
 *
 * Source: Schultzberg, Ankargren & Frånberg, "Risk-aware product decisions in A/B tests with multiple metrics" (2024).
 */
export function correctedErrors(plan: ExperimentPlan): CorrectedErrors {
  const comparisons = plan.treatments.length;
  const successes = plan.metrics.filter((metric) => metric.role === 'success').length;
  return {
    alphaPerSuccess: plan.alpha / (comparisons * Math.max(1, successes)),
    alphaPerGuardrail: plan.alpha / comparisons,
    alphaPerDeterioration: plan.alphaDeterioration / (comparisons * plan.metrics.length),
  };
}
