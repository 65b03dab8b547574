import type { AnalysisResult } from '../model/analysis-result';
import type { ArmMoments, ContrastEffect, MetricResult } from '../model/metric-result';
import type { MetricRole } from '../model/metric-use';
import type { Effect, Interval, RelativeEffect } from '../statistics/effect';
import { ownMember } from '../model/own-member';
import { readAnswers, toldWords, type Reading } from './reading';
import { formatConfidence } from './format';
import { changeWords } from './change-words';
import { shownChange, type ShownChange } from '../analysis/shown-change';
import { ownImprovementAt, possibleSize, sizeWords } from './still-possible';
import type { RunDecision } from '../model/decision';
import type { Outcome } from '../statistics/outcome';
import { niceTicks } from './axis';

/** A drawn interval. Its ends are inside the domain; what was cut off is said by `clipped`, and which end could not be said by `refused`. */
export interface ForestMark {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly clipped: { readonly lower: boolean; readonly upper: boolean; readonly estimate: boolean };
  readonly refused: { readonly lower: boolean; readonly upper: boolean };
  /** The end of what improvement is possible, where the interval has another one; left out or null: it has not, or it lies beyond the domain. */
  readonly improvement?: number | null;
}

export interface ForestRow {
  readonly variant: string;
  readonly name: string;
  readonly position: number;
  readonly arm: ArmMoments | null;
  /** Of this metric alone, at the plan's confidence. */
  readonly effect: Outcome<Effect>;
  /** What `change` has its ends from; undefined in results of engines before 8. */
  readonly ruleInterval: ContrastEffect['ruleInterval'];
  /** The plain interval of this metric alone, in words without a reading; null: there is none beside the rule's. */
  readonly plain: string | null;
  /** What is drawn: the estimate with the interval that the plan's rule goes by; null where nothing can be said. */
  readonly change: ShownChange | null;
  /** Whether the rule tests it by the exact mid-p of few events; the mixture of an always-valid plan needs a variance. */
  readonly isExact: boolean;
  /** "improvement up to +6.9 %", where the interval that is drawn ends elsewhere; null: it does not, or it cannot be said. */
  readonly improvement: string | null;
  /** What the plan's rule says of it, and how it is told at this look. */
  readonly reading: Reading;
  readonly told: string;
  /** Adjusted, to be compared with the plan's alpha; of engines before 8 the effect's own, two-sided; null: there is none. */
  readonly p: number | null;
  /** Null is a gap: nothing is drawn where nothing can be said. */
  readonly mark: ForestMark | null;
}

export interface ForestMetric {
  readonly metric: MetricResult;
  readonly control: ForestControl;
  /** Where harm begins, signed by the metric's direction; null without a margin. */
  readonly marginLine: number | null;
  /** The smallest effect of interest, signed by the metric's direction; null where none was named. */
  readonly minimumEffectLine: number | null;
  readonly rows: readonly ForestRow[];
  /** Two-sided, of the plain intervals of this metric alone; null in results of engines before 8, which have those of the look. */
  readonly plainAlpha: number | null;
  /** Whether an effect is of means that are adjusted, while the arms' values are as counted. */
  readonly adjusted: boolean;
}

export interface ForestControl {
  readonly name: string;
  readonly position: number;
  readonly arm: ArmMoments | null;
}

export interface ForestGroup {
  readonly role: MetricRole;
  readonly metrics: readonly ForestMetric[];
}

/** The scorecard's plot: one axis of relative change shared by all metrics. */
export interface Forest {
  readonly domain: Interval;
  readonly ticks: readonly number[];
  readonly groups: readonly ForestGroup[];
}

const roleOrder: readonly MetricRole[] = ['success', 'guardrail', 'quality'];

/** From a stored result to what the scorecard draws: order, shared domain, ticks, lines and gaps. */
export function forest(
  result: AnalysisResult,
  decision: RunDecision | null = null,
  lookNumber: number | null = null,
): Forest {
  const domain = sharedDomain(result.metrics);
  const groups = roleOrder
    .map((role) => ({
      role,
      metrics: result.metrics
        .filter((metric) => metric.role === role)
        .map((metric) => forestMetric(metric, { result, decision, lookNumber, domain })),
    }))
    .filter((group) => group.metrics.length > 0);
  return { domain, ticks: niceTicks(domain, 4), groups };
}

interface Drawn {
  readonly result: AnalysisResult;
  readonly decision: RunDecision | null;
  readonly lookNumber: number | null;
  readonly domain: Interval;
}

function forestMetric(metric: MetricResult, { result, decision, lookNumber, domain }: Drawn): ForestMetric {
  const armOf = (key: string) => metric.arms.find((arm) => arm.variant === key) ?? null;
  const positionOf = (key: string) => result.variants.findIndex((variant) => variant.key === key);
  const nameOf = (key: string) => result.variants.find((variant) => variant.key === key)?.name ?? key;
  const rowOf = (one: ContrastEffect): ForestRow => {
    const variant = one.contrast.treatment;
    const change = shownChange(one);
    const reading = readAnswers(metric, one.contrast, decision);
    return {
      variant,
      name: nameOf(variant),
      position: positionOf(variant),
      arm: armOf(variant),
      effect: one.effect,
      ruleInterval: one.ruleInterval,
      plain: plainWords(metric, one),
      change,
      improvement: improvementWords(metric, one),
      isExact: isExact(metric, one, decision),
      reading,
      told: toldWords(reading, lookNumber),
      p: shownP(one, reading),
      mark: change?.isRelative === true ? markWithin(change, domain, ownImprovementAt(metric, one)) : null,
    };
  };
  return {
    metric,
    control: {
      name: nameOf(result.control),
      position: positionOf(result.control),
      arm: armOf(result.control),
    },
    marginLine: marginLine(metric),
    minimumEffectLine: minimumEffectLine(metric),
    rows: metric.effects.map(rowOf),
    plainAlpha: metric.effects.find(hasRule)?.alphaTwoSided ?? null,
    adjusted: metric.effects.some(({ adjustment }) => adjustment?.ok === true),
  };
}

