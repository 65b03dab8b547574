import type { ContrastEffect, MetricResult } from '../model/metric-result';
import type { RuleIntervalEnd } from '../model/rule-interval';
import { formatDifference, formatRelative, formatRelativeBeside, formatShare } from './format';

type Measured = Pick<MetricResult, 'role' | 'direction' | 'kind' | 'unit'>;

type MeasuredContrast = Pick<ContrastEffect, 'effect' | 'ruleInterval'>;

/** How far an effect may reach to one side, by the end of the interval that is drawn; above 0: it reaches there. */
export interface PossibleSize {
  /** Infinite: the interval has no such end, or none that could be said. */
  readonly size: number;
  readonly isRelative: boolean;
}

/** Null where no interval can be said. */
export function possibleSize(
  { direction }: Pick<Measured, 'direction'>,
  { effect, ruleInterval }: MeasuredContrast,
  side: 'improvement' | 'harm',
): PossibleSize | null {
  if (!effect.ok || ruleInterval?.ok !== true) return null;
  const isRelative = effect.value.relative.ok;
  const isUp = (direction === 'higher-is-better') === (side === 'improvement');
  const end = isUp ? ruleInterval.value.upper : ruleInterval.value.lower;
  return { size: sizeAt(end, isRelative, isUp ? 1 : -1), isRelative };
}

/** How far the end lies on the side of `sign`; an end that cannot be said is at infinity. */
function sizeAt(end: RuleIntervalEnd, isRelative: boolean, sign: 1 | -1): number {
  const at = isRelative ? end.relative : end.difference;
  return at.ok ? sign * at.value : Infinity;
}

/** "31.5 %", or "1.20 pp" where no relative change can be said. */
export function sizeWords(
  { size, isRelative }: PossibleSize,
  { kind, unit }: Pick<Measured, 'kind' | 'unit'>,
): string {
  return withoutPlus(isRelative ? formatRelative(size) : formatDifference(size, kind, unit));
}

const withoutPlus = (figure: string) => figure.replace(/^\+/u, '');

/** What the answers have settled of it. */
interface Settled {
  readonly isWorse: boolean;
  /** An improvement of the smallest effect of interest is ruled out. */
  readonly isRuledOut: boolean;
  /** A guardrail's margin that it is not shown to keep; null: there is none, or it is kept. */
  readonly openMargin: number | null;
}

/**
 * What the interval that is drawn leaves open: of a success metric how large an improvement, of a guardrail and of what is worse how much
 * harm. An improvement of the size of interest has a test of its own: what that one answered is said in place of another end.
 * Null where no end can be said, and of quality metrics.
 */
export function stillPossible(
  metric: Measured & Pick<MetricResult, 'minimumEffectRelative'>,
  one: MeasuredContrast,
  { isWorse, isRuledOut, openMargin }: Settled,
): string | null {
  if (metric.role === 'quality') return null;
  if (metric.role !== 'success' || isWorse) return harmWords(metric, one, openMargin);
  const most = possibleSize(metric, one, 'improvement');
  if (most === null) return null;
  const { minimumEffectRelative: least } = metric;
  if (isRuledOut && least !== null) return `an improvement of ${formatShare(least)} or more is ruled out`;
  if (most.size <= 0) return null;
  if (least !== null && most.isRelative && most.size < least)
    return `an improvement of ${formatShare(least)} is not ruled out`;
  return most.size === Infinity
    ? 'the improvement may be of any size'
    : `the improvement may be up to ${sizeWords(most, metric)}`;
}

function harmWords(metric: Measured, one: MeasuredContrast, openMargin: number | null): string | null {
  const worst = possibleSize(metric, one, 'harm');
  if (worst === null) return null;
  if (worst.size <= 0) return 'the interval holds no harm';
  if (worst.size === Infinity) return 'harm of any size is still possible';
  const figure =
    worst.isRelative && openMargin !== null
      ? withoutPlus(formatRelativeBeside(worst.size, openMargin))
      : sizeWords(worst, metric);
  return `harm of up to ${figure} is still possible`;
}
