import type { AnalysisResult } from '../model/analysis-result';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import type { RuleIntervalEnd } from '../model/rule-interval';
import type { Interval } from '../statistics/effect';
import type { CannotSay } from '../statistics/outcome';
import { formatConfidence, formatDifference, formatRelative, formatRelativeInterval } from './format';

/** An estimate with the interval that the plan's rule goes by; where it has no end, or none that could be said, it is infinite. */
export interface ShownChange {
  /** Over the size of the control mean, or else in the metric's unit. */
  readonly isRelative: boolean;
  readonly difference: number;
  readonly interval: Interval;
  /** Why an end could not be said, as where its test was refused; null: it was, or there truly is none. */
  readonly refused: { readonly lower: CannotSay | null; readonly upper: CannotSay | null };
}

const nothingRefused = { lower: null, upper: null } as const;

/** What is shown of a contrast; null where nothing can be said. Results of engines before 8 have one interval, that of their look. */
export function shownChange({
  effect,
  ruleInterval,
}: Pick<ContrastEffect, 'effect' | 'ruleInterval'>): ShownChange | null {
  if (!effect.ok) return null;
  const { difference, interval, relative } = effect.value;
  const ends = ruleInterval?.ok === true ? ruleInterval.value : null;
  const isRelative = relative.ok;
  const shown = {
    isRelative,
    difference: relative.ok ? relative.value.difference : difference,
  };
  if (ends === null)
    return { ...shown, interval: relative.ok ? relative.value.interval : interval, refused: nothingRefused };
  const of = isRelative ? 'relative' : 'difference';
  return { ...shown, interval: intervalOf(ends, of), refused: refusedIn(ends, of) };
}

interface Ends {
  readonly lower: RuleIntervalEnd;
  readonly upper: RuleIntervalEnd;
}

function intervalOf({ lower, upper }: Ends, of: 'relative' | 'difference'): Interval {
  return {
    lower: lower[of].ok ? lower[of].value : -Infinity,
    upper: upper[of].ok ? upper[of].value : Infinity,
  };
}

function refusedIn({ lower, upper }: Ends, of: 'relative' | 'difference'): ShownChange['refused'] {
  const refusal = (end: RuleIntervalEnd) => {
    const at = end[of];
    return at.ok || isUnbounded(at) ? null : at;
  };
  return { lower: refusal(lower), upper: refusal(upper) };
}

/** Whether there truly is no end: nothing may be spent at this look yet, or the control mean may be 0. Else its test was refused. */
export function isUnbounded(refusal: CannotSay): boolean {
  return (
    refusal.reason === 'look-not-reached' || refusal.reason === 'control-mean-not-distinguishable-from-zero'
  );
}

/** "−24.8 % to cannot say". */
function intervalWords(
  { interval: { lower, upper }, refused }: Pick<ShownChange, 'interval' | 'refused'>,
  wordsOf: (lower: number, upper: number) => string,
  wordOf: (end: number) => string,
): string {
  if (refused.lower === null && refused.upper === null) return wordsOf(lower, upper);
  const word = (end: number, why: CannotSay | null) => (why === null ? wordOf(end) : 'cannot say');
  return `${word(lower, refused.lower)} to ${word(upper, refused.upper)}`;
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
