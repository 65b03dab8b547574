import type { ContrastEffect, MetricResult } from '../model/metric-result';
import type { RuleInterval, RuleIntervalEnd } from '../model/rule-interval';
import { cannotSaySentence } from '../sentences/cannot-say';
import type { CannotSay } from '../statistics/outcome';
import {
  formatDifference,
  formatRelative,
  formatRelativeBeside,
  formatRelativeInterval,
  formatShare,
} from './format';
import { isUnbounded } from '../analysis/shown-change';

type Measured = Pick<MetricResult, 'role' | 'direction' | 'kind' | 'unit'>;

type MeasuredContrast = Pick<ContrastEffect, 'effect' | 'ruleInterval'>;

/** How far an effect may reach to one side, by the end that says so; above 0: it reaches there. */
export interface PossibleSize {
  /** Infinite: there is no such end. */
  readonly size: number;
  readonly isRelative: boolean;
  /** Why no end could be said; null: one was, or the interval has none to that side. */
  readonly refusal: CannotSay | null;
}

/**
 * An improvement reaches to the end of the test of how large it may be, a harm to the end of the interval that is drawn
 * (docs/decisions/0091). Null where no interval can be said.
 */
export function possibleSize(
  { direction }: Pick<Measured, 'direction'>,
  { effect, ruleInterval }: MeasuredContrast,
  side: 'improvement' | 'harm',
): PossibleSize | null {
  if (!effect.ok || ruleInterval?.ok !== true) return null;
  const isRelative = effect.value.relative.ok;
  const isUp = (direction === 'higher-is-better') === (side === 'improvement');
  const drawn = drawnEnd(ruleInterval.value, isUp);
  const end = side === 'improvement' ? (ruleInterval.value.improvement ?? drawn) : drawn;
  return sizeAt(end, isRelative, isUp ? 1 : -1);
}

const drawnEnd = ({ lower, upper }: RuleInterval, isUp: boolean) => (isUp ? upper : lower);

/** How far the end lies on the side of `sign`. */
function sizeAt(end: RuleIntervalEnd, isRelative: boolean, sign: 1 | -1): PossibleSize {
  const at = isRelative ? end.relative : end.difference;
  return at.ok
    ? { size: sign * at.value, isRelative, refusal: null }
    : { size: Infinity, isRelative, refusal: isUnbounded(at) ? null : at };
}

/** The end of what improvement is possible, where the drawn interval has an end of another level to that side; null: it has none other. */
export function ownImprovementEnd(
  { direction }: Pick<Measured, 'direction'>,
  { ruleInterval }: Pick<ContrastEffect, 'ruleInterval'>,
): RuleIntervalEnd | null {
  const ends = ruleInterval?.ok === true ? ruleInterval.value : null;
  const end = ends?.improvement;
  if (ends === null || end === undefined) return null;
  const drawn = drawnEnd(ends, direction === 'higher-is-better');
  return end.alphaOneSidedAtLook === drawn.alphaOneSidedAtLook ? null : end;
}

/** Where that end lies, on the scale of the change that is shown; null: it is the drawn one, or cannot be said. */
export function ownImprovementAt(metric: Pick<Measured, 'direction'>, one: MeasuredContrast): number | null {
  const own = ownImprovementEnd(metric, one);
  if (own === null || !one.effect.ok) return null;
  const at = one.effect.value.relative.ok ? own.relative : own.difference;
  return at.ok ? at.value : null;
}

/** "31.5 %", or "1.20 pp" where no relative change can be said; with as many digits as tell it from a share that it is held against. */
export function sizeWords(
  { size, isRelative }: PossibleSize,
  { kind, unit }: Pick<Measured, 'kind' | 'unit'>,
  beside: number | null = null,
): string {
  if (!isRelative) return withoutPlus(formatDifference(size, kind, unit));
  return withoutPlus(beside === null ? formatRelative(size) : formatRelativeBeside(size, beside));
}

const withoutPlus = (figure: string) => figure.replace(/^\+/u, '');

/** What the answers have settled of it. */
interface Settled {
  readonly isWorse: boolean;
  /** Where an improvement of the smallest effect of interest was ruled out; null: it is not. */
  readonly ruledOut: { readonly isNow: boolean; readonly look: number | null } | null;
  /** A guardrail's margin that it is not shown to keep; null: there is none, or it is kept. */
  readonly openMargin: number | null;
}

