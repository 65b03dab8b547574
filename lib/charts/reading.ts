import type { MetricResult, VariantEffect } from '../analysis/analysis-result';
import type { Effect } from '../statistics/effect';

/** What an interval shows, for a word and an icon; colour only repeats it. */
export type Tone = 'good' | 'bad' | 'open' | 'notice' | 'unknown';

export interface Reading {
  readonly tone: Tone;
  /** Two or three words for the scorecard. */
  readonly words: string;
}

/** Where the interval of the change lies, in units in which positive is good. */
interface GoodInterval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * One effect in words: what its interval excludes, seen in the metric's direction and role. It describes this
 * interval alone and recommends nothing; deciding is the decision room's work.
 */
export function readEffect(
  metric: MetricResult,
  { effect: outcome, nonInferiority }: Pick<VariantEffect, 'effect' | 'nonInferiority'>,
): Reading {
  if (!outcome.ok) return { tone: 'unknown', words: 'Cannot say' };
  const effect = outcome.value;
  if (metric.role === 'quality') return readQuality(effect);
  if (metric.role === 'guardrail' && metric.relativeMargin !== null) {
    return readGuardrail(metric, effect, metric.relativeMargin, nonInferiority?.ok === true && nonInferiority.value.nonInferior);
  }
  const { lower, upper } = inGoodDirection(metric, effect.interval.lower, effect.interval.upper);
  if (lower > 0) return { tone: 'good', words: 'Better' };
  if (upper < 0) return { tone: 'bad', words: 'Worse' };
  return { tone: 'open', words: metric.role === 'guardrail' ? 'No harm shown' : 'No clear change' };
}

function readQuality(effect: Effect): Reading {
  const moved = effect.interval.lower > 0 || effect.interval.upper < 0;
  return moved ? { tone: 'notice', words: 'Moved' } : { tone: 'open', words: 'No clear change' };
}

/** The margin is tested to one side, as the decision does; the interval is two-sided, and may still reach beyond it. */
function readGuardrail(metric: MetricResult, effect: Effect, margin: number, isNonInferior: boolean): Reading {
  if (!effect.relative.ok) return { tone: 'unknown', words: 'Cannot say' };
  const { interval } = effect.relative.value;
  const { lower, upper } = inGoodDirection(metric, interval.lower, interval.upper);
  if (upper < -margin) return { tone: 'bad', words: 'Beyond its margin' };
  if (upper < 0) return { tone: 'bad', words: isNonInferior || lower > -margin ? 'Worse, within margin' : 'Worse' };
  if (isNonInferior || lower > -margin) return { tone: 'good', words: 'Within its margin' };
  return { tone: 'open', words: 'Not yet within margin' };
}

function inGoodDirection(metric: MetricResult, lower: number, upper: number): GoodInterval {
  return metric.direction === 'higher-is-better' ? { lower, upper } : { lower: -upper, upper: -lower };
}
