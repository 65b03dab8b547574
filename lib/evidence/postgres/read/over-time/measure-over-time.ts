import type {
  EvidenceArm,
  MetricOverTime,
  OverTimeEvidence,
  ReadMetric,
} from '../../../../analysis/evidence';
import { measureOf } from '../../../../model/metrics/kinds';
import type { Measure } from '../../../../model/metrics/measure';
import {
  dayMeasureOf,
  halvesOf,
  maximumDaysSinceExposure,
  type DayMeasure,
  type Halves,
} from '../../../../analysis/whole-days';
import type { Connection } from '../../../../database/connection';
import { mergeJointMoments } from '../../../../statistics/moments';
import type { MeasuredMetric, MetricsRead, OverTimeRead, RunScope } from '../../../read';
import { attempt } from '../measure-metrics';
import { populationOf } from '../population-of';
import { scorecardMoments } from '../scorecard-moments';
import { computedUnits, firstDay } from '../unit-source';
import type { Population } from '../unit-values';
import { readDayMoments, type DayMoments } from './day-moments';
import { countWholeDays, type WholeDays } from './whole-days';

interface Wanted {
  readonly key: string;
  readonly measure: Measure;
  readonly days: DayMeasure | null;
  readonly halves: Halves | null;
}

/**
 * Metrics of moments by the UTC day of first exposure, by days since exposure, and in an early and a late period of the same
 * units: three statements whatever the number of metrics. Where one fails nothing of it is there, with the reason.
 */
export async function measureOverTime(
  client: Connection,
  scope: RunScope,
  metrics: readonly MeasuredMetric[],
): Promise<OverTimeRead> {
  const population = await populationOf(client, scope);
  const read = await attempt(client, () => readAll(client, population, metrics));
  return read.ok ? read.value : { evidence: read, queries: [] };
}

async function readAll(
  client: Connection,
  population: Population,
  metrics: readonly MeasuredMetric[],
): Promise<OverTimeRead> {
  const moments = metrics
    .map((metric) => ({ key: metric.key, measure: measureOf(metric) }))
    .filter(({ measure }) => measure.quantile === null);
  if (moments.length === 0) return { evidence: { ok: true, metrics: new Map() }, queries: [] };
  const counted = await countWholeDays(client, population, maximumDaysSinceExposure);
  const commonDays = daysOfHalf(counted.rows);
  const wanted = moments.map(({ key, measure }): Wanted => {
    const days = dayMeasureOf(measure);
    return { key, measure, days, halves: days === null ? null : halvesOf(days, commonDays) };
  });
  const measures = [
    ...wanted.map(({ measure }) => withoutCovariates(measure)),
    ...wanted.flatMap(({ halves }) => (halves === null ? [] : [halves.measure])),
  ];
  const cohorts = await scorecardMoments(client, computedUnits(population, measures, [firstDay]));
  const withDays = wanted.flatMap(({ days }) => (days === null ? [] : [days]));
  const elapsed =
    withDays.length === 0
      ? null
      : await readDayMoments(client, population, withDays, maximumDaysSinceExposure);
  const queries: MetricsRead['queries'] = [
    { name: 'units by days since exposure', ...counted.query },
    { name: 'metrics by day of exposure, early and late', ...cohorts.query },
    ...(elapsed === null ? [] : [{ name: 'metrics by days since exposure', ...elapsed.query }]),
  ];
  return { evidence: evidenceOf(wanted, counted.rows, cohorts.rows, elapsed?.rows ?? []), queries };
}

/** As many whole days as at least half of the units have had. */
function daysOfHalf(counts: readonly WholeDays[]): number {
  const total = counts.reduce((sum, { units }) => sum + units, 0);
  let days = 0;
  while (days < maximumDaysSinceExposure && unitsWith(counts, days + 1) * 2 >= total && total > 0) days += 1;
  return days;
}

function unitsWith(counts: readonly WholeDays[], days: number, variant?: number): number {
  return counts
    .filter((row) => row.wholeDays >= days && (variant === undefined || row.variant === variant))
    .reduce((sum, { units }) => sum + units, 0);
}

function withoutCovariates(measure: Measure): Measure {
  const columns = measure.columns.slice(0, measure.outcome.kind === 'ratio' ? 2 : 1);
  return { ...measure, columns, covariates: [] };
}

function evidenceOf(
  wanted: readonly Wanted[],
  counts: readonly WholeDays[],
  cohorts: readonly ReadMetric[],
  elapsed: readonly DayMoments[],
): OverTimeEvidence {
  const ofHalves = cohorts.slice(wanted.length).values();
  let place = 0;
  const metrics = wanted.map(({ key, days, halves }, index): [string, MetricOverTime] => {
    const placeOfDays = place;
    if (days !== null) place += 1;
    return [
      key,
      {
        byFirstDay: (cohorts[index]?.segments ?? []).map(({ value, ...arm }) => ({
          ...arm,
          day: value ?? '',
        })),
        sinceExposure: days === null ? null : dayArms(days, counts, elapsed, placeOfDays),
        halves: halves === null ? null : { halves, arms: ofHalves.next().value?.arms ?? [] },
      },
    ];
  });
  return { ok: true, metrics: new Map(metrics) };
}

/** Each whole day of the metric's window, with the units that had no event on it. */
function dayArms(
  { columns, firstDay: from, lastDay }: DayMeasure,
  counts: readonly WholeDays[],
  elapsed: readonly DayMoments[],
  place: number,
): readonly (EvidenceArm & { readonly day: number })[] {
  const variants = [...new Set(counts.map(({ variant }) => variant))];
  const days = Array.from({ length: lastDay - from + 1 }, (_, index) => from + index);
  // A mean exists for units with events alone.
  const isMean = columns[0]?.kind === 'aggregate' && columns[0].aggregate === 'mean';
  return days.flatMap((day) =>
    variants.flatMap((variant) => {
      const units = unitsWith(counts, day + 1, variant);
      if (units === 0) return [];
      const zero = columns.map(() => 0);
      const none = { n: 0, means: zero, covariances: zero.map(() => zero) };
      const active =
        elapsed.find((row) => row.variant === variant && row.day === day)?.metrics[place] ?? none;
      const merged = mergeJointMoments(active, { ...none, n: isMean ? 0 : units - active.n });
      const { n, means, covariances } = merged.ok ? merged.value : none;
      return [{ day, variant, n, waiting: 0, means, covariances, quantile: null }];
    }),
  );
}
