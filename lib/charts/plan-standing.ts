import { recentIntake } from '../analysis/recent-intake';
import type { AnalysisResult } from '../model/analysis-result';
import type { RunDecision } from '../model/decision';
import type { DetectableEffect } from '../model/detectable-effect';
import type { MetricResult } from '../model/metric-result';
import type { RunPlan } from '../model/run-configuration';
import { cannotSaySentence } from '../sentences/cannot-say';
import { daysUntil, planLeft } from './plan-left';
import { planProgress, unitsOf } from './plan-progress';
import { formatCount, formatShare } from './format';
import { counted } from './format-time';

export interface StandingFacts {
  readonly plan: RunPlan;
  /** The newest analysis, a look or not. */
  readonly result: AnalysisResult;
  readonly decision: RunDecision | null;
  readonly horizon: Date;
  readonly startedAt: Date;
  readonly ended: boolean;
  readonly intakeOpen: boolean;
}

/** A run beside its plan, in words. */
interface PlanStanding {
  readonly figures: readonly { readonly term: string; readonly figure: string }[];
  /** What can be found with the units that there are: a sentence a metric, or one that says why none is there. */
  readonly detectable: readonly string[];
}

/** What the figures count as matured. */
export const maturedSentence =
  'A metric that waits for its whole window counts a unit only then; the others count it at once. Looks go by the metric that counts the fewest: those are the matured units.';

/** How the sentences on what can be detected are headed. */
export function detectableHeading(ended: boolean): { readonly title: string; readonly note: string } {
  const [title, units] = ended
    ? ['Detectable at its end', 'the units that the run ended with']
    : ['Detectable now', 'the units of today'];
  return {
    title,
    note: `What ${units} could find, from the mean and spread of all units together, whatever the effect is. A look on the way is stricter than the one at the end. How large the effect may still be is said by its interval.`,
  };
}

export function planStanding(facts: StandingFacts): PlanStanding {
  const { plan, result } = facts;
  const { matured, planned } = planProgress(plan, result);
  const days = plan.plannedDays === null ? '' : `, ${counted(plan.plannedDays, 'day')}`;
  return {
    figures: [
      {
        term: 'Planned',
        figure: planned === null ? `no number of units${days}` : `${formatCount(planned)} units${days}`,
      },
      { term: facts.ended ? 'Units' : 'Units so far', figure: formatCount(unitsOf(result)) },
      { term: 'Of them matured', figure: formatCount(matured) },
      {
        term: 'Share of the plan',
        figure: planned === null ? 'no number of units was planned' : formatShare(matured / planned),
      },
      ...(facts.ended ? [] : [{ term: 'Days left', figure: daysLeft(facts, matured) }]),
    ],
    detectable: detectableSentences(facts),
  };
}

/** At the intake of the last whole days: units mature as fast as they came, a window later. */
function daysLeft(facts: StandingFacts, matured: number): string {
  const { plan, startedAt, horizon } = facts;
  const left = planLeft({ ...facts, now: horizon });
  switch (left.kind) {
    case 'not-planned':
      return 'cannot say: no number of units was planned';
    case 'days':
      return `${formatCount(left.days)} of the planned days`;
    case 'testable-metric':
      return 'cannot say: the look waits for a metric that can be tested';
    case 'readable-metric':
      return 'cannot say: the look waits for a metric that can be read';
    case 'reached':
      return plan.plannedUnits === null ? '0 of the planned days' : 'none: the planned size is reached';
    case 'units':
    case 'windows':
      break;
  }
  // A fixed plan is read at the end of its days too.
  const atTheLatest =
    plan.method === 'fixed' && plan.plannedDays !== null
      ? ` It is read in ${counted(daysUntil(plan.plannedDays, startedAt, horizon), 'day')} at the latest.`
      : '';
  const days = daysAtIntake(facts, (plan.plannedUnits ?? matured) - matured);
  return atTheLatest === '' ? days : `${days.replace(/\.$/u, '')}.${atTheLatest}`;
}

function daysAtIntake({ result, startedAt, horizon, intakeOpen }: StandingFacts, missing: number): string {
  if (!intakeOpen) return 'cannot say: enrolment has ended';
  const intake = recentIntake(result, startedAt, horizon);
  if (!intake.ok) return `cannot say: ${cannotSaySentence(intake)}`;
  const perDay = formatCount(Math.max(1, Math.round(intake.value)));
  return `about ${formatCount(Math.ceil(missing / intake.value))}, at ${perDay} new units a day`;
}

function detectableSentences({ result, decision, ended }: StandingFacts): readonly string[] {
  const { health, metrics } = result;
  if (
    health.sampleRatioAlarm ||
    (decision?.decision.ok === true && decision.decision.value.outcome === 'invalid')
  )
    return ['Cannot say: the comparison is not valid, so nothing can be said of what it could find.'];
  const detectable = decision?.detectable;
  if (detectable === undefined)
    return ['Cannot say: this analysis is from before it was computed. Analyse again.'];
  return detectable.map((one) => {
    const metric = metrics.find(({ key }) => key === one.metric);
    const name = `${metric?.name ?? one.metric}${ofVariant(one, result)}`;
    const isWaiting = ended && unitsOf(result) > one.units;
    return detectableSentence(one, { ...(metric ?? noMetric), name, isWaiting });
  });
}

const noMetric = { relativeMargin: null, minimumEffectRelative: null };

/** Of several variants, the one whose difference is the least precise. */
function ofVariant({ relative }: DetectableEffect, { variants }: AnalysisResult): string {
  if (!relative.ok || variants.length <= 2) return '';
  const { treatment } = relative.value;
  return ` (${variants.find(({ key }) => key === treatment)?.name ?? treatment})`;
}

interface DetectableOf extends Pick<MetricResult, 'name' | 'relativeMargin' | 'minimumEffectRelative'> {
  /** Units of an ended run have not finished their windows. */
  readonly isWaiting: boolean;
}

function detectableSentence(
  { question, power, units, relative, alphaOneSided }: DetectableEffect,
  { name, isWaiting, relativeMargin, minimumEffectRelative }: DetectableOf,
): string {
  if (!relative.ok) return `${name}: cannot say. ${cannotSaySentence(relative)}`;
  const size = formatShare(relative.value.relative);
  const count = formatCount(units);
  const those = isWaiting ? `the ${count} units that have matured so far` : `${count} units`;
  const planned = `Planned with ${those} and the same looks, ${name} would be`;
  const given = `with ${formatShare(power)} power (one-sided level ${String(Number(alphaOneSided.toPrecision(3)))})`;
  if (question === 'better') {
    const wanted =
      minimumEffectRelative === null
        ? ''
        : `; the smallest effect of interest is ${formatShare(minimumEffectRelative)}`;
    return `${planned} found better ${given} if the true improvement were ${size} or more${wanted}.`;
  }
  const margin = relativeMargin === null ? '' : `; its margin is ${formatShare(relativeMargin)}`;
  return `${planned} shown to be within any margin from ${size} up ${given} if nothing changes${margin}.`;
}
