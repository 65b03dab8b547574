import { say, type Outcome } from '../../statistics/outcome';
import { duration } from '../../statistics/power/duration';
import type { PlanRequest } from './plan-request';

/** Days until so many units are there and the longest window of the last has ended; whole weeks, because weekdays differ. */
export function daysFor(request: PlanRequest, totalUnits: number): Outcome<number> {
  const { newUnitsByDay } = request;
  if (!newUnitsByDay.ok) return newUnitsByDay;
  const found = duration({
    totalUnits,
    newUnitsByDay: newUnitsByDay.value,
    metricWindowDays: longestWindow(request),
    wholeWeeks: false,
  });
  return found.ok ? say(Math.ceil(found.value.days / 7) * 7) : found;
}

/** Units that have come, and whose windows have ended, after so many days; null: the traffic is not known. */
export function unitsAfter(request: PlanRequest, days: number): number | null {
  const { newUnitsByDay } = request;
  if (!newUnitsByDay.ok) return null;
  const counted = Math.max(0, days - Math.ceil(longestWindow(request)));
  const listed = newUnitsByDay.value.slice(0, counted).reduce((sum, units) => sum + units, 0);
  const rest = Math.max(0, counted - newUnitsByDay.value.length);
  return Math.floor(listed + rest * (newUnitsByDay.value.at(-1) ?? 0));
}

/**
 * New units a day on average until so many are there, over the days that they take: days and mean say one thing, whatever the days between
 * them brought. Without a size, or where it is never reached: of the days that are listed. Null: the traffic is not known.
 */
export function meanIntake({ newUnitsByDay }: PlanRequest, units: number | null): number | null {
  if (!newUnitsByDay.ok) return null;
  const listed = newUnitsByDay.value;
  const found =
    units === null
      ? null
      : duration({ totalUnits: units, newUnitsByDay: listed, metricWindowDays: 0, wholeWeeks: false });
  if (units !== null && found?.ok === true) {
    const { days, units: come } = found.value;
    // Whole days, unless the last one brought so many that at their mean it would not be needed.
    return Math.ceil(units / (come / days)) === days ? come / days : units / days;
  }
  return listed.reduce((sum, one) => sum + one, 0) / listed.length;
}

/** Days that the last unit has to be waited for. */
export function longestWindow({ metrics }: Pick<PlanRequest, 'metrics'>): number {
  return Math.max(0, ...metrics.map(({ windowDays }) => windowDays));
}
