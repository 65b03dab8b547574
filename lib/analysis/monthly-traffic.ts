import { HASH_COUNT } from '../assignment/murmur3';
import type { MonthlyTraffic } from '../model/monthly-traffic';
import type { RunConfiguration } from '../model/run-configuration';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { Evidence, Intake } from './evidence';
import type { RunAllocation } from './run-allocation';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
const MOST_DAYS = 28;
const MONTH_DAYS = 30;

/**
 * Units that a month of today's traffic would bring if all eligible units took part: the intake of the last 28 complete days, or of as
 * many whole weeks as there are since the first day and since the share that takes part last changed, over that share. A month is 30
 * days. Held-out units are not in it: a shipped variant is kept from them.
 */
export function monthlyTraffic(
  configuration: Pick<RunConfiguration, 'variants' | 'surroundings'>,
  { dailyUnits, units }: Pick<Evidence, 'dailyUnits' | 'units'>,
  { allocations, until }: Intake,
): Outcome<MonthlyTraffic> {
  const [first] = dailyUnits.map(({ day }) => day).sort();
  if (first === undefined) return cannotSay('too-few-units', 'no-unit-exposed');
  const { share, since } = currentShare(configuration, allocations, until);
  const begin = Math.max(Date.parse(first), dayOf(since)) + DAY_MS;
  const end = dayOf(until);
  const complete = Math.max(0, (end - begin) / DAY_MS);
  const days = Math.min(MOST_DAYS, complete - (complete % WEEK_DAYS));
  if (days < WEEK_DAYS) {
    return cannotSay('too-few-units', 'intake-shorter-than-week', { days: complete, least: WEEK_DAYS });
  }
  const from = nameOf(end - days * DAY_MS);
  const to = nameOf(end - DAY_MS);
  const exposedUnits = sumOf(dailyUnits.filter(({ day }) => day >= from && day <= to));
  if (!(exposedUnits > 0 && share > 0)) return cannotSay('too-few-units', 'no-unit-in-days', { from, to });
  const analysedPerExposed = sumOf(units) / sumOf(dailyUnits);
  const unitsPerMonth = ((exposedUnits * analysedPerExposed) / share) * (MONTH_DAYS / days);
  return say({ from, to, days, exposedUnits, analysedPerExposed, allocatedShare: share, unitsPerMonth });
}

/** The share of the eligible units that takes part, and since when it is that. */
function currentShare(
  { variants, surroundings }: Pick<RunConfiguration, 'variants' | 'surroundings'>,
  allocations: readonly RunAllocation[],
  until: Date,
): { readonly share: number; readonly since: Date } {
  const weightSum = variants.reduce((sum, { weight }) => sum + weight, 0);
  const ofLayer = (surroundings?.layer?.ranges ?? [[0, HASH_COUNT]]).reduce(
    (sum, [from, to]) => sum + (to - from) / HASH_COUNT,
    0,
  );
  const shareOf = ({ coverage, reach }: RunAllocation) =>
    variants.reduce((sum, { weight }, place) => sum + weight * (reach[place] ?? 1), 0) *
    ((coverage * ofLayer) / weightSum);
  return allocations
    .filter(({ effectiveFrom }, index) => index === 0 || effectiveFrom <= until)
    .reduce(
      (current, allocation) => {
        const share = shareOf(allocation);
        return share === current.share ? current : { share, since: allocation.effectiveFrom };
      },
      { share: ofLayer, since: allocations[0]?.effectiveFrom ?? until },
    );
}

function dayOf(instant: Date): number {
  return Math.floor(instant.getTime() / DAY_MS) * DAY_MS;
}

function nameOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

function sumOf(counted: readonly { readonly units: number }[]): number {
  return counted.reduce((sum, { units }) => sum + units, 0);
}
