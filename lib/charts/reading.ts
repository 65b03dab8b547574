import type { MetricResult } from '../analysis/analysis-result';
import type { Effect } from '../statistics/effect';
import type { Outcome } from '../statistics/outcome';
import type { RunDecision } from '../decision/analyse-run';

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
 * interval, and the decision's finding for a margin; it recommends nothing; deciding is the decision room's work.
 */
export function readEffect(metric: MetricResult, outcome: Outcome<Effect>, isNonInferior = false): Reading {
  if (!outcome.ok) return { tone: 'unknown', words: 'Cannot say' };
  const effect = outcome.value;
  if (metric.role === 'quality') return readQuality(effect);
  if (metric.role === 'guardrail' && metric.relativeMargin !== null) {
    return readGuardrail(metric, effect, metric.relativeMargin, isNonInferior);
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

/** Whether the decision's own test, which asks one side alone, found the variant within the metric's margin. */
export function isShownNonInferior(decision: RunDecision | null, metric: string, variant: string): boolean {
  if (decision?.decision.ok !== true) return false;
  return decision.decision.value.significant.some(
    (found) => found.question === 'non-inferior' && found.metric === metric && found.variant === variant,
  );
}

/** The interval has two sides and may reach beyond a margin within which the decision's one-sided test found the metric. */
function readGuardrail(
  metric: MetricResult,
  effect: Effect,
  margin: number,
  isNonInferior: boolean,
): Reading {
  if (!effect.relative.ok) return { tone: 'unknown', words: 'Cannot say' };
  const { interval } = effect.relative.value;
  const { lower, upper } = inGoodDirection(metric, interval.lower, interval.upper);
  if (upper < -margin) return { tone: 'bad', words: 'Beyond its margin' };
  if (upper < 0)
    return { tone: 'bad', words: isNonInferior || lower > -margin ? 'Worse, within margin' : 'Worse' };
  if (isNonInferior || lower > -margin) return { tone: 'good', words: 'Within its margin' };
  return { tone: 'open', words: 'Not yet within margin' };
}

function inGoodDirection(metric: MetricResult, lower: number, upper: number): GoodInterval {
  return metric.direction === 'higher-is-better' ? { lower, upper } : { lower: -upper, upper: -lower };
}
