import type { AnalysisResult } from '../model/analysis-result';
import type { MetricResult } from '../model/metric-result';
import type { RunPlan } from '../model/run-configuration';
import type { Decision, RunDecision } from '../model/decision';
import { harmedIn } from './conclusion';
import { formatCount, formatCountShort } from './format';
import { counted } from './format-time';
import { planLeft } from './plan-left';
import { planProgress, unitsOf } from './plan-progress';
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
  /** Of the latest analysis. */
  readonly decision: RunDecision | null;
  /** What the plan's rule concludes in the latest analysis; null where it concludes nothing. */
  readonly concluded: Decision | null;
  readonly now: Date;
}

export interface Waiting {
  readonly tone: Tone;
  readonly words: string;
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
  if (status === 'stopped') return endedWaits(facts, result);
  const { concluded } = facts;
  if (concluded === null) return runningWaits(facts);
  const harmed = harmedIn(concluded);
  return concluded.outcome === 'keep-running' && harmed.length > 0
    ? harmedWaits(facts, harmed)
    : (personWaits(concluded.outcome) ?? runningWaits(facts));
}

/** The last look of an ended run is taken when every unit has had its window; only then is there something to decide. */
function endedWaits({ plan, decision, concluded }: ProgressFacts, result: AnalysisResult): Waiting {
  const look = decision?.look;
  const isOpen = look?.taken === false && look.why === 'windows-open';
  if (!isOpen || (concluded !== null && concluded.outcome !== 'keep-running'))
    return { tone: 'notice', words: 'A decision' };
  const waiting = unitsOf(result) - planProgress(plan, result).matured;
  return {
    tone: 'open',
    words: waiting === 1 ? '1 unit in its window' : `${formatCount(waiting)} units in their windows`,
  };
}

/** A running experiment whose rule has spoken waits for a person, not for more units. */
function personWaits(outcome: Decision['outcome']): Waiting | null {
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
      return null;
  }
}

/** Some variants do harm, and the others go on. */
function harmedWaits(facts: ProgressFacts, harmed: readonly string[]): Waiting {
  const names = (facts.result?.variants ?? []).flatMap(({ key, name }) =>
    harmed.includes(key) ? [name] : [],
  );
  return { tone: 'bad', words: `Stop ${names.join(', ')}: harm. Others: ${runningWaits(facts).words}` };
}

function runningWaits(facts: ProgressFacts): Waiting {
  const left = planLeft(facts);
  switch (left.kind) {
    case 'units':
      return { tone: 'open', words: `${formatCountShort(left.missing)} more units` };
    case 'windows':
      return { tone: 'open', words: 'Windows to end' };
    case 'testable-metric':
      return { tone: 'notice', words: 'A metric that can be tested' };
    case 'readable-metric':
      return { tone: 'notice', words: 'A metric that can be read' };
    case 'days':
      return { tone: 'open', words: counted(left.days, 'more day') };
    case 'reached':
      return { tone: 'notice', words: 'Reading: planned size reached' };
    case 'not-planned':
      return { tone: 'open', words: 'More units' };
  }
}

/** The metric that stands for the experiment in a list: the first success metric. */
export function primaryMetric(result: AnalysisResult | null): MetricResult | null {
  return result?.metrics.find((metric) => metric.role === 'success') ?? null;
}

/** Whether a list may show the primary effect, and if not, why. */
export function primaryEffectHidden(facts: ProgressFacts): string | null {
  if (facts.result === null) return 'Not analysed yet';
  if (facts.result.health.sampleRatioAlarm || facts.concluded?.outcome === 'invalid') return 'Not to be read';
  if (facts.lookResult === null) return hasEndedUntested(facts) ? 'Nothing could be tested' : 'No look yet';
  return primaryMetric(facts.lookResult) === null ? 'No success metric' : null;
}

/** The run is over, and what it has gave no test a figure: no look will come. */
function hasEndedUntested({ status, decision }: ProgressFacts): boolean {
  const isOver = status === 'stopped' || status === 'shipped' || status === 'archived';
  return isOver && decision?.look.taken === false && decision.look.why === 'nothing-tested';
}
