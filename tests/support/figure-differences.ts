import type {
  EvidenceArm,
  MetricEvidence,
  MetricOverTime,
  OverTimeEvidence,
} from '../../lib/analysis/evidence';
import { measureOf, type MetricMeaning } from '../../lib/model/metrics/kinds';
import { segmentName, type PastSegment } from '../../lib/model/planned-segment';
import { metricCatalogue } from './metric-catalogue';
import {
  isDaily,
  recompute,
  recomputeDay,
  recomputeHalves,
  selected,
  type DailyMeaning,
  type RawExposure,
  type RawStream,
  type RecomputedArm,
} from './recomputed-metrics';

// What was read from the evidence, beside what the same rows come to when they are counted by themselves.

export const metrics = metricCatalogue.map((metric, index) => ({ ...metric, key: `m${String(index)}` }));
export const past: PastSegment = {
  event: 'view',
  where: [{ property: 'plan', operator: 'exists' }],
  lengthHours: 48,
  split: 'none-some',
};

const hourMs = 3_600_000;

const isQuantile = (metric: MetricMeaning) => measureOf(metric).quantile !== null;

const near = (actual: number, expected: number) =>
  Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected));

/** What differs between two arms by more than 1e-9, by name. */
function differences(actual: EvidenceArm | undefined, expected: RecomputedArm): string[] {
  const pairs: [string, number, number][] = [
    ['n', actual?.n ?? NaN, expected.n],
    ['waiting', actual?.waiting ?? NaN, expected.waiting],
    ...expected.means.map((mean, i): [string, number, number] => [
      `mean ${String(i)}`,
      actual?.means[i] ?? NaN,
      mean,
    ]),
  ];
  expected.covariances.forEach((row, i) => {
    row.forEach((covariance, j) => {
      // A covariance cancels: its digits are those of the two deviations.
      const scale = Math.sqrt((expected.covariances[i]?.[i] ?? 0) * (expected.covariances[j]?.[j] ?? 0));
      const difference = ((actual?.covariances[i]?.[j] ?? NaN) - covariance) / Math.max(1, scale);
      pairs.push([`covariance ${String(i)} ${String(j)}`, difference, 0]);
    });
  });
  expected.thirds?.forEach((third, index) => {
    if (expected.n === 0) return;
    // It cancels: its digits are those of the cube of a deviation.
    const deviation = (i: number) => Math.sqrt(expected.covariances[i]?.[i] ?? 0);
    const scale = deviation(0) ** (3 - index) * deviation(1) ** index;
    const difference = ((actual?.thirds?.[index] ?? NaN) - third) / Math.max(1, scale);
    pairs.push([`third ${String(index)}`, difference, 0]);
  });
  const read = actual?.quantile;
  const { events, standardErrorOfShare } = read?.clusters ?? {};
  const figures = [read?.estimate, read?.lower, read?.upper, read?.distinct, events, standardErrorOfShare];
  expected.quantile?.forEach((figure, i) => {
    pairs.push([`quantile ${String(i)}`, figures[i] ?? NaN, figure]);
  });
  return pairs
    .filter(([, a, b]) => !near(a, b))
    .map(([name, a, b]) => `${name}: ${String(a)}, expected ${String(b)}`);
}

export function compared(
  stream: RawStream,
  read: ReadonlyMap<string, MetricEvidence>,
  countries: readonly (string | null)[] = ['de', 'at', null],
): string[] {
  return metrics.flatMap((metric) => {
    const evidence = read.get(metric.key);
    if (evidence?.ok !== true)
      return [`${metric.key} ${metric.kind} failed: ${evidence?.reason ?? 'not read'}`];
    const whole = recompute(metric, stream);
    const of = (where: string) => (text: string) => `${metric.key} ${metric.kind} ${where}: ${text}`;
    const caps =
      evidence.caps.length === whole.caps.length &&
      evidence.caps.every((cap, index) => {
        const other = whole.caps[index] ?? null;
        return cap === other || near(cap ?? NaN, other ?? NaN);
      });
    const cap = caps ? [] : [of('caps')('differ')];
    const arms = whole.arms.flatMap((expected) => {
      const actual = evidence.arms.find(({ variant }) => variant === expected.variant);
      return differences(actual, expected).map(of(`variant ${String(expected.variant)}`));
    });
    if (evidence.arms.length !== whole.arms.length) arms.push(of('arms')('are not as many'));
    const segments = (isQuantile(metric) ? [] : countries).flatMap((country) => {
      const part = recompute(
        metric,
        stream,
        ({ attributes }) => (attributes?.['country'] ?? null) === country,
      );
      return part.arms.flatMap((expected) => {
        const actual = evidence.segments.find(
          (arm) => arm.attribute === 'country' && arm.value === country && arm.variant === expected.variant,
        );
        return differences(actual, expected).map(of(`segment ${String(country)}`));
      });
    });
    return [...cap, ...arms, ...segments];
  });
}

