import type { EarlierLooks, Look, LookNotTaken, LookTaken } from '../model/decision';
import { ownMember } from '../model/own-member';
import { firstPlannedUnits, type RunPlan } from '../model/run-configuration';
import { fractionOfPlan, informationAt, spendingTime } from './spending-clock';

/** How far a metric of the decision has got. */
export interface MetricProgress {
  readonly key: string;
  /** Units that count for it, over all variants: those exposed less those whose window has not ended. */
  readonly matured: number;
  /** Units whose window has not ended. */
  readonly waiting: number;
  /** Whether it could not be read. */
  readonly failed: boolean;
}

/** The instant of an analysis, as the plan sees it. */
export interface LookProgress {
  /** Exposed, over all variants. */
  readonly units: number;
  /** Of every metric: the decision reads them all. */
  readonly metrics: readonly MetricProgress[];
  /** The longest time that a unit waits for its window to end; 0 where none waits. */
  readonly longestWaitMs: number;
  readonly ended: boolean;
  readonly startedAt: Date;
  /** Of a run that has ended; left out: not known, so its end counts as unscheduled. */
  readonly endedAt?: Date | null | undefined;
  readonly now: Date;
  readonly earlier: EarlierLooks;
  /** What the look could not test, so that it is not taken; left out: nothing that it waits for, or nobody has asked. */
  readonly untested?: 'nothing-tested' | 'metric-untested';
}

const dayMs = 86_400_000;
/** Share of the planned units from which on the spread of a metric is known well enough to fix tau^2 by it. */
const FIRST_ALWAYS_VALID_SHARE = 0.05;
const FIRST_ALWAYS_VALID_UNITS = 1_000;

/**
 * Whether an analysis is a look of the plan. A look counts the units that have matured, of the metric with the fewest. Fixed: one,
 * at the planned end. Group sequential: when the next planned look is reached, wherever exactly that is by then (the
 * spending function allows for it). Always valid: every analysis from `firstAlwaysValidUnits` on. Of each plan: when the run has
 * ended and nothing waits any more. Where that end was the scheduled one, whatever the size, this look spends all that is left of the
 * error; else only what its units allow, because whoever ends a run when they like may have seen why. Without a planned size it is
 * the only look and spends all, because there is no telling how much of the error an earlier one would spend. An analysis in
 * which a metric failed, or in which no test has a figure, is none; nor is a last one that would leave untested what shipping needs (untested.ts).
 */
export function lookAt(plan: RunPlan, progress: LookProgress): Look {
  const { units, ended, metrics } = progress;
  const matured = maturedUnits(progress);
  const informationFraction = fractionOfPlan(plan.plannedUnits, matured);
  const none = (why: LookNotTaken['why'], nextFraction: number | null): LookNotTaken => ({
    taken: false,
    why,
    informationFraction,
    nextFraction,
  });
  if (!(units > 0)) return none('no-units', null);
  const over = isOver(progress);
  const due = dueAt(plan, progress, { matured, informationFraction, over });
  const isComplete = informationFraction !== null && informationFraction >= 1;
  const lastIsToCome = ended && !over && !isComplete;
  if (due.why === null && matured > 0 && !lastIsToCome) {
    if (metrics.some(({ failed }) => failed)) return none('metric-failed', due.nextFraction);
    return progress.untested === undefined
      ? taken(plan, progress, { matured, informationFraction, over })
      : none(progress.untested, due.nextFraction);
  }
  const whenAllHaveMatured = dueAt(
    plan,
    { ...progress, longestWaitMs: 0 },
    { matured: units, informationFraction: fractionOfPlan(plan.plannedUnits, units), over: ended },
  );
  const waits = due.why === null || whenAllHaveMatured.why === null;
  return none(waits ? 'windows-open' : due.why, due.nextFraction);
}

/** Units that every metric of the decision can count, over all variants. */
export function maturedUnits({ units, metrics }: Pick<LookProgress, 'units' | 'metrics'>): number {
  return Math.min(units, ...metrics.map(({ matured }) => matured));
}

/** Whether nothing more will come: the run has ended, and no unit waits for the end of its window. */
export function isOver({ ended, metrics }: Pick<LookProgress, 'ended' | 'metrics'>): boolean {
  return ended && metrics.every(({ waiting }) => waiting === 0);
}

interface Reached {
  readonly matured: number;
  readonly informationFraction: number | null;
  readonly over: boolean;
}

/** Why so much makes no look; null: it makes one. */
function dueAt(
  plan: RunPlan,
  progress: LookProgress,
  { matured, informationFraction, over }: Reached,
): { readonly why: LookNotTaken['why'] | null; readonly nextFraction: number | null } {
  const { lookFractions } = progress.earlier;
  const none = (why: LookNotTaken['why'], nextFraction: number | null) => ({ why, nextFraction });
  const due = (nextFraction: number | null) => ({ why: null, nextFraction });
  if (plan.method === 'always-valid') {
    const next = informationFraction === null ? null : FIRST_ALWAYS_VALID_SHARE;
    const isDue = over || lookFractions.length > 0 || matured >= firstAlwaysValidUnits(plan);
    return isDue ? due(next) : none('too-early', next);
  }
  const last = lookFractions.at(-1) ?? 0;
  if (plan.method === 'fixed') {
    if (lookFractions.length > 0) return none('all-looks-taken', null);
    const isDue = over || plannedEndReached(plan, { ...progress, ended: false, matured });
    return isDue ? due(1) : none('too-early', 1);
  }
  if (last >= 1) return none('all-looks-taken', null);
  const time = spendingTime(plan, matured);
  if (time === null) return over ? due(null) : none('no-size-planned', null);
  const planned = plannedLooks(plan).filter((fraction) => fraction > last);
  const next = planned[0] === undefined ? null : informationAt(plan, planned[0]);
  const isDue = planned.some((fraction) => fraction <= time);
  if (isDue || (over && time > last)) return due(next);
  return none(lookFractions.length === 0 ? 'too-early' : 'between-looks', next);
}

