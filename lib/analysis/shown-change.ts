import type { ContrastEffect } from '../model/metric-result';
import type { RuleIntervalEnd } from '../model/rule-interval';
import type { Effect, Interval } from '../statistics/effect';
import type { CannotSay } from '../statistics/outcome';

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
  return effect.ok ? changeOf(effect.value, ruleInterval) : null;
}

/** The same of an effect that was said. */
export function changeOf(
  { difference, interval, relative }: Effect,
  ruleInterval: ContrastEffect['ruleInterval'],
): ShownChange {
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
