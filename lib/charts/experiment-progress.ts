import type { AnalysisResult } from '../model/analysis-result';
import type { MetricResult } from '../model/metric-result';
import type { RunPlan } from '../model/run-configuration';
import type { Decision } from '../model/decision';
import { formatCountShort } from './format';
import { counted } from './format-time';
import type { Tone } from './reading';

export interface ProgressFacts {
  readonly status: 'draft' | 'running' | 'stopped' | 'shipped' | 'archived';
  /** Of the run that is read; today's before the first analysis. */
  readonly plan: RunPlan;
  /** Of the latest run; null before the first. */
  readonly startedAt: Date | null;
  /** Of the latest analysis; null before the first. */
  readonly result: AnalysisResult | null;
  /** Of the last analysis that was a look of the plan; null before the first. */
  readonly lookResult: AnalysisResult | null;
  /** What the plan's rule concludes in the latest analysis; null where it concludes nothing. */
  readonly outcome: Decision['outcome'] | null;
  readonly now: Date;
}

export interface Waiting {
  readonly tone: Tone;
  readonly words: string;
}

const dayLength = 86_400_000;

/** Units in all variants of a result. */
export function unitsOf(result: AnalysisResult | null): number {
  return result === null ? 0 : result.variants.reduce((sum, variant) => sum + variant.units, 0);
}

/** How much of its plan a run has, as its looks count it. */
export interface PlanProgress {
  /** Units whose windows have ended, of the metric with the fewest. */
  readonly matured: number;
  readonly planned: number | null;
  /** At most 1; null: no size was planned. */
  readonly share: number | null;
}

export function planProgress(
  { plannedUnits: planned }: Pick<RunPlan, 'plannedUnits'>,
  result: AnalysisResult | null,
): PlanProgress {
  const matured = maturedIn(result);
  return { matured, planned, share: planned === null ? null : Math.min(1, matured / planned) };
}

/** What an experiment waits for, in a few words. */
export function waitingFor(facts: ProgressFacts): Waiting {
  const { status, result } = facts;
  if (status === 'draft') return { tone: 'open', words: 'To be started' };
  if (result?.health.sampleRatioAlarm === true) return { tone: 'bad', words: 'Sample ratio alarm' };
  if (status === 'shipped') return { tone: 'good', words: 'Shipped' };
  if (status === 'archived') return { tone: 'unknown', words: 'Archived' };
  if (result === null) return { tone: 'unknown', words: 'A first analysis' };
  if (unitsOf(result) === 0) return { tone: 'unknown', words: 'A first exposure' };
  if (status === 'stopped') return { tone: 'notice', words: 'A decision' };
  return concluded(facts.outcome) ?? runningWaits(facts, unitsOf(result));
}

/** A running experiment whose rule has spoken waits for a person, not for more units. */
function concluded(outcome: ProgressFacts['outcome']): Waiting | null {
  switch (outcome) {
    case 'ship':
      return { tone: 'good', words: 'Ready to ship' };
    case 'stop-harm':
      return { tone: 'bad', words: 'To be stopped: harm' };
    case 'stop-no-effect':
      return { tone: 'notice', words: 'To be stopped: nothing to ship' };
    case 'stop-guardrail':
      return { tone: 'notice', words: 'To be stopped: held back by a guardrail' };
    case 'cannot-say':
      return { tone: 'notice', words: 'To be stopped: nothing could be judged' };
    case 'stop-futility':
      return { tone: 'notice', words: 'To be stopped: futility' };
    case 'invalid':
      return { tone: 'bad', words: 'A repair: not valid' };
    case 'keep-running':
    case null:
      return null;
  }
}

function runningWaits({ plan, startedAt, now, result }: ProgressFacts, units: number): Waiting {
  const missingUnits = plan.plannedUnits === null ? 0 : plan.plannedUnits - units;
  if (missingUnits > 0) return { tone: 'open', words: `${formatCountShort(missingUnits)} more units` };
  if (plan.plannedUnits !== null && maturedIn(result) < plan.plannedUnits) {
    return { tone: 'open', words: 'Windows to end' };
  }
  const missingDays = daysLeft(plan, startedAt, now);
  if (missingDays > 0) return { tone: 'open', words: counted(missingDays, 'more day') };
  const planned = plan.plannedUnits !== null || plan.plannedDays !== null;
  return planned
    ? { tone: 'notice', words: 'Reading: planned size reached' }
    : { tone: 'open', words: 'More units' };
}

/** Units that every metric counts: those exposed less those whose window has not ended. */
function maturedIn(result: AnalysisResult | null): number {
  const waiting = (result?.metrics ?? []).map(({ arms }) => arms.reduce((sum, arm) => sum + arm.waiting, 0));
  return unitsOf(result) - Math.max(0, ...waiting);
}

function daysLeft(plan: RunPlan, startedAt: Date | null, now: Date): number {
  if (plan.plannedDays === null || startedAt === null) return 0;
  const end = startedAt.getTime() + plan.plannedDays * dayLength;
  return Math.max(0, Math.ceil((end - now.getTime()) / dayLength));
}

/** The metric that stands for the experiment in a list: the first success metric. */
export function primaryMetric(result: AnalysisResult | null): MetricResult | null {
  return result?.metrics.find((metric) => metric.role === 'success') ?? null;
}

/** Whether a list may show the primary effect, and if not, why. */
export function primaryEffectHidden(facts: ProgressFacts): string | null {
  if (facts.result === null) return 'Not analysed yet';
  if (facts.result.health.sampleRatioAlarm || facts.outcome === 'invalid') return 'Not to be read';
  if (facts.lookResult === null) return 'No look yet';
  return primaryMetric(facts.lookResult) === null ? 'No success metric' : null;
}
