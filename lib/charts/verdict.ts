import type { AnalysisResult, MetricResult, VariantEffect } from '../analysis/analysis-result';
import type { RunPlan } from '../analysis/run-configuration';
import { formatDifference, formatRelative, formatRelativeInterval } from './format';
import { readEffect, type Reading, type Tone } from './reading';

/** What is known, in words. */
export interface Verdict {
  readonly tone: Tone;
  readonly headline: string;
  /** One sentence each. */
  readonly facts: readonly string[];
  /** What these words are not. */
  readonly caution: string | null;
}

/** Whether effects may be shown: a fixed plan is read once, at its end. */
export function effectsHidden(plan: RunPlan, running: boolean): boolean {
  return running && plan.method === 'fixed';
}

/** The state of knowledge after an analysis. It reads intervals out; it does not recommend. */
export function verdict(result: AnalysisResult, plan: RunPlan, running: boolean): Verdict {
  const units = result.variants.reduce((sum, variant) => sum + variant.units, 0);
  if (units === 0) {
    return {
      tone: 'unknown',
      headline: 'Nobody has been exposed yet',
      facts: ['As soon as the application records exposures, they are counted here.'],
      caution: null,
    };
  }
  if (result.health.sampleRatioAlarm) return invalid();
  if (effectsHidden(plan, running)) return hidden();
  const success = result.metrics.filter((metric) => metric.role === 'success');
  const readings = success.flatMap((metric) =>
    metric.effects.map((effect) => ({ metric, effect, reading: readEffect(metric, effect.effect) })),
  );
  const guardrails = result.metrics.filter((metric) => metric.role === 'guardrail');
  const facts = [...success, ...guardrails].map((metric) => factsOf(result, metric));
  return {
    tone: overallTone(readings.map(({ reading }) => reading)),
    headline: headline(
      success,
      readings.map(({ reading }) => reading),
    ),
    facts,
    caution: running ? runningCaution(plan) : null,
  };
}

function invalid(): Verdict {
  return {
    tone: 'bad',
    headline: 'Do not read the effects: the split is not the one that was configured',
    facts: [
      'The sample ratio test rejects at p < 0.001, so units went missing from, or were added to, some variants. Whatever did that may also have moved the metrics.',
      'Look for variants that fail to record exposures, redirects that lose users, and bots that are filtered in one variant only.',
    ],
    caution: null,
  };
}

function hidden(): Verdict {
  return {
    tone: 'open',
    headline: 'Still collecting: effects are shown when the run has ended',
    facts: [
      'The plan is a single look at a fixed size. Looking earlier and stopping on a good day would raise the rate of false positives, so only health and progress are shown until then.',
    ],
    caution: null,
  };
}

function headline(success: readonly MetricResult[], readings: readonly Reading[]): string {
  if (success.length === 0) return 'No success metric was chosen, so there is nothing to win';
  const better = readings.filter((reading) => reading.tone === 'good').length;
  const worse = readings.filter((reading) => reading.tone === 'bad').length;
  if (readings.every((reading) => reading.tone === 'unknown'))
    return 'Too little is known to say anything yet';
  if (better > 0 && worse > 0) return 'The success metrics disagree';
  if (better > 0 && better === readings.length) return 'Better on every success metric';
  if (better > 0) return 'Better on some of the success metrics';
  if (worse > 0) return 'Worse on a success metric';
  return 'No clear difference on the success metrics';
}

function overallTone(readings: readonly Reading[]): Tone {
  if (readings.some((reading) => reading.tone === 'bad')) return 'bad';
  if (readings.some((reading) => reading.tone === 'good')) return 'good';
  return readings.length > 0 && readings.every((reading) => reading.tone === 'unknown') ? 'unknown' : 'open';
}

/** A metric's effects in one sentence: "Visit: better with Mens (+72 %, +64 to +81 %), no clear change with Womens (...)". */
function factsOf(result: AnalysisResult, metric: MetricResult): string {
  const parts = metric.effects.map((effect) => fact(result, metric, effect));
  return `${metric.name}: ${parts.join('; ')}.`;
}

function fact(result: AnalysisResult, metric: MetricResult, { variant, effect }: VariantEffect): string {
  const name = result.variants.find((one) => one.key === variant)?.name ?? variant;
  if (!effect.ok) return `cannot say for ${name} (${effect.detail})`;
  const reading = readEffect(metric, effect).words.toLowerCase();
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

function runningCaution(plan: RunPlan): string {
  return plan.method === 'always-valid'
    ? 'These intervals are for a single look: the always-valid ones of the plan are not computed yet, so do not stop because of them.'
    : 'These intervals are for a single look: the boundaries of the plan\u2019s repeated looks are not applied yet, so do not stop because of them.';
}
