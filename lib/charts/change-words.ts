import type { AnalysisResult } from '../model/analysis-result';
import type { MetricResult } from '../model/metric-result';
import type { ShownChange } from '../analysis/shown-change';
import { formatConfidence, formatDifference, formatRelative, formatRelativeInterval } from './format';

/** "−24.8 to +1.0 %", or "from −24.8 %; the upper end cannot be said". */
function intervalWords(
  { interval: { lower, upper }, refused }: Pick<ShownChange, 'interval' | 'refused'>,
  wordsOf: (lower: number, upper: number) => string,
  wordOf: (end: number) => string,
): string {
  if (refused.lower === null && refused.upper === null) return wordsOf(lower, upper);
  if (refused.lower === null) return `from ${wordOf(lower)}; the upper end cannot be said`;
  if (refused.upper === null) return `up to ${wordOf(upper)}; the lower end cannot be said`;
  return 'cannot say';
}

type ChangedMetric = Pick<MetricResult, 'kind' | 'unit' | 'relativeMargin' | 'direction'>;

/** The interval of a relative change, with the digit that decides where an end lies next to the margin. */
export function relativeIntervalWords(
  { relativeMargin, direction }: Pick<ChangedMetric, 'relativeMargin' | 'direction'>,
  change: ShownChange,
): string {
  const limits =
    relativeMargin === null ? [] : [direction === 'higher-is-better' ? -relativeMargin : relativeMargin];
  const words = (lower: number, upper: number) => formatRelativeInterval(lower, upper, limits);
  return intervalWords(change, words, formatRelative);
}

/** The estimate, and the interval: relative where it can be said. */
export function changeWords(
  { kind, unit, relativeMargin, direction }: ChangedMetric,
  change: ShownChange,
): readonly [estimate: string, interval: string] {
  const { difference, isRelative } = change;
  if (isRelative)
    return [formatRelative(difference), relativeIntervalWords({ relativeMargin, direction }, change)];
  const show = (value: number) => formatDifference(value, kind, unit);
  return [
    show(difference),
    intervalWords(change, (lower, upper) => `${show(lower)} to ${show(upper)}`, show),
  ];
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
