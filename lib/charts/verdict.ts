import type { AnalysisResult, MetricResult, VariantEffect } from '../analysis/analysis-result';
import type { RunPlan } from '../analysis/run-configuration';
import type { RunDecision } from '../decision/analyse-run';
import type { Decision } from '../decision/decide';
import { firstAlwaysValidUnits, type Look, type LookNotTaken } from '../decision/look';
import { reasonSentence } from '../decision/reason-sentence';
import { unitsOf } from './experiment-progress';
import { formatCount, formatDifference, formatRelative, formatRelativeInterval, formatShare } from './format';
import { isShownNonInferior, readEffect, type Tone } from './reading';

/** What is known and what follows from it, in words. */
export interface Verdict {
  readonly tone: Tone;
  readonly headline: string;
  /** One sentence each. */
  readonly facts: readonly string[];
  /** What the plan's rule went by, one sentence each; none where it did not conclude anything from effects. */
  readonly rule?: readonly string[];
  /** Where in its plan the experiment stands. */
  readonly standing: string | null;
}

/** An analysis as the verdict reads it. */
export interface JudgedAnalysis {
  readonly result: AnalysisResult;
  readonly decision: RunDecision | null;
  readonly lookNumber: number | null;
}

export interface VerdictInput {
  readonly plan: RunPlan;
  readonly running: boolean;
  /** The newest analysis. */
  readonly newest: JudgedAnalysis;
  /** The last one that was a look, and whose effects may be read; null before the first. */
  readonly look: JudgedAnalysis | null;
}

/** What the plan's decision rule concludes from the last look, and why. */
export function verdict(input: VerdictInput): Verdict {
  const { newest, look } = input;
  if (unitsOf(newest.result) === 0) return nobody();
  if (newest.result.health.sampleRatioAlarm) return brokenSplit();
  if (newest.decision === null)
    return undecided('This analysis is from before looks were kept: analyse again.');
  const { decision } = newest.decision;
  if (look === null && isWaiting(newest.decision.look)) return waiting(input);
  if (!decision.ok) return undecided(decision.detail);
  if (decision.value.outcome === 'invalid') {
    const facts = reasonFacts(decision.value, newest.result);
    return { tone: 'bad', headline: 'Not valid: do not read the effects', facts, standing: null };
  }
  if (look === null) return waiting(input);
  return concluded(input, decision.value, look);
}

/** Nothing is wrong with the experiment: a look is to come. */
function isWaiting(look: Look): boolean {
  return !look.taken && (look.why === 'windows-open' || look.why === 'metric-failed');
}

function nobody(): Verdict {
  return {
    tone: 'unknown',
    headline: 'Nobody has been exposed yet',
    facts: ['As soon as the application records exposures, they are counted here.'],
    standing: null,
  };
}

function brokenSplit(): Verdict {
  return {
    tone: 'bad',
    headline: 'Do not read the effects: the split is not the one that was configured',
    facts: [
      'The sample ratio test rejects at p < 0.001, so units went missing from, or were added to, some variants. Whatever did that may also have moved the metrics.',
      'Look for variants that fail to record exposures, redirects that lose users, and bots that are filtered in one variant only.',
    ],
    standing: null,
  };
}

function undecided(detail: string): Verdict {
  return { tone: 'unknown', headline: 'The rule cannot decide', facts: [detail], standing: null };
}

function waiting({ plan, newest, running }: VerdictInput): Verdict {
  const look = newest.decision?.look;
  if (look === undefined || look.taken) return undecided('This look could not be judged.');
  if (look.why === 'no-size-planned') {
    return {
      tone: 'open',
      headline: 'Collecting: no size was planned, so there is no look to take',
      facts: [
        'Looking again and again, and stopping on a good day, would find effects that are not there. A planned number of units says how much of the error each look may spend.',
        'Stop the run to read it once, or plan the number of units in a new run.',
      ],
      standing: null,
    };
  }
  if (look.why === 'metric-failed') {
    return {
      tone: 'unknown',
      headline: 'No look was taken: a metric could not be read',
      facts: [
        ...failures(newest.result),
        'The look is taken by the next analysis that can read every metric.',
      ],
      standing: null,
    };
  }
  return {
    tone: 'open',
    headline: headlineOfWaiting(plan, look, running),
    facts: [
      running ? nextLook(plan, look) : afterTheWindows,
      'Until then health and progress are shown, and no effect.',
    ],
    standing: null,
  };
}

function headlineOfWaiting({ method }: RunPlan, { why }: LookNotTaken, running: boolean): string {
  if (why === 'windows-open') {
    return running
      ? 'Collecting: units are given the whole of their window'
      : 'Ended: the last look waits until every unit has had its window';
  }
  return method === 'fixed'
    ? 'Collecting: effects are read at the planned end'
    : 'Collecting: the first look is not due yet';
}

function failures({ metrics }: AnalysisResult): readonly string[] {
  return metrics.flatMap(({ name, failed }) => (failed === null ? [] : [`${name}: ${failed}`]));
}

const afterTheWindows = 'Units wait for the end of their windows; it is read when none waits any more.';

