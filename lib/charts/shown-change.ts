import type { AnalysisResult } from '../model/analysis-result';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import type { RuleIntervalEnd } from '../model/rule-interval';
import type { Interval } from '../statistics/effect';
import { formatConfidence, formatDifference, formatRelative, formatRelativeInterval } from './format';

/** An estimate with the interval that the plan's rule goes by; an end that cannot be said is infinite. */
export interface ShownChange {
  /** Over the size of the control mean, or else in the metric's unit. */
  readonly isRelative: boolean;
  readonly difference: number;
  readonly interval: Interval;
}

/** What is shown of a contrast; null where nothing can be said. Results of engines before 8 have one interval, that of their look. */
export function shownChange({
  effect,
  ruleInterval,
}: Pick<ContrastEffect, 'effect' | 'ruleInterval'>): ShownChange | null {
  if (!effect.ok) return null;
  const { difference, interval, relative } = effect.value;
  const ends = ruleInterval?.ok === true ? ruleInterval.value : null;
  if (relative.ok) {
    const shown = ends === null ? relative.value.interval : intervalOf(ends, 'relative');
    return { isRelative: true, difference: relative.value.difference, interval: shown };
  }
  const shown = ends === null ? interval : intervalOf(ends, 'difference');
  return { isRelative: false, difference, interval: shown };
}

function intervalOf(
  { lower, upper }: { readonly lower: RuleIntervalEnd; readonly upper: RuleIntervalEnd },
  of: 'relative' | 'difference',
): Interval {
  return {
    lower: lower[of].ok ? lower[of].value : -Infinity,
    upper: upper[of].ok ? upper[of].value : Infinity,
  };
}

/** The estimate, and the interval: relative where it can be said. */
export function changeWords(
  { kind, unit }: Pick<MetricResult, 'kind' | 'unit'>,
  { difference, interval: { lower, upper }, isRelative }: ShownChange,
): readonly [estimate: string, interval: string] {
  if (isRelative) return [formatRelative(difference), formatRelativeInterval(lower, upper)];
  const show = (value: number) => formatDifference(value, kind, unit);
  return [show(difference), `${show(lower)} to ${show(upper)}`];
}

/** What the intervals of a result are: since engine 8 each end has the level of its own test. */
export function intervalName(result: AnalysisResult): string {
  const { alphaTwoSided } = result;
  return hasRuleIntervals(result)
    ? 'the interval that the plan\u2019s rule goes by'
    : `the interval of this look, of ${formatConfidence(alphaTwoSided)} over all looks`;
}

/** The same as the head of a column. */
export function intervalHead(result: AnalysisResult): string {
  const name = intervalName(result);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

export function hasRuleIntervals({ metrics }: Pick<AnalysisResult, 'metrics'>): boolean {
  return metrics.some(({ effects }) => effects.some(({ ruleInterval }) => ruleInterval !== undefined));
}
