import { recentIntake } from '../analysis/recent-intake';
import type { AnalysisResult } from '../model/analysis-result';
import type { RunDecision } from '../model/decision';
import type { DetectableEffect } from '../model/detectable-effect';
import type { RunPlan } from '../model/run-configuration';
import { cannotSaySentence } from '../sentences/cannot-say';
import { planProgress, unitsOf } from './experiment-progress';
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

export function planStanding(facts: StandingFacts): PlanStanding {
  const { plan, result } = facts;
  const { matured, planned, share } = planProgress(plan, result);
  const days = plan.plannedDays === null ? '' : `, ${counted(plan.plannedDays, 'day')}`;
  return {
    figures: [
      {
        term: 'Planned',
        figure: planned === null ? `no number of units${days}` : `${formatCount(planned)} units${days}`,
      },
      { term: 'Units so far', figure: formatCount(unitsOf(result)) },
      { term: 'Of them matured', figure: formatCount(matured) },
      {
        term: 'Share of the plan',
        figure: share === null ? 'no number of units was planned' : formatShare(share),
      },
      ...(facts.ended ? [] : [{ term: 'Days left', figure: daysLeft(facts, matured) }]),
    ],
    detectable: detectableSentences(facts),
  };
}

/** At the intake of the last whole days: units mature as fast as they came, a window later. */
function daysLeft(facts: StandingFacts, matured: number): string {
  const { plan, result, startedAt, horizon, intakeOpen } = facts;
  const byDays = plan.plannedDays === null ? null : calendarDaysLeft(plan.plannedDays, facts);
  if (plan.plannedUnits === null)
    return byDays === null
      ? 'cannot say: no number of units was planned'
      : `${formatCount(byDays)} of the planned days`;
  if (matured >= plan.plannedUnits) return 'none: the planned size is reached';
  // A fixed plan is read at the end of its days too.
  const atTheLatest =
    plan.method === 'fixed' && byDays !== null ? `; read in ${counted(byDays, 'day')} at the latest` : '';
  if (!intakeOpen) return `cannot say: enrolment has ended${atTheLatest}`;
  const intake = recentIntake(result, startedAt, horizon);
  if (!intake.ok) return `cannot say: ${cannotSaySentence(intake)}${atTheLatest}`;
  const days = Math.ceil((plan.plannedUnits - matured) / intake.value);
  const perDay = formatCount(Math.max(1, Math.round(intake.value)));
  return `about ${formatCount(days)}, at ${perDay} new units a day${atTheLatest}`;
}

function calendarDaysLeft(plannedDays: number, { startedAt, horizon }: StandingFacts): number {
  return Math.max(0, Math.ceil(plannedDays - (horizon.getTime() - startedAt.getTime()) / 86_400_000));
}

function detectableSentences({ result, decision }: StandingFacts): readonly string[] {
  const { health, metrics } = result;
  if (
    health.sampleRatioAlarm ||
    (decision?.decision.ok === true && decision.decision.value.outcome === 'invalid')
  )
    return ['Cannot say: the comparison is not valid, so no number of units makes it find anything.'];
  const detectable = decision?.detectable;
  if (detectable === undefined)
    return ['Cannot say: this analysis is from before it was computed. Analyse again.'];
  return detectable.map((one) => {
    const metric = metrics.find(({ key }) => key === one.metric);
    return `${metric?.name ?? one.metric}: ${detectableSentence(one, metric?.relativeMargin ?? null, metric?.minimumEffectRelative ?? null)}`;
  });
}

function detectableSentence(
  { question, power, units, relative, alphaOneSided }: DetectableEffect,
  relativeMargin: number | null,
  minimumEffectRelative: number | null,
): string {
  if (!relative.ok) return `cannot say. ${cannotSaySentence(relative)}`;
  const size = formatShare(relative.value.relative);
  const plan = `a plan of ${formatCount(units)} units, read once at its end,`;
  const given = `with a power of ${formatShare(power)} (one-sided level ${String(Number(alphaOneSided.toPrecision(3)))})`;
  if (question === 'better') {
    const wanted =
      minimumEffectRelative === null
        ? ''
        : `; the smallest effect of interest is ${formatShare(minimumEffectRelative)}`;
    return `${plan} would find a true improvement of about ${size} or more ${given}${wanted}.`;
  }
  const margin = relativeMargin === null ? '' : `; its margin is ${formatShare(relativeMargin)}`;
  return `if nothing changes, ${plan} would show it within a margin of about ${size} or more ${given}${margin}.`;
}
