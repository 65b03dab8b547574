import { describe, expect, it } from 'vitest';
import type { DayEffect, EffectOverTime } from '@/lib/model/effect-over-time';
import { metricCourses } from '@/lib/charts/effect-course';
import { meanEffect } from '@/lib/statistics/effects/mean';
import { say } from '@/lib/statistics/outcome';
import { metricOf, resultOf } from './result-fixture';
import { storedRefusal } from '@/tests/support/outcomes';

/** A day on which the treatment's mean lies so far above the control's, as a share of it, with so much spread. */
function dayOf(relative: number, variance: number, mean = 10): DayEffect {
  const arm = (of: number) => ({ n: 100, mean: of, variance });
  const arms = { control: arm(mean), treatment: arm(mean + 10 * relative) };
  return {
    ...arms,
    effect: meanEffect({ ...arms, alphaTwoSided: 0.05 }),
  };
}

const silent: DayEffect = { ...dayOf(0, 1), effect: storedRefusal('too-few-units', 'No units yet.') };
const overTime: EffectOverTime = {
  metric: metricOf().key,
  contrast: { treatment: 'treatment', reference: 'control' },
  byFirstDay: [{ day: '2026-11-23', ...dayOf(0.3, 1) }],
  sinceExposure: [
    { day: 0, ...dayOf(0.5, 1) },
    { day: 1, ...silent },
    { day: 2, ...dayOf(0.2, 1) },
    { day: 3, ...dayOf(0.1, 1_600) },
  ],
  novelty: storedRefusal('too-few-units', 'Too few days.'),
};

describe('the course of an effect', () => {
  const [course] = metricCourses(resultOf({ overTime: say([overTime]) }));
  const marks = course?.sinceExposure.columns.map(({ points }) => points[0]?.mark ?? null) ?? [];

  it('has a column a day in order, and a gap where nothing can be said', () => {
    expect(course?.sinceExposure.columns.map(({ label }) => label)).toEqual(['0', '1', '2', '3']);
    expect(marks.map((mark) => mark !== null)).toEqual([true, false, true, true]);
    expect(course?.sinceExposure.series).toEqual([{ variant: 'treatment', name: 'Treatment', position: 1 }]);
  });

  it('draws the days from the first to the last that has a mark, and tabulates all', () => {
    const sinceExposure = [silent, dayOf(0.5, 1), silent, dayOf(0.2, 1), silent, silent].map((one, day) => ({
      day,
      ...one,
    }));
    const of = (effects: EffectOverTime) => metricCourses(resultOf({ overTime: say([effects]) }))[0];
    const found = of({ ...overTime, sinceExposure })?.sinceExposure;
    expect(found?.drawn.map(({ label }) => label)).toEqual(['1', '2', '3']);
    expect(found?.columns).toHaveLength(6);
    expect(of({ ...overTime, sinceExposure: sinceExposure.slice(4) })?.sinceExposure.drawn).toEqual([]);
  });

  it('cuts a day of much noise so that it does not flatten the others, and says so', () => {
    expect(marks[3]?.clipped).toMatchObject({ lower: false, upper: true, estimate: false });
    expect(marks[0]?.clipped).toEqual({ lower: false, upper: false, estimate: false });
    const domain = course?.sinceExposure.domain;
    expect((domain?.upper ?? 0) - (domain?.lower ?? 0)).toBeLessThan(6);
  });

  it('is relative to the control, and a difference only where no day has a relative effect', () => {
    expect(course?.sinceExposure.scale).toBe('relative');
    expect(marks[0]?.estimate).toBeCloseTo(0.5, 12);
    const around = (days: readonly DayEffect[]) =>
      metricCourses(
        resultOf({
          overTime: say([{ ...overTime, sinceExposure: days.map((one, day) => ({ day, ...one })) }]),
        }),
      )[0]?.sinceExposure;
    const none = around([dayOf(0.5, 1, 0), dayOf(0.2, 1, 0.1)]);
    expect(none?.scale).toBe('difference');
    expect(none?.columns.map(({ points }) => points[0]?.mark?.estimate)).toEqual([5, 2]);
    const some = around([dayOf(0.5, 1, 0), dayOf(0.2, 1)]);
    expect(some?.scale).toBe('relative');
    expect(some?.columns.map(({ points }) => points[0]?.mark !== null)).toEqual([false, true]);
  });

  it('says of a metric with caps which figures are before them, and nothing of others', () => {
    const cap = { part: 'value', side: 'lower', quantile: 0.02, value: 1 } as const;
    const noteOf = (changes: Parameters<typeof metricOf>[0], effects = overTime) =>
      metricCourses(resultOf({ metrics: [metricOf(changes)], overTime: say([effects]) }))[0]?.capNote;
    const words =
      'Days since exposure and the comparison of early and late are before the caps of this metric.';
    expect(noteOf({ caps: [cap] })).toBe(words);
    // Stored before all caps were.
    expect(noteOf({ cap: 11 })).toBe(words);
    expect(noteOf({})).toBeNull();
    expect(noteOf({ caps: [cap] }, { ...overTime, sinceExposure: [] })).toBeNull();
  });

  it('is not there where effects were not read', () => {
    expect(metricCourses(resultOf())).toEqual([]);
    expect(metricCourses(resultOf({ overTime: storedRefusal('look-not-reached', 'Wait.') }))).toEqual([]);
  });
});
