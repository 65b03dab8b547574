import type { ContrastEffect, MetricResult } from '../model/metric-result';
import type { RuleIntervalEnd } from '../model/rule-interval';
import { formatDifference, formatRelative, formatShare } from './format';

type Measured = Pick<MetricResult, 'role' | 'direction' | 'kind' | 'unit'>;

/**
 * What the rule's interval leaves open: of a success metric how large an improvement, of a guardrail and of what is worse how much harm;
 * each at the level of its own test, as the verdict's headline has it. Null where no end can be said, and of quality metrics.
 */
export function stillPossible(
  metric: Measured,
  { effect, ruleInterval }: Pick<ContrastEffect, 'effect' | 'ruleInterval'>,
  isWorse: boolean,
): string | null {
  if (!effect.ok || ruleInterval?.ok !== true || metric.role === 'quality') return null;
  const isRelative = effect.value.relative.ok;
  const isMoreBetter = metric.direction === 'higher-is-better';
  const { lower, upper, improvement } = ruleInterval.value;
  if (metric.role === 'success' && !isWorse) {
    const sign = isMoreBetter ? 1 : -1;
    const most = improvement === undefined ? 0 : sizeAt(improvement, isRelative, sign);
    if (improvement === undefined || most <= 0) return null;
    // The interval's own end is that of another test: where the two differ, both levels are said, as two figures stand side by side.
    const drawn = isMoreBetter ? upper : lower;
    const isDrawn = most === sizeAt(drawn, isRelative, sign);
    const { alphaOneSided, alphaOneSidedAtLook } = improvement;
    const where = alphaOneSidedAtLook < 0.999 * alphaOneSided ? ' over all looks' : '';
    const levels = [improvement, drawn].map((end) => formatShare(1 - end.alphaOneSided));
    const level = isDrawn ? '' : ` (one-sided ${levels.join(`${where}, the interval’s end at `)})`;
    return `${upTo('an improvement', most, metric, isRelative)}${level}`;
  }
  const worst = sizeAt(isMoreBetter ? lower : upper, isRelative, isMoreBetter ? -1 : 1);
  return worst > 0 ? upTo('harm', worst, metric, isRelative) : 'the interval holds no harm';
}

/** How far the end lies on the side of `sign`; an end that cannot be said is at infinity. */
function sizeAt(end: RuleIntervalEnd, isRelative: boolean, sign: 1 | -1): number {
  const at = isRelative ? end.relative : end.difference;
  return at.ok ? sign * at.value : Infinity;
}

function upTo(what: string, size: number, { kind, unit }: Measured, isRelative: boolean): string {
  if (size === Infinity) return `${what} of any size is still possible`;
  const figure = isRelative ? formatRelative(size) : formatDifference(size, kind, unit);
  return `${what} of up to ${figure.replace(/^\+/u, '')} is still possible`;
}
