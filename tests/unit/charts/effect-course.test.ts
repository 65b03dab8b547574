import { describe, expect, it } from 'vitest';
import type { DayEffect, EffectOverTime } from '@/lib/analysis/analysis-result';
import { metricCourses } from '@/lib/charts/effect-course';
import { meanEffect } from '@/lib/statistics/effects/mean';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { metricOf, resultOf } from './result-fixture';

/** A day on which the treatment's mean lies so far above the control's, with so much spread. */
function dayOf(difference: number, variance: number): DayEffect {
  const arm = (mean: number) => ({ n: 100, mean, variance });
  return {
    control: arm(1),
    treatment: arm(1 + difference),
    effect: meanEffect({ control: arm(1), treatment: arm(1 + difference), alphaTwoSided: 0.05 }),
  };
}

const silent: DayEffect = { ...dayOf(0, 1), effect: cannotSay('too-few-units', 'No units yet.') };
const overTime: EffectOverTime = {
  metric: metricOf().key,
  variant: 'treatment',
  byFirstDay: [{ day: '2026-11-23', ...dayOf(0.3, 1) }],
  sinceExposure: [
    { day: 0, ...dayOf(0.5, 1) },
    { day: 1, ...silent },
    { day: 2, ...dayOf(0.2, 1) },
    { day: 3, ...dayOf(0.1, 400) },
  ],
  novelty: cannotSay('too-few-units', 'Too few days.'),
};

describe('the course of an effect', () => {
  const [course] = metricCourses(resultOf({ overTime: say([overTime]) }));
  const marks = course?.sinceExposure.columns.map(({ points }) => points[0]?.mark ?? null) ?? [];

  it('has a column a day in order, and a gap where nothing can be said', () => {
    expect(course?.sinceExposure.columns.map(({ label }) => label)).toEqual(['0', '1', '2', '3']);
    expect(marks.map((mark) => mark !== null)).toEqual([true, false, true, true]);
    expect(course?.sinceExposure.series).toEqual([{ variant: 'treatment', name: 'Treatment', position: 1 }]);
  });

  it('cuts a day of much noise so that it does not flatten the others, and says so', () => {
    expect(marks[3]?.clipped).toMatchObject({ lower: true, upper: true, estimate: false });
    expect(marks[0]?.clipped).toEqual({ lower: false, upper: false, estimate: false });
    const domain = course?.sinceExposure.domain;
    expect((domain?.upper ?? 0) - (domain?.lower ?? 0)).toBeLessThan(6);
  });

  it('is not there where effects were not read', () => {
    expect(metricCourses(resultOf())).toEqual([]);
    expect(metricCourses(resultOf({ overTime: cannotSay('look-not-reached', 'Wait.') }))).toEqual([]);
  });
});
