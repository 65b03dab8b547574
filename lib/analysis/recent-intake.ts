import type { AnalysisResult } from '../model/analysis-result';
import { cannotSay, say, type Outcome } from '../statistics/outcome';

/** Weekdays differ, so a week where there is one. */
const DAYS = 7;
const dayMs = 86_400_000;

/**
 * New units a day that the analysis counts, over all variants: the mean of the last whole UTC days of the run before `horizon`, seven at most. With a trigger, the
 * share of the exposed units that has triggered so far. Refused before a whole day has passed, and where nobody came.
 */
export function recentIntake(
  { dailyUnits, variants, exposedUnits }: Pick<AnalysisResult, 'dailyUnits' | 'variants' | 'exposedUnits'>,
  startedAt: Date,
  horizon: Date,
): Outcome<number> {
  const end = Math.floor(horizon.getTime() / dayMs);
  const start = Math.max(Math.ceil(startedAt.getTime() / dayMs), end - DAYS);
  if (!(end > start)) return cannotSay('too-few-units', 'no-whole-day-yet');
  const dayOf = (day: string) => Date.parse(`${day}T00:00:00Z`) / dayMs;
  const recent = dailyUnits.filter(({ day }) => dayOf(day) >= start && dayOf(day) < end);
  const came = recent.reduce((sum, { units }) => sum + units, 0);
  const exposed = exposedUnits?.reduce((sum, { units }) => sum + units, 0) ?? 0;
  const counted = variants.reduce((sum, { units }) => sum + units, 0);
  const perDay = ((exposed > 0 ? counted / exposed : 1) * came) / (end - start);
  return perDay > 0 ? say(perDay) : cannotSay('too-few-units', 'nobody-came-lately', { days: end - start });
}
