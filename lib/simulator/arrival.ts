import type { Scenario } from './scenario';

/** A Monday is the first day of every simulated run. */
const WEEKEND = [5, 6];
const WEEKEND_TRAFFIC = 0.5;

/** Share of the units that arrive before the end of each day; the last one is 1. */
export function arrivalCurve({ days, arrival }: Pick<Scenario, 'days' | 'arrival'>): readonly number[] {
  const weights = Array.from({ length: days }, (_, day) => weightOf(arrival, day));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let before = 0;
  return weights.map((weight) => (before += weight / sum));
}

function weightOf(arrival: Scenario['arrival'], day: number): number {
  if (arrival === 'flat') return 1;
  if (arrival === 'weekday') return WEEKEND.includes(day % 7) ? WEEKEND_TRAFFIC : 1;
  return 2 ** (-day / arrival.launchHalfLifeDays);
}

/** When the unit at a quantile (in [0, 1)) of all arrivals comes, in days; evenly within each day. */
export function arrivalAt(curve: readonly number[], quantile: number): number {
  const found = curve.findIndex((end) => quantile < end);
  const day = found === -1 ? curve.length - 1 : found;
  const [start, end] = [curve[day - 1] ?? 0, curve[day] ?? 1];
  // Rounding may put the last unit on the end of the last day, which is no longer that day.
  return day + Math.min((quantile - start) / (end - start), 1 - 1e-9);
}