function taken(
  plan: RunPlan,
  progress: LookProgress,
  { matured, informationFraction, over }: Reached,
): LookTaken {
  const { lookFractions: before } = progress.earlier;
  if (plan.method !== 'group-sequential') {
    const isFixed = plan.method === 'fixed';
    return {
      taken: true,
      lookFractions: [...(isFixed ? before : []), informationFraction ?? 1],
      ...(isFixed && isOfChosenEnd(plan, progress, informationFraction) && { isOfUnplannedEnd: true }),
      informationFraction,
    };
  }
  const reached = spendingTime(plan, matured) ?? 1;
  // The clock is at 1: nothing of the error is left for later.
  const spent = over && endedAsScheduled(plan, progress) ? Math.max(1, reached) : reached;
  const isOfUnplannedEnd = progress.ended && spent < 1;
  const lookFractions = [...before, spent];
  const metricFractions = furtherFractions(plan, progress, lookFractions);
  return {
    taken: true,
    lookFractions,
    ...(isOfUnplannedEnd && { isOfUnplannedEnd }),
    ...(Object.keys(metricFractions).length > 0 && { metricFractions }),
    ...(plan.extensions && plan.plannedUnits !== null && { plannedUnits: plan.plannedUnits }),
    informationFraction,
  };
}

/** Whether somebody ended a fixed plan before its size, and not when its days had passed. */
function isOfChosenEnd(plan: RunPlan, progress: LookProgress, informationFraction: number | null): boolean {
  const isBefore = informationFraction !== null && informationFraction < 1;
  return isBefore && progress.ended && !endedAsScheduled(plan, progress);
}

function endedAsScheduled(
  { plannedDays }: RunPlan,
  { startedAt, endedAt }: Pick<LookProgress, 'startedAt' | 'endedAt'>,
): boolean {
  if (plannedDays === null || endedAt === null || endedAt === undefined) return false;
  return endedAt.getTime() - startedAt.getTime() >= plannedDays * dayMs;
}

/** What a metric that has gathered nothing since the last look is said to have gathered: bounds are the wider for it, by a hair. */
const LEAST_GROWTH = 1.001;

/** The fractions of the metrics for which they are not the clock: they know more than the slowest one, or the plan was extended. */
function furtherFractions(
  plan: RunPlan,
  { metrics, earlier }: LookProgress,
  lookFractions: readonly number[],
): Record<string, readonly number[]> {
  const { plannedUnits } = plan;
  const plannedBefore = earlier.plannedUnits ?? firstPlannedUnits(plan);
  const rescaled = fractionOfPlan(plannedUnits, plannedBefore ?? NaN) ?? 1;
  const all = metrics.map(({ key, matured }): [string, readonly number[]] => {
    const gathered = ownMember(earlier.metricFractions, key) ?? earlier.lookFractions;
    const before = gathered.map((one) => rescaled * one);
    const now = fractionOfPlan(plannedUnits, matured) ?? 1;
    return [key, [...before, Math.max(now, LEAST_GROWTH * (before.at(-1) ?? 0))]];
  });
  const differs = (fractions: readonly number[]) =>
    fractions.some((fraction, index) => fraction !== lookFractions[index]);
  return Object.fromEntries(all.filter(([, fractions]) => differs(fractions)));
}

/**
 * Units, over all variants, at the first look of an always-valid plan that goes on: a twentieth of the planned ones, or a
 * thousand where no number is planned. tau^2 is fixed at that look and kept, and the spread of a handful of units is noise.
 */
export function firstAlwaysValidUnits({ plannedUnits }: RunPlan): number {
  return plannedUnits === null ? FIRST_ALWAYS_VALID_UNITS : FIRST_ALWAYS_VALID_SHARE * plannedUnits;
}

/** More than any plan has; a bound on what a hostile plan can make the process compute. */
const MOST_LOOKS = 1_000;

/** Information fractions of a group sequential plan's looks: equally spaced, the last one 1; none where their number is none. */
export function plannedLooks({ looks }: Pick<RunPlan, 'looks'>): readonly number[] {
  if (!(Number.isInteger(looks) && looks <= MOST_LOOKS)) return [];
  return Array.from({ length: looks }, (_, index) => (index + 1) / looks);
}

/** Whether a fixed plan's one look may be taken: the units are there, the run has ended, or whoever came in its days has had the time. */
export function plannedEndReached(
  plan: RunPlan,
  {
    matured,
    ended,
    longestWaitMs,
    startedAt,
    now,
  }: Pick<LookProgress, 'ended' | 'longestWaitMs' | 'startedAt' | 'now'> & { readonly matured: number },
): boolean {
  const { plannedUnits, plannedDays } = plan;
  if (ended || (plannedUnits !== null && matured >= plannedUnits)) return true;
  if (plannedDays === null) return false;
  return now.getTime() - startedAt.getTime() >= plannedDays * dayMs + longestWaitMs;
}
