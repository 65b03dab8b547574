import { describe, expect, it } from 'vitest';
import { powerWords } from '@/lib/charts/power-words';
import { plannedFigures } from '@/lib/decision/planning/plan-experiment';
import type { PlanRequest } from '@/lib/decision/planning/plan-request';
import { resolvedPower } from '@/lib/decision/planning/resolved-power';
import { meanIntake } from '@/lib/decision/planning/run-length';
import { MOST_PLANNED_UNITS, planSchema } from '@/lib/model/plan';
import { expectedIntake } from '@/lib/verbs/plans/expected-intake';
import { say } from '@/lib/statistics';
import { saying, valueOf } from '@/tests/support/outcomes';

// What the planner states agrees with itself, and with what it can know.

const request: PlanRequest = {
  variants: [
    { key: 'control', weight: 0.5, isControl: true },
    { key: 'treatment', weight: 0.5, isControl: false },
  ],
  metrics: [
    {
      key: 'conversion',
      role: 'success',
      direction: 'higher-is-better',
      relativeMargin: null,
      minimumEffectRelative: 0.05,
      baseline: say({ mean: 0.1, variance: 0.09, varianceReduction: 0, source: 'typed', units: null }),
      spread: 'share',
      skewness: null,
      windowDays: 0,
    },
  ],
  plan: planSchema.parse({ method: 'fixed' }),
  newUnitsByDay: say([4_000]),
  units: null,
  days: null,
  seed: 1,
};

describe('days and the mean of new units', () => {
  it.each([
    [
      'empty days and a partial first one',
      [3, 0, 0, 90, 80, 70, 0, 0, 60, 0, 0, 50, 40, 0, 0, 0, 0, 30, 20, 20, 20],
    ],
    ['an empty week', [50, 50, 50, 50, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 40, 40, 40, 40, 0, 0]],
    ['fewer every day', Array.from({ length: 28 }, (_, day) => 300 - 10 * day)],
    ['more every day', Array.from({ length: 28 }, (_, day) => 1 + day * day)],
  ])('follow from the same figures: typed in, the mean gives the same days (%s)', (_, newUnits) => {
    const newUnitsByDay = expectedIntake(newUnits);
    if (newUnitsByDay === null) throw new Error('There were units.');
    const measured = { ...request, newUnitsByDay: say(newUnitsByDay) };
    for (const units of [100, 588, 1_000, 12_345, 200_000]) {
      const days = valueOf(daysOf(measured, units));
      const mean = meanIntake(measured, units);
      expect(mean).not.toBeNull();
      expect(valueOf(daysOf({ ...request, newUnitsByDay: say([mean ?? 0]) }, units)), String(units)).toBe(
        days,
      );
    }
  });

  it('are of the days that are listed where no size is known, and none without traffic', () => {
    expect(meanIntake({ ...request, newUnitsByDay: say([10, 0, 20]) }, null)).toBe(10);
    expect(meanIntake({ ...request, newUnitsByDay: say([10, 0]) }, 1_000)).toBe(5);
    const { newUnitsByDay } = {
      newUnitsByDay: {
        ok: false,
        reason: 'too-few-units',
        message: 'no-traffic-known',
        parameters: { days: 28 },
      } as const,
    };
    expect(meanIntake({ ...request, newUnitsByDay }, 100)).toBeNull();
  });
});

function daysOf(of: PlanRequest, units: number) {
  const { considered } = plannedFigures({ ...of, metrics: [], units });
  return say(considered.days);
}

describe('a simulated power', () => {
  it('is never all or nothing, and has an error that is left', () => {
    const { considered } = plannedFigures({ ...request, units: 2_000_000 });
    const { power, standardError, simulations } = valueOf(considered.power);
    expect(simulations).toBe(6_000);
    expect(power).toBe(1 - 3 / 6_000);
    expect(standardError).toBeGreaterThan(0);
    const none = resolvedPower(0, 500);
    expect(none.power).toBe(3 / 500);
    expect(none.standardError).toBeGreaterThan(0);
    expect(resolvedPower(0.8, 6_000)).toEqual({
      power: 0.8,
      standardError: Math.sqrt(0.16 / 6_000),
      simulations: 6_000,
    });
  });

  it('is told as far as its simulations tell it', () => {
    expect(powerWords(resolvedPower(1, 6_000))).toEqual({ figure: 'above 99.9\u202f%', error: 'simulated' });
    expect(powerWords(resolvedPower(1, 500)).figure).toBe('above 99.4\u202f%');
    expect(powerWords(resolvedPower(5_999 / 6_000, 6_000)).figure).toBe('above 99.9\u202f%');
    expect(powerWords(resolvedPower(0, 6_000)).figure).toBe('below 0.1\u202f%');
    expect(powerWords(resolvedPower(0.8, 6_000))).toEqual({
      figure: '80\u202f%',
      error: 'simulated, \u00B1 1 points (95\u202f%)',
    });
  });
});

describe('a size that no plan can have', () => {
  it('is refused, and a change that makes it possible says by how much', () => {
    const variants = [
      { key: 'control', weight: 0.9999, isControl: true },
      { key: 'treatment', weight: 0.0001, isControl: false },
    ];
    const metrics = request.metrics.map((metric) => ({ ...metric, minimumEffectRelative: 0.01 }));
    const { size, changes, considered } = plannedFigures({ ...request, variants, metrics });
    expect(size).toEqual(
      saying(
        'not-computable',
        /^This needs more units than the 2147483647 that a plan can have: split more evenly/,
      ),
    );
    expect(considered).toMatchObject({ units: null, power: { ok: false } });
    const even = changes.find(({ change }) => change === 'even-split');
    expect(even?.units).toMatchObject({ ok: true });
    expect(even?.units.ok === true && even.units.value < MOST_PLANNED_UNITS).toBe(true);
  });
});
