import { plannedBaseline } from '../../analysis/baseline';
import { SourceError } from '../../evidence/source';
import { readEvidence } from '../../evidence/create-evidence';
import { UnreadableError } from '../../evidence/read';
import { measureOf, sourceOf } from '../../model/metrics/kinds';
import type { PlannedBaseline } from '../../model/planning';
import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import type { ReadingContext } from '../../auth/context';
import { inAnalysisTurn } from '../analysis/analysis-turns';
import type { MetricView } from '../metrics/metric-view';
import { expectedIntake } from './expected-intake';

export const RECENT_DAYS = 28;
const dayMs = 24 * 3_600_000;
/** Somebody waits: what has not been read by then is typed. */
const READING_MS = 20_000;
/** More units than these tell a mean no better than a plan needs it. */
const MOST_UNITS = 200_000;

/** New units that an experiment would have met day by day, and which weekdays they come on. */
export interface RecentTraffic {
  readonly newUnitsByDay: readonly number[];
  /** Share of active units by UTC weekday, Monday first; null: there is no whole day yet. */
  readonly weekdayShares: readonly number[] | null;
}

/** What the last 28 days say of metrics and traffic. */
export interface RecentFigures {
  /** By metric key. */
  readonly baselines: ReadonlyMap<string, Outcome<PlannedBaseline>>;
  readonly traffic: Outcome<RecentTraffic>;
}

interface Wanted {
  readonly environmentId: number;
  readonly metrics: readonly MetricView[];
  readonly traffic: boolean;
}

/**
 * Reads them, as if each unit had met a variant with its first event of the last 28 days: in bounded time, one metric after the
 * other, each from at most 200,000 units drawn at random. What cannot be read says why.
 */
export async function recentFigures(
  ctx: ReadingContext,
  { environmentId, metrics, traffic }: Wanted,
): Promise<RecentFigures> {
  const nothing = cannotSay('too-few-units', 'no-traffic-known', { days: RECENT_DAYS });
  if (metrics.length === 0 && !traffic) return { baselines: new Map(), traffic: nothing };
  const horizon = ctx.now();
  const from = new Date(Math.floor(horizon.getTime() / dayMs) * dayMs - RECENT_DAYS * dayMs);
  const scope = { environmentId, from, horizon };
  const endsAtMs = performance.now() + READING_MS;
  return inAnalysisTurn(ctx, async () => {
    const found = traffic ? await readTraffic(ctx, scope, endsAtMs) : nothing;
    const baselines = new Map<string, Outcome<PlannedBaseline>>();
    for (const metric of metrics) baselines.set(metric.key, await readBaseline(ctx, metric, scope, endsAtMs));
    return { baselines, traffic: found };
  });
}

interface Scope {
  readonly environmentId: number;
  readonly from: Date;
  readonly horizon: Date;
}

async function readTraffic(
  ctx: ReadingContext,
  scope: Scope,
  endsAtMs: number,
): Promise<Outcome<RecentTraffic>> {
  const nothing = cannotSay('too-few-units', 'no-traffic-known', { days: RECENT_DAYS });
  const read = await inTime(endsAtMs, (statementTimeoutMs) =>
    readEvidence(ctx.database).inSnapshot((snapshot) => snapshot.recentTraffic(scope), {
      statementTimeoutMs,
    }),
  );
  if (read === null || read.rows.length === 0) return nothing;
  const byDay = new Map(read.rows.map((row) => [row.day, row]));
  const days = Array.from(
    { length: RECENT_DAYS },
    (_, index) => new Date(scope.from.getTime() + index * dayMs),
  );
  const rowOf = (day: Date) => byDay.get(day.toISOString().slice(0, 10));
  const newUnits = days.map((day) => rowOf(day)?.newUnits ?? 0);
  // Only of today there is something, and it has not ended.
  const intake = expectedIntake(newUnits) ?? [rowOf(scope.horizon)?.newUnits ?? 0];
  return say({
    newUnitsByDay: intake,
    weekdayShares: weekdayShares(days, (day) => rowOf(day)?.activeUnits ?? 0),
  });
}

/** Four of each weekday are in the span. */
function weekdayShares(days: readonly Date[], activeUnits: (day: Date) => number): readonly number[] | null {
  const sums = Array.from({ length: 7 }, () => 0);
  for (const day of days) {
    const weekday = (day.getUTCDay() + 6) % 7;
    sums[weekday] = (sums[weekday] ?? 0) + activeUnits(day);
  }
  const total = sums.reduce((sum, units) => sum + units, 0);
  return total > 0 ? sums.map((units) => units / total) : null;
}

async function readBaseline(
  ctx: ReadingContext,
  metric: MetricView,
  scope: Scope,
  endsAtMs: number,
): Promise<Outcome<PlannedBaseline>> {
  const { name } = metric;
  const measure = measureOf(metric);
  if (measure.quantile !== null)
    return cannotSay('not-computable', 'no-baseline-of-quantile', { metric: name });
  if (sourceOf(metric) !== null)
    return cannotSay('not-computable', 'no-baseline-of-source', { metric: name });
  const request = { ...scope, measure, rounds: 1, seed: 1, maximumUnits: MOST_UNITS };
  const read = await inTime(endsAtMs, (statementTimeoutMs) =>
    readEvidence(ctx.database).inSnapshot((snapshot) => snapshot.randomSplits(request), {
      statementTimeoutMs,
    }),
  );
  if (read === null) return cannotSay('not-computable', 'no-baseline-in-time', { metric: name });
  const [row] = read.rows;
  const [split] = row?.splits ?? [];
  if (row === undefined || split === undefined)
    return cannotSay('too-few-units', 'no-baseline-yet', { metric: name, days: RECENT_DAYS });
  const use = { role: 'success', relativeMargin: null, minimumEffectRelative: null } as const;
  return plannedBaseline({ ...metric, ...use }, split, row.caps, RECENT_DAYS);
}

/** What is read before the end; null: it could not be. */
async function inTime<Result>(
  endsAtMs: number,
  read: (statementTimeoutMs: number) => Promise<Result>,
): Promise<Result | null> {
  const leftMs = Math.round(endsAtMs - performance.now());
  if (leftMs < 100) return null;
  try {
    return await read(leftMs);
  } catch (error) {
    if (error instanceof UnreadableError || error instanceof SourceError) return null;
    throw error;
  }
}
