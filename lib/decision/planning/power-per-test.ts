import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import { hasMargin, type ExperimentPlan } from '../plan';

/**
 * Power of each success metric and of each guardrail with a margin, with which the decision as a whole has the plan's:
 * 1 - (beta - a') / (G + min(S, 1)), by Bonferroni on all that may keep a good variant from being shipped. A false alarm of
 * deterioration, or of a quality metric, is one such thing: together they have the probability a'.
 *
 * Refused where a' alone uses up beta. Source: docs/statistics/planning.md, after Schultzberg, Ankargren & Frånberg (2024).
 */
export function powerPerTest(plan: ExperimentPlan): Outcome<number> {
  const { power, alphaDeterioration } = plan;
  const misses = 1 - power - alphaDeterioration;
  // .95 + .05 is 1 but for the dust of binary fractions.
  if (!(misses > 1e-12)) {
    return cannotSay('invalid-input', 'power-above-alpha-deterioration', {
      powerPercent: percent(power),
      alarmsPercent: percent(alphaDeterioration),
    });
  }
  const successes = plan.metrics.filter((metric) => metric.role === 'success').length;
  const margins = plan.metrics.filter(hasMargin).length;
  return say(1 - misses / (margins + Math.min(successes, 1)));
}

/** As it was asked for, but for the dust of binary fractions. */
const percent = (share: number): number => Number((100 * share).toPrecision(12));
