import type { AdditiveNovelty, EffectOverTime, NoveltyResult } from '../model/effect-over-time';
import type { MetricResult } from '../model/metric-result';
import { cannotSaySentence } from '../sentences/cannot-say';
import { formatCount, formatDifference, formatPStatement, formatRelative } from './format';

/** What a page calls a variant. */
type NameOf = (variant: string) => string;

const words = {
  fades: 'the effect fades',
  grows: 'the effect grows',
  'no-change-shown': 'no change with time shown',
  'effect-not-shown': 'no effect is shown that could fade or grow',
} as const;

/** Whether one variant's effect lasts, in words that follow the stored verdict, with the figures behind it. */
export function lastingSentence(
  metric: Pick<MetricResult, 'kind' | 'unit'>,
  novelty: EffectOverTime['novelty'],
  engineVersion: string,
  nameOf: NameOf = (variant) => variant,
): string {
  if (!novelty.ok) return `cannot say whether the effect lasts. ${cannotSaySentence(named(novelty, nameOf))}`;
  return 'change' in novelty.value
    ? additiveSentence(metric, novelty.value, engineVersion)
    : relativeSentence(novelty.value);
}

/** A refusal that names a variant has its key. */
function named(refusal: Exclude<EffectOverTime['novelty'], { ok: true }>, nameOf: NameOf): typeof refusal {
  if (!('parameters' in refusal)) return refusal;
  const { name } = refusal.parameters;
  if (typeof name !== 'string') return refusal;
  return { ...refusal, parameters: { ...refusal.parameters, name: nameOf(name) } };
}

function relativeSentence(found: NoveltyResult): string {
  const { verdict, earlyRelative, lateRelative } = found;
  const { first, then } = periodWords(found);
  return `${words[verdict]}: the relative effect was ${formatRelative(earlyRelative)} ${first} and ${formatRelative(lateRelative)} ${then} (${basis(found)}).`;
}

/** What an engine before 8 said of the difference in the metric's unit, in its own words. */
function additiveSentence(
  { kind, unit }: Pick<MetricResult, 'kind' | 'unit'>,
  found: AdditiveNovelty,
  engineVersion: string,
): string {
  const { verdict, earlyEffect, lateEffect } = found;
  const { first, then } = periodWords(found);
  const said = {
    fades: 'a smaller difference',
    grows: 'a larger difference',
    'no-change-shown': 'no change of the difference',
  };
  const difference = (value: number) => formatDifference(value, kind, unit);
  return `engine ${engineVersion} compared differences, not relative effects, and found ${said[verdict]}: ${difference(earlyEffect)} ${first} and ${difference(lateEffect)} ${then} (${basis(found)}).`;
}

function basis({ adjustedP, units }: Pick<NoveltyResult, 'adjustedP' | 'units'>): string {
  return `${formatPStatement(adjustedP)}, ${formatCount(units)} units`;
}

function periodWords({ firstDay, days }: Pick<NoveltyResult, 'firstDay' | 'days'>) {
  const last = firstDay + days - 1;
  if (days === 1) {
    return { first: firstDay === 0 ? 'on the first day' : `on day ${last}`, then: 'on the day afterwards' };
  }
  const first = firstDay === 0 ? `in the first ${days} days` : `on days ${firstDay} to ${last}`;
  return { first, then: `in the ${days} days afterwards` };
}