/**
 * What is left open: of a success metric how large an improvement, by the end of the test of that, which is named where the interval that is drawn has
 * another one; of a guardrail and of what is worse how much harm. Null where no end can be said, and of quality metrics.
 */
export function stillPossible(
  metric: Measured & Pick<MetricResult, 'minimumEffectRelative'>,
  one: MeasuredContrast,
  { isWorse, ruledOut, openMargin }: Settled,
): string | null {
  if (metric.role === 'quality') return null;
  if (isWorse) return shownHarmWords(metric, one, openMargin) ?? harmWords(metric, one, openMargin);
  if (metric.role !== 'success') return harmWords(metric, one, openMargin);
  const most = possibleSize(metric, one, 'improvement');
  if (most === null) return null;
  const { minimumEffectRelative: least } = metric;
  if (ruledOut === null || least === null) return openWords(metric, one, most, 'the improvement');
  const closed = `an improvement of ${formatShare(least)} or more is ruled out`;
  if (!ruledOut.isNow) {
    const at = ruledOut.look === null ? 'at an earlier look' : `at look ${String(ruledOut.look)}`;
    const now = openWords(metric, one, most, 'it');
    return `${closed}, shown ${at}${now === null ? '' : `; by this look alone ${now}`}`;
  }
  const by = testWords(metric, one);
  if (by === '' || most.size === Infinity) return closed;
  return most.size <= 0
    ? `${closed}: none is left${by}`
    : `${closed}: it is at most ${sizeWords(most, metric, least)}${by}`;
}

/** Null: the interval that is drawn says that none is left. */
function openWords(
  metric: Measured & Pick<MetricResult, 'minimumEffectRelative'>,
  one: MeasuredContrast,
  most: PossibleSize,
  what: 'the improvement' | 'it',
): string | null {
  if (most.refusal !== null)
    return `no limit of ${what === 'it' ? what : 'an improvement'} can be said: ${reasonWords(most.refusal)}`;
  if (most.size === Infinity) return `${what} may be of any size`;
  const by = testWords(metric, one);
  if (most.size > 0)
    return `${what} may be up to ${sizeWords(most, metric, metric.minimumEffectRelative)}${by}`;
  return by === '' ? null : `no improvement is left${by}`;
}

/** ", by its own test" where the drawn interval ends elsewhere: the levels of both are told where the figures are. */
function testWords(metric: Measured, one: MeasuredContrast): string {
  return ownImprovementEnd(metric, one) === null ? '' : ', by its own test';
}

/** As the end of a sentence. */
const reasonWords = (refusal: CannotSay) => cannotSaySentence(refusal).replace(/\.$/u, '');

/** A harm that the interval is all of; null: the interval leaves open that there is none, or one of its ends cannot be said. */
function shownHarmWords(
  metric: Measured,
  { effect, ruleInterval }: MeasuredContrast,
  openMargin: number | null,
): string | null {
  if (!effect.ok || ruleInterval?.ok !== true) return null;
  const isUp = metric.direction === 'lower-is-better';
  const [least, most] = [!isUp, isUp].map((side) =>
    sizeAt(drawnEnd(ruleInterval.value, side), effect.value.relative.ok, isUp ? 1 : -1),
  );
  if (least === undefined || most === undefined || least.size <= 0 || !Number.isFinite(least.size))
    return null;
  if (most.size === Infinity)
    return most.refusal === null ? `the harm is at least ${sizeWords(least, metric)}` : null;
  return least.isRelative
    ? `the harm is between ${withoutPlus(formatRelativeInterval(least.size, most.size, openMargin === null ? [] : [openMargin])).replace(/ to \+?/u, ' and ')}`
    : `the harm is between ${sizeWords(least, metric)} and ${sizeWords(most, metric)}`;
}

function harmWords(metric: Measured, one: MeasuredContrast, openMargin: number | null): string | null {
  const worst = possibleSize(metric, one, 'harm');
  if (worst === null) return null;
  if (worst.refusal !== null) return `no limit of harm can be said: ${reasonWords(worst.refusal)}`;
  if (worst.size <= 0) return 'the interval holds no harm';
  if (worst.size === Infinity) return 'harm of any size is still possible';
  return `harm of up to ${sizeWords(worst, metric, openMargin)} is still possible`;
}
