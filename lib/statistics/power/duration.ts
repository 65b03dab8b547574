import { cannotSay, say, type Outcome } from '../outcome';

export interface DurationInput {
  /** Units that have to enter, all variants together. */
  readonly totalUnits: number;
  /** New units expected on day 1, 2, ...; the last figure goes on for as long as it takes. */
  readonly newUnitsByDay: readonly number[];
  /** Days that must pass after a unit's exposure before its metrics are complete. */
  readonly metricWindowDays: number;
  /** Weekdays differ: a duration of whole weeks has each of them equally often. */
  readonly wholeWeeks: boolean;
}

export interface Duration {
  readonly days: number;
  /** Units that will have entered by the end of the days of enrolment. */
  readonly units: number;
}

/** A hundred years: longer plans are a mistake in the input. */
const MOST_DAYS = 36_525;

/**
 * How long an experiment must run to reach its size: days of enrolment, rounded up to whole weeks if asked, and the
 * metric window of the last unit.
 *
 * New units, not visits: on most sites their number falls from day to day, which is why a list is taken. Refused:
 * negative or non-finite traffic, and traffic that ends before the size is reached.
 */
export function duration(input: DurationInput): Outcome<Duration> {
  const { totalUnits, newUnitsByDay, metricWindowDays, wholeWeeks } = input;
  if (!(totalUnits > 0 && totalUnits < Infinity)) return cannotSay('invalid-input', 'size-not-positive');
  if (newUnitsByDay.length === 0 || !newUnitsByDay.every((units) => units >= 0 && units < Infinity)) {
    return cannotSay('invalid-input', 'traffic-not-a-list');
  }
  if (!(metricWindowDays >= 0 && metricWindowDays <= MOST_DAYS)) {
    return cannotSay('invalid-input', 'window-out-of-range');
  }
  const reached = enrolmentDays(totalUnits, newUnitsByDay);
  if (reached > MOST_DAYS) return cannotSay('not-computable', 'traffic-too-little');
  const days = wholeWeeks ? Math.ceil(reached / 7) * 7 : reached;
  const units = unitsAfter(days, newUnitsByDay);
  if (!Number.isFinite(units)) return cannotSay('not-computable', 'traffic-too-large');
  return say({ days: days + Math.ceil(metricWindowDays), units });
}

function enrolmentDays(totalUnits: number, newUnitsByDay: readonly number[]): number {
  let units = 0;
  for (const [day, newUnits] of newUnitsByDay.entries()) {
    units += newUnits;
    if (units >= totalUnits) return day + 1;
  }
  const daily = newUnitsByDay.at(-1) ?? 0;
  return daily > 0 ? newUnitsByDay.length + Math.ceil((totalUnits - units) / daily) : Infinity;
}

function unitsAfter(days: number, newUnitsByDay: readonly number[]): number {
  const listed = newUnitsByDay.slice(0, days).reduce((sum, units) => sum + units, 0);
  return listed + Math.max(0, days - newUnitsByDay.length) * (newUnitsByDay.at(-1) ?? 0);
}
