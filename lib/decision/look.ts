import type { RunPlan } from '../analysis/run-configuration';

/** The instant of an analysis, as the plan sees it. */
export interface LookProgress {
  /** Over all variants. */
  readonly units: number;
  readonly ended: boolean;
  readonly startedAt: Date;
  readonly now: Date;
  /** Information fractions of the looks taken so far. */
  readonly earlierFractions: readonly number[];
}

/** A look: effects may be read, at this look's level. */
export interface LookTaken {
  readonly taken: true;
  /** Units over planned units at each look so far, this one last. */
  readonly lookFractions: readonly number[];
}

/** No look: health and progress may be read, effects not. */
export interface LookNotTaken {
  readonly taken: false;
  readonly why:
    'no-size-planned' | 'too-early' | 'between-looks' | 'all-looks-taken' | 'no-units' | 'unhealthy';
  /** Units over planned units; null without a plan for them. */
  readonly informationFraction: number | null;
  /** Where the next look is; null where none will be taken. */
  readonly nextFraction: number | null;
}

export type Look = LookTaken | LookNotTaken;

const dayMs = 86_400_000;
/** Share of the planned units from which on the spread of a metric is known well enough to fix tau^2 by it. */
const FIRST_ALWAYS_VALID_SHARE = 0.05;
const FIRST_ALWAYS_VALID_UNITS = 1_000;

/**
 * Whether an analysis is a look of the plan. Fixed: one, at the planned end. Group sequential: when the information of the
 * next planned look is there, wherever exactly that is by then (the spending function allows for it), and when the run
 * has ended. Always valid: every analysis from `firstAlwaysValidUnits` on, and the one when the run has ended. A run of another plan without a planned size is looked at once, when it has ended, because
 * without a size there is no telling how much of the error has been spent.
 */
export function lookAt(plan: RunPlan, progress: LookProgress): Look {
  const { units, earlierFractions, ended } = progress;
  const { plannedUnits } = plan;
  const informationFraction = fractionOfPlan(plannedUnits, units);
  const last = earlierFractions.at(-1) ?? 0;
  const none = (why: LookNotTaken['why'], nextFraction: number | null): LookNotTaken => ({
    taken: false,
    why,
    informationFraction,
    nextFraction,
  });
  const look = (fraction: number): LookTaken => ({
    taken: true,
    lookFractions: [...earlierFractions, fraction],
  });

  if (!(units > 0)) return none('no-units', null);
  if (plan.method === 'always-valid') {
    const due = ended || earlierFractions.length > 0 || units >= firstAlwaysValidUnits(plan);
    if (due) return { taken: true, lookFractions: [informationFraction ?? 1] };
    return none('too-early', informationFraction === null ? null : FIRST_ALWAYS_VALID_SHARE);
  }
  if (plan.method === 'fixed' && earlierFractions.length > 0) return none('all-looks-taken', null);
  if (plan.method === 'fixed') {
    return plannedEndReached(plan, progress) ? look(informationFraction ?? 1) : none('too-early', 1);
  }
  if (last >= 1) return none('all-looks-taken', null);
  if (informationFraction === null) return ended ? look(1) : none('no-size-planned', null);
  const planned = plannedLooks(plan).filter((fraction) => fraction > last);
  const isDue = planned.some((fraction) => fraction <= informationFraction);
  if (isDue || (ended && informationFraction > last)) return look(informationFraction);
  return none(earlierFractions.length === 0 ? 'too-early' : 'between-looks', planned[0] ?? null);
}

/** Units over planned units; null without a number of units that could be planned. */
export function fractionOfPlan(plannedUnits: number | null, units: number): number | null {
  const fraction = plannedUnits === null ? NaN : units / plannedUnits;
  return fraction >= 0 && fraction < Infinity ? fraction : null;
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
export function plannedLooks({ looks }: RunPlan): readonly number[] {
  if (!(Number.isInteger(looks) && looks <= MOST_LOOKS)) return [];
  return Array.from({ length: looks }, (_, index) => (index + 1) / looks);
}

/** Whether a fixed plan's one look may be taken. */
export function plannedEndReached(plan: RunPlan, { units, ended, startedAt, now }: LookProgress): boolean {
  const { plannedUnits, plannedDays } = plan;
  if (ended || (plannedUnits !== null && units >= plannedUnits)) return true;
  return plannedDays !== null && now.getTime() - startedAt.getTime() >= plannedDays * dayMs;
}
