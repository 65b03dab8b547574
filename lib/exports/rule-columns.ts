import { readAnswers } from '../charts/reading';
import type { RunDecision } from '../model/decision';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import { cannotSaySentence } from '../sentences/cannot-say';
import type { Outcome } from '../statistics/outcome';
import type { Cell, ColumnType } from './table';

/**
 * What the plan's rule said: the word of the scorecard, the test that it is, the interval whose two ends have levels of their own,
 * and the end, in the metric's good direction, of what improvement is possible.
 */
export const ruleColumnTypes = {
  answer: 'text',
  question: 'text',
  rejected: 'truth',
  p_adjusted: 'number',
  alpha_adjusted: 'number',
  p_adjusted_at_look: 'count',
  shown_at_look: 'count',
  rule_lower: 'number',
  rule_upper: 'number',
  rule_relative_lower: 'number',
  rule_relative_upper: 'number',
  rule_lower_alpha_one_sided: 'number',
  rule_upper_alpha_one_sided: 'number',
  possible_improvement: 'number',
  possible_improvement_relative: 'number',
  possible_improvement_alpha_one_sided: 'number',
} as const satisfies Readonly<Record<string, ColumnType>>;

type RuleRow = { readonly [Name in keyof typeof ruleColumnTypes]?: Cell | undefined };

/** Empty where the rule has not judged: before the first look, and in decisions of engines that stored no answers. */
export function ruleColumns(
  metric: MetricResult,
  { contrast, ruleInterval }: ContrastEffect,
  decision: RunDecision | null,
): RuleRow {
  if (decision?.look.taken !== true) return {};
  const { words, answer } = readAnswers(metric, contrast, decision);
  const adjusted = words === 'Cannot say' ? null : answer?.adjusted;
  const ends = ruleInterval?.ok === true ? ruleInterval.value : null;
  return {
    answer: words,
    question: answer?.question,
    rejected: answer?.rejected,
    p_adjusted: adjusted?.p,
    alpha_adjusted: adjusted?.alpha,
    p_adjusted_at_look: adjusted?.look,
    shown_at_look: answer?.shown?.look,
    rule_lower: figure(ends?.lower.difference),
    rule_upper: figure(ends?.upper.difference),
    rule_relative_lower: figure(ends?.lower.relative),
    rule_relative_upper: figure(ends?.upper.relative),
    rule_lower_alpha_one_sided: ends?.lower.alphaOneSidedAtLook,
    rule_upper_alpha_one_sided: ends?.upper.alphaOneSidedAtLook,
    possible_improvement: figure(ends?.improvement?.difference),
    possible_improvement_relative: figure(ends?.improvement?.relative),
    possible_improvement_alpha_one_sided: ends?.improvement?.alphaOneSidedAtLook,
  };
}

/** Why a test, or an end of the interval, has no figure although the effect has; null: all have one. */
export function ruleRefusal(
  metric: MetricResult,
  { contrast, ruleInterval }: ContrastEffect,
  decision: RunDecision | null,
): string | null {
  if (decision?.look.taken !== true) return null;
  const { words, answer } = readAnswers(metric, contrast, decision);
  const ends = ruleInterval?.ok === true ? [ruleInterval.value.lower, ruleInterval.value.upper] : [];
  const ofAnswer = words === 'Cannot say' && answer !== null ? [answer.atLook] : [];
  for (const one of [...ofAnswer, ...ends.map(({ difference }) => difference)]) {
    if (!one.ok) return cannotSaySentence(one);
  }
  return null;
}

function figure(outcome: Outcome<number> | undefined): number | null {
  return outcome?.ok === true ? outcome.value : null;
}