/** What differs by what units did before exposure, and in how many they are. */
export function comparedByPast(stream: RawStream, read: ReadonlyMap<string, MetricEvidence>): string[] {
  const name = segmentName(past);
  const hadAny = ({ unit, at, exposedAt = at }: RawExposure) =>
    selected(stream.events, past).some(
      (event) =>
        event.unit === unit && event.at >= exposedAt - past.lengthHours * hourMs && event.at < exposedAt,
    );
  const counted = read.get(name);
  return (['none', 'some'] as const).flatMap((value) => {
    const isIn = (exposure: RawExposure) => hadAny(exposure) === (value === 'some');
    const units = [0, 1].flatMap((variant) => {
      const expected = stream.exposures.filter(
        (exposure) =>
          isIn(exposure) && exposure.variant === variant && !exposure.inTwo && exposure.at <= stream.horizon,
      ).length;
      const arm =
        counted?.ok === true
          ? counted.segments.find(
              (one) => one.attribute === name && one.value === value && one.variant === variant,
            )
          : undefined;
      return (arm?.n ?? 0) === expected
        ? []
        : [`${value}, ${String(variant)}: not ${String(expected)} units`];
    });
    const figures = metrics
      .filter((metric) => !isQuantile(metric))
      .flatMap((metric) => {
        const evidence = read.get(metric.key);
        if (evidence?.ok !== true) return [`${metric.key} was not read`];
        return recompute(metric, stream, isIn).arms.flatMap((expected) =>
          differences(
            evidence.segments.find(
              (arm) => arm.attribute === name && arm.value === value && arm.variant === expected.variant,
            ),
            expected,
          ).map((text) => `${metric.key} ${metric.kind} ${value}: ${text}`),
        );
      });
    return [...units, ...figures];
  });
}

const utcDay = (at: number) => new Date(at).toISOString().slice(0, 10);

/** What differs over time: by day of first exposure, by whole days since, and early against late. */
export function comparedOverTime(stream: RawStream, read: OverTimeEvidence): string[] {
  if (!read.ok) return [read.reason];
  const days = [...new Set(stream.exposures.map(({ at }) => utcDay(at)))];
  return metrics.flatMap((metric) => {
    const evidence = read.metrics.get(metric.key);
    if (isQuantile(metric)) return evidence === undefined ? [] : [`${metric.key} was read`];
    if (evidence === undefined) return [`${metric.key} was not read`];
    const of = (where: string) => (text: string) => `${metric.key} ${metric.kind} ${where}: ${text}`;
    const cohorts = days.flatMap((day) => {
      const { arms } = recompute(metric, stream, ({ at }) => utcDay(at) === day);
      return arms.flatMap((expected) => {
        const actual = evidence.byFirstDay.find((arm) => arm.day === day && arm.variant === expected.variant);
        return differences(actual, ownColumns(metric, expected)).map(of(day));
      });
    });
    if (!isDaily(metric)) {
      return [...cohorts, ...(evidence.sinceExposure === null ? [] : [of('days')('were read')])];
    }
    const { startHours, lengthHours } = metric.definition.window;
    const inWindow = (day: number) =>
      24 * day >= startHours && (lengthHours === null || 24 * (day + 1) <= startHours + lengthHours);
    const daily = [0, 1, 2, 3].filter(inWindow).flatMap((day) =>
      recomputeDay(metric, stream, day)
        .arms.filter(({ n }) => n > 0)
        .flatMap((expected) => {
          const actual = evidence.sinceExposure?.find(
            (arm) => arm.day === day && arm.variant === expected.variant,
          );
          return differences(actual, { ...expected, thirds: undefined, waiting: 0 }).map(
            of(`day ${String(day)}`),
          );
        }),
    );
    const outside = (evidence.sinceExposure ?? []).filter(({ day }) => !inWindow(day));
    return [
      ...cohorts,
      ...daily,
      ...outside.map(({ day }) => of(`day ${String(day)}`)('is outside of the window')),
      ...comparedHalves(metric, stream, evidence.halves).map(of('halves')),
    ];
  });
}

/** Cohorts are read without covariates. */
function ownColumns({ kind }: MetricMeaning, arm: RecomputedArm): RecomputedArm {
  const columns = kind === 'ratio' ? 2 : 1;
  return {
    ...arm,
    thirds: undefined,
    means: arm.means.slice(0, columns),
    covariances: arm.covariances.slice(0, columns).map((row) => row.slice(0, columns)),
  };
}

function comparedHalves(metric: DailyMeaning, stream: RawStream, read: MetricOverTime['halves']): string[] {
  if (read === null) return [];
  const { firstDay, days } = read.halves;
  return recomputeHalves(metric, stream, firstDay, days).flatMap((expected) =>
    differences(
      read.arms.find(({ variant, n }) => variant === expected.variant && n > 0),
      {
        ...expected,
        thirds: undefined,
        waiting: read.arms.find(({ variant }) => variant === expected.variant)?.waiting ?? 0,
      },
    ),
  );
}
