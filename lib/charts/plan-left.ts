import type { AnalysisResult } from '../model/analysis-result';
import type { RunDecision } from '../model/decision';
import type { RunPlan } from '../model/run-configuration';
import { planProgress, unitsOf } from './plan-progress';

/** What a running plan still waits for. */
export type PlanLeft =
  | { readonly kind: 'units'; readonly missing: number }
  /** Units enough are there, and not all have had their windows. */
  | { readonly kind: 'windows' }
  /** The planned size is there, and its look was not taken: what it needs could not be tested, or a metric could not be read. */
  | { readonly kind: 'testable-metric' }
  | { readonly kind: 'readable-metric' }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'reached' }
  | { readonly kind: 'not-planned' };

export interface PlanFacts {
  readonly plan: RunPlan;
  /** The newest analysis, and what it decided. */
  readonly result: AnalysisResult | null;
  readonly decision: RunDecision | null;
  readonly startedAt: Date | null;
  readonly now: Date;
}

const dayLength = 86_400_000;

/** A plan of units is read by its units, whatever days it names beside them; one without by its days. */
export function planLeft({ plan, result, decision, startedAt, now }: PlanFacts): PlanLeft {
  const look = decision?.look;
  if (look?.taken === false && ['nothing-tested', 'metric-untested'].includes(look.why))
    return { kind: 'testable-metric' };
  if (look?.taken === false && look.why === 'metric-failed') return { kind: 'readable-metric' };
  const { matured, planned } = planProgress(plan, result);
  if (planned !== null) {
    const units = unitsOf(result);
    if (units < planned) return { kind: 'units', missing: planned - units };
    return { kind: matured < planned ? 'windows' : 'reached' };
  }
  if (plan.plannedDays === null) return { kind: 'not-planned' };
  const days = startedAt === null ? 0 : daysUntil(plan.plannedDays, startedAt, now);
  return days > 0 ? { kind: 'days', days } : { kind: 'reached' };
}

/** Whole days from `now` to the planned end, 0 after it. */
export function daysUntil(plannedDays: number, startedAt: Date, now: Date): number {
  return Math.max(0, Math.ceil(plannedDays - (now.getTime() - startedAt.getTime()) / dayLength));
}