function nextLook(plan: RunPlan, { why, informationFraction, nextFraction }: LookNotTaken): string {
  const { method, plannedUnits } = plan;
  const measured = why === 'windows-open' ? 'have been measured to the end of their windows' : 'are in';
  if (method === 'always-valid' && plannedUnits === null) {
    return `The first look is at ${formatCount(firstAlwaysValidUnits(plan))} units, when the spread of the metrics is known; from then on it may be read at any time.`;
  }
  if (plannedUnits === null || nextFraction === null || informationFraction === null) {
    return why === 'windows-open' ? afterTheWindows : 'It is read once, when it has ended.';
  }
  return `${formatShare(Math.min(1, informationFraction))} of the planned ${formatCount(plannedUnits)} units ${measured}; the next look is at ${formatCount(Math.ceil(nextFraction * plannedUnits))}.`;
}

function concluded(input: VerdictInput, decision: Decision, look: JudgedAnalysis): Verdict {
  const { tone, headline } = conclusion(decision, look.result, input.running);
  return {
    tone,
    headline,
    facts: intervals(look),
    rule: reasonFacts(decision, look.result),
    standing: standing(input, look),
  };
}

function conclusion(
  { outcome, variant, powered }: Decision,
  result: AnalysisResult,
  running: boolean,
): Pick<Verdict, 'tone' | 'headline'> {
  switch (outcome) {
    case 'ship':
      return { tone: 'good', headline: `Ship ${nameOf(result, variant ?? '')}` };
    case 'stop-harm':
      return { tone: 'bad', headline: 'Stop: it does harm' };
    case 'stop-no-effect':
      return powered
        ? { tone: 'open', headline: 'Stop: no effect of the size that was looked for' }
        : { tone: 'open', headline: 'Stop: nothing was shown, and too little was seen to rule it out' };
    case 'invalid':
      return { tone: 'bad', headline: 'Not valid: do not read the effects' };
    case 'keep-running':
      return running
        ? { tone: 'open', headline: 'Keep running' }
        : { tone: 'open', headline: 'Ended before its planned size: no conclusion' };
  }
}

/** Where in its looks the experiment is, and what that means for the intervals. */
function standing({ plan, newest, running }: VerdictInput, look: JudgedAnalysis): string {
  const ahead = newest.decision?.look;
  const next =
    running && ahead?.taken === false && ['between-looks', 'windows-open'].includes(ahead.why)
      ? ` ${nextLook(plan, ahead)}`
      : '';
  const failed =
    ahead?.taken === false && ahead.why === 'metric-failed'
      ? ` The newest analysis is no look: ${failures(newest.result).join(' ')}`
      : '';
  if (plan.method === 'fixed') return 'The one look of the plan has been taken.';
  if (plan.method === 'always-valid') return `These intervals hold however often anybody looks.${failed}`;
  const number = look.lookNumber ?? 1;
  const taken = look.decision?.look;
  const isLast = taken?.taken === true && (taken.lookFractions.at(-1) ?? 0) >= 1;
  const which = isLast ? `Look ${number}, the last` : `Look ${number} of ${Math.max(number, plan.looks)}`;
  return `${which}: the intervals are this look’s, wide enough that all looks together keep the plan’s confidence.${next}${failed}`;
}

function reasonFacts({ reasons }: Decision, result: AnalysisResult): readonly string[] {
  return reasons.map((reason) =>
    reasonSentence({
      ...reason,
      metric: reason.metric === null ? null : (metricOf(result, reason.metric)?.name ?? reason.metric),
      variant: reason.variant === null ? null : nameOf(result, reason.variant),
    }),
  );
}

function intervals(look: JudgedAnalysis): readonly string[] {
  const roles = ['success', 'guardrail'] as const;
  return roles.flatMap((role) =>
    look.result.metrics.filter((metric) => metric.role === role).map((metric) => factsOf(look, metric)),
  );
}

function metricOf(result: AnalysisResult, key: string): MetricResult | undefined {
  return result.metrics.find((metric) => metric.key === key);
}

function nameOf(result: AnalysisResult, variant: string): string {
  return result.variants.find(({ key }) => key === variant)?.name ?? variant;
}

/** A metric's effects in one sentence: "Visit: better with Mens (+72 %, +64 to +81 %), no clear change with Womens (...)". */
function factsOf(look: JudgedAnalysis, metric: MetricResult): string {
  const parts = metric.effects.map((effect) => fact(look, metric, effect));
  return `${metric.name}: ${parts.join('; ')}.`;
}

function fact(look: JudgedAnalysis, metric: MetricResult, { variant, effect }: VariantEffect): string {
  const { result, decision } = look;
  const name = nameOf(result, variant);
  if (!effect.ok) return `cannot say for ${name} (${effect.detail})`;
  const isNonInferior = isShownNonInferior(decision, metric.key, variant);
  const reading = readEffect(metric, effect, isNonInferior).words.toLowerCase();
  return `${reading} with ${name} (${figures(metric, effect.value)})`;
}

function figures(
  metric: MetricResult,
  effect: Extract<VariantEffect['effect'], { ok: true }>['value'],
): string {
  if (effect.relative.ok) {
    const { difference, interval } = effect.relative.value;
    return `${formatRelative(difference)}, ${formatRelativeInterval(interval.lower, interval.upper)}`;
  }
  const show = (value: number) => formatDifference(value, metric.kind, metric.unit);
  return `${show(effect.difference)}, ${show(effect.interval.lower)} to ${show(effect.interval.upper)}`;
}
