import type { AnalysisResult } from '../model/analysis-result';
import type { DayEffect, EffectOverTime } from '../model/effect-over-time';
import type { MetricResult } from '../model/metric-result';
import type { Interval, RelativeEffect } from '../statistics/effect';
import { niceTicks } from './axis';
import { markWithin, type ForestMark } from './forest';
import { formatUtcDay } from './format-time';

export type CourseScale = 'relative' | 'difference';

export interface CourseSeries {
  readonly variant: string;
  readonly name: string;
  readonly position: number;
}

export interface CoursePoint {
  readonly variant: string;
  readonly position: number;
  readonly day: DayEffect;
  /** Null is a gap: nothing is drawn where nothing can be said. */
  readonly mark: ForestMark | null;
}

/** Effects on one day, a point a variant. */
export interface CourseColumn {
  readonly label: string;
  readonly points: readonly CoursePoint[];
}

/** One metric's effects along days, with their intervals. */
export interface EffectCourse {
  /** Relative to the control, unless no day has such a figure; else the difference, in the metric's unit. */
  readonly scale: CourseScale;
  readonly series: readonly CourseSeries[];
  readonly columns: readonly CourseColumn[];
  /** Those from the first to the last that has a mark: days without one would only push the others together. */
  readonly drawn: readonly CourseColumn[];
  readonly domain: Interval;
  readonly ticks: readonly number[];
}

export interface MetricCourse {
  readonly metric: MetricResult;
  readonly effects: readonly (EffectOverTime & CourseSeries)[];
  readonly sinceExposure: EffectCourse;
  readonly byFirstDay: EffectCourse;
  /** Which of the figures are before the metric's caps, while the scorecard's are not; null: it has none, or no such figures. */
  readonly capNote: string | null;
}

/** Every metric with effects over time, in the order of the scorecard's roles: none where nothing was read. */
export function metricCourses(result: AnalysisResult): readonly MetricCourse[] {
  const overTime = result.overTime?.ok === true ? result.overTime.value : [];
  return result.metrics.flatMap((metric) => {
    const effects = overTime
      .filter((one) => one.metric === metric.key)
      .map((one) => ({ ...one, ...seriesOf(result, one.contrast.treatment) }));
    if (effects.length === 0) return [];
    const sinceExposure = courseOf(effects, (effect) =>
      effect.sinceExposure.map((one) => ({ ...one, label: String(one.day) })),
    );
    return [
      {
        metric,
        effects,
        sinceExposure,
        byFirstDay: courseOf(effects, (effect) =>
          effect.byFirstDay.map((one) => ({ ...one, label: formatUtcDay(one.day) })),
        ),
        capNote: capNoteOf(metric, sinceExposure),
      },
    ];
  });
}

function capNoteOf({ cap, caps }: MetricResult, sinceExposure: EffectCourse): string | null {
  if ((cap === null && caps.length === 0) || sinceExposure.columns.length === 0) return null;
  return 'Days since exposure and the comparison of early and late are before the caps of this metric.';
}

function seriesOf({ variants }: AnalysisResult, key: string): CourseSeries {
  const position = variants.findIndex((variant) => variant.key === key);
  return { variant: key, name: variants[position]?.name ?? key, position };
}

function courseOf(
  effects: readonly (EffectOverTime & CourseSeries)[],
  daysOf: (effect: EffectOverTime) => readonly (DayEffect & { readonly label: string })[],
): EffectCourse {
  const days = effects.flatMap((effect) =>
    daysOf(effect).map(({ label, ...day }) => ({
      label,
      day,
      variant: effect.variant,
      position: effect.position,
    })),
  );
  const scale = days.some(({ day }) => onScale(day, 'relative') !== null) ? 'relative' : 'difference';
  const domain = domainOf(days.flatMap(({ day }) => onScale(day, scale)?.interval ?? []));
  const labels = [...new Set(days.map(({ label }) => label))];
  const columns = labels.map((label) => ({
    label,
    points: days
      .filter((one) => one.label === label)
      .map(({ variant, position, day }) => {
        const effect = onScale(day, scale);
        return { variant, position, day, mark: effect && markWithin(effect, domain, null) };
      }),
  }));
  return {
    scale,
    series: effects.map(({ variant, name, position }) => ({ variant, name, position })),
    columns,
    drawn: withMarks(columns),
    domain,
    ticks: niceTicks(domain, 4),
  };
}

function withMarks(columns: readonly CourseColumn[]): readonly CourseColumn[] {
  const hasMark = ({ points }: CourseColumn) => points.some(({ mark }) => mark !== null);
  const first = columns.findIndex(hasMark);
  return first === -1 ? [] : columns.slice(first, columns.findLastIndex(hasMark) + 1);
}

/** The effect of one day, as it is drawn and tabulated; null: it cannot be said on this scale. */
export function onScale({ effect }: DayEffect, scale: CourseScale): RelativeEffect | null {
  if (!effect.ok) return null;
  if (scale === 'difference') return effect.value;
  return effect.value.relative.ok ? effect.value.relative.value : null;
}

/** Beyond this many times the typical reach an interval is cut, so that a day of few units does not flatten the others. */
const reachLimit = 3;

function domainOf(intervals: readonly Interval[]): Interval {
  const reaches = intervals
    .map(({ lower, upper }) => Math.max(Math.abs(lower), Math.abs(upper)))
    .sort((a, b) => a - b);
  const typical = reaches[Math.floor((reaches.length - 1) / 2)] ?? 0;
  if (!(typical > 0)) return { lower: -1, upper: 1 };
  const limit = reachLimit * typical;
  const lower = Math.max(-limit, Math.min(0, ...intervals.map((interval) => interval.lower)));
  const upper = Math.min(limit, Math.max(0, ...intervals.map((interval) => interval.upper)));
  // Zero keeps room on both sides, so that its line is never the frame.
  const padding = (upper - lower) * 0.08;
  return { lower: lower - padding, upper: upper + padding };
}