function isExact({ key }: MetricResult, { effect }: ContrastEffect, decision: RunDecision | null): boolean {
  const isMixture = ownMember(decision?.mixingVariances, key) !== undefined;
  return !isMixture && effect.ok && effect.value.method === 'mid-p';
}

const hasRule = ({ ruleInterval }: ContrastEffect) => ruleInterval !== undefined;

/** "+0.2 to +23.6 % (95 %)". */
function plainWords(metric: MetricResult, one: ContrastEffect): string | null {
  if (!hasRule(one) || one.alphaTwoSided === undefined) return null;
  const plain = shownChange({ effect: one.effect, ruleInterval: undefined });
  if (plain === null) return null;
  const [, interval] = changeWords(metric, plain);
  return `${interval} (${formatConfidence(one.alphaTwoSided)})`;
}

function shownP({ effect, ruleInterval }: ContrastEffect, { answer, words }: Reading): number | null {
  if (ruleInterval !== undefined) return words === 'Cannot say' ? null : (answer?.adjusted?.p ?? null);
  return effect.ok ? effect.value.pTwoSided : null;
}

function goodSign(metric: MetricResult): 1 | -1 {
  return metric.direction === 'higher-is-better' ? 1 : -1;
}

function marginLine(metric: MetricResult): number | null {
  return metric.relativeMargin === null ? null : -goodSign(metric) * metric.relativeMargin;
}

function minimumEffectLine(metric: MetricResult): number | null {
  return metric.minimumEffectRelative === null ? null : goodSign(metric) * metric.minimumEffectRelative;
}

/** By its own test, as the sentences have it. */
function improvementWords(metric: MetricResult, one: ContrastEffect): string | null {
  if (ownImprovementAt(metric, one) === null) return null;
  const most = possibleSize(metric, one, 'improvement');
  if (most === null) return null;
  return most.size > 0
    ? `improvement up to ${sizeWords(most, metric, metric.minimumEffectRelative)}, by its own test`
    : 'no improvement left, by its own test';
}

interface Placed extends RelativeEffect {
  /** Left out: both ends were said. */
  readonly refused?: ShownChange['refused'];
}

/** An estimate and its interval inside a domain. */
export function markWithin(
  {
    difference,
    interval,
    refused: { lower: noLower, upper: noUpper } = { lower: null, upper: null },
  }: Placed,
  domain: Interval,
  improvement: number | null,
): ForestMark {
  const inside = (value: number) => Math.min(domain.upper, Math.max(domain.lower, value));
  return {
    estimate: inside(difference),
    lower: inside(interval.lower),
    upper: inside(interval.upper),
    clipped: {
      lower: noLower === null && interval.lower < domain.lower,
      upper: noUpper === null && interval.upper > domain.upper,
      estimate: difference < domain.lower || difference > domain.upper,
    },
    refused: { lower: noLower !== null, upper: noUpper !== null },
    improvement:
      improvement === null || improvement < domain.lower || improvement > domain.upper ? null : improvement,
  };
}

/** Beyond this many times the typical reach, an interval is cut so that it does not flatten all others. */
const reachLimit = 5;

/** The reach that is drawn when no metric has a relative effect: enough to see the lines. */
const emptyReach = 0.05;

function sharedDomain(metrics: readonly MetricResult[]): Interval {
  const changes = metrics.flatMap((metric) =>
    metric.effects.flatMap((one) => {
      const change = shownChange(one);
      return change?.isRelative === true ? [change] : [];
    }),
  );
  const intervals = changes.map(({ interval }) => interval);
  const estimates = changes.map(({ difference }) => difference).filter(Number.isFinite);
  const lines = metrics
    .flatMap((metric) => [marginLine(metric), minimumEffectLine(metric)])
    .filter((line) => line !== null);
  const limit = reachLimit * typicalReach(intervals);
  const improvements = metrics.flatMap((metric) =>
    metric.effects.flatMap((one) =>
      shownChange(one)?.isRelative === true ? (ownImprovementAt(metric, one) ?? []) : [],
    ),
  );
  const ends = [...intervals.flatMap(({ lower, upper }) => [lower, upper]), ...improvements].map((end) =>
    Math.min(limit, Math.max(-limit, end)),
  );
  // An estimate is never cut, whatever its interval.
  const values = [0, ...ends, ...estimates, ...lines];
  const lower = Math.min(...values);
  const upper = Math.max(...values);
  const reach = upper - lower;
  if (reach === 0) return { lower: -emptyReach, upper: emptyReach };
  // Zero keeps room on both sides, so that the zero line is never the frame.
  const padding = reach * 0.08;
  return { lower: Math.min(lower - padding, -padding), upper: Math.max(upper + padding, padding) };
}

/** The median of how far the intervals reach from zero; infinite ends do not count. */
function typicalReach(intervals: readonly Interval[]): number {
  const reaches = intervals
    .map(({ lower, upper }) => Math.max(...[Math.abs(lower), Math.abs(upper)].filter(Number.isFinite), 0))
    .filter((reach) => reach > 0)
    .sort((one, other) => one - other);
  return reaches[Math.floor((reaches.length - 1) / 2)] ?? emptyReach;
}
