import { plannedLooks } from '../decision/look';
import type { RunDecision } from '../model/decision';
import type { RunPlan } from '../model/run-configuration';

/** A look of a group sequential plan, and whether looks may follow it. */
export interface LookOfPlan {
  readonly plan: Pick<RunPlan, 'looks'>;
  readonly decision: RunDecision | null;
  readonly lookNumber: number | null;
  /** The newest analysis, whatever it was. */
  readonly newest: RunDecision | null;
  readonly running: boolean;
}

/**
 * How many looks there are in all: those taken up to this one, and those that can still come. A look that came late has the planned ones that
 * it passed behind it; a run that has ended has one more where units wait for it or a metric could not be read, else none.
 */
export function looksInAll({ plan, decision, lookNumber, newest, running }: LookOfPlan): number {
  const number = lookNumber ?? 1;
  if (decision?.look.taken !== true) return Math.max(number, plan.looks);
  const clock = decision.look.lookFractions.at(-1) ?? 0;
  const ahead = plannedLooks(plan).filter((fraction) => fraction > clock).length;
  if (running || ahead === 0) return number + ahead;
  const isOneToCome =
    newest?.look.taken === false && ['windows-open', 'metric-failed'].includes(newest.look.why);
  return number + (isOneToCome ? 1 : 0);
}
