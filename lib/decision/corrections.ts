import { hasMargin, type ExperimentPlan } from './plan';

/** Errors of the single tests with which the decision as a whole keeps the plan's alpha and power. */
export interface CorrectedErrors {
  /** One success metric, one comparison; both sides together when the plan is two-sided. */
  readonly alphaPerSuccess: number;
  /** One guardrail with a margin; one-sided. */
  readonly alphaPerGuardrail: number;
  /** Each success metric and each guardrail with a margin. */
  readonly powerPerTest: number;
  /** One deterioration test (one-sided) or one quality test (two-sided). */
  readonly alphaPerDeterioration: number;
}

/**
 * With C comparisons, S success metrics and G guardrails with a margin:
 * - one success is enough to ship, so a false one anywhere is a false ship: alpha / (C max(1, S)), union-intersection;
 * - all guardrails must pass, so one false pass alone ships nothing: alpha each, intersection-union;
 * - all must be found at once: power 1 - (1 - power) / (G + min(S, 1)) each, by Bonferroni on the misses;
 * - deterioration of every success and guardrail metric, and quality metrics, in every comparison, share alpha_minus.
 *
 * Source: Schultzberg, Ankargren & Frånberg, "Risk-aware product decisions in A/B tests with multiple metrics" (2024).
 */
export function correctedErrors(plan: ExperimentPlan): CorrectedErrors {
  const comparisons = plan.treatments.length;
  const successes = plan.metrics.filter((metric) => metric.role === 'success').length;
  const margins = plan.metrics.filter(hasMargin).length;
  return {
    alphaPerSuccess: plan.alpha / (comparisons * Math.max(1, successes)),
    alphaPerGuardrail: plan.alpha,
    powerPerTest: 1 - (1 - plan.power) / (margins + Math.min(successes, 1)),
    alphaPerDeterioration: plan.alphaDeterioration / (comparisons * plan.metrics.length),
  };
}
