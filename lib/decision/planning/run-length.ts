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

/** Days that the last unit has to be waited for. */
export function longestWindow({ metrics }: Pick<PlanRequest, 'metrics'>): number {
  return Math.max(0, ...metrics.map(({ windowDays }) => windowDays));
}
