const WEEK = 7;
/** So many of the last weeks that had any say what a week brings from then on. */
const LAST_WEEKS = 2;

/**
 * New units on day 1, 2, ... of a run, from those of past days, the oldest first: the weeks that had any, one after the other, as the run
 * would meet them again; then a week as the last two of them were on average, weekday by weekday; then, as the last figure, its mean, which goes on.
 * A week without any unit was no traffic to come back: it is left out, as are the days before the first unit. Weeks are counted back
 * from the end. Null: no day had any.
 */
export function expectedIntake(newUnits: readonly number[]): readonly number[] | null {
  const firstDay = newUnits.findIndex((units) => units > 0);
  if (firstDay === -1) return null;
  const weeks = weeksOf(newUnits.slice(firstDay)).filter((week) => week.some((units) => units > 0));
  const whole = weeks.filter(({ length }) => length === WEEK).slice(-LAST_WEEKS);
  const typical = whole.length === 0 ? [meanOf(weeks.flat())] : meanWeek(whole);
  return [...weeks.flat(), ...typical, meanOf(typical)];
}

/** The first one may be shorter. */
function weeksOf(days: readonly number[]): readonly (readonly number[])[] {
  const first = days.length % WEEK;
  const weeks = first === 0 ? [] : [days.slice(0, first)];
  for (let from = first; from < days.length; from += WEEK) weeks.push(days.slice(from, from + WEEK));
  return weeks;
}

function meanWeek(weeks: readonly (readonly number[])[]): readonly number[] {
  return Array.from({ length: WEEK }, (_, day) => meanOf(weeks.map((week) => week[day] ?? 0)));
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
