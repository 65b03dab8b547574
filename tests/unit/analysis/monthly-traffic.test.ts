import { describe, expect, it } from 'vitest';
import { monthlyTraffic } from '@/lib/analysis/monthly-traffic';
import type { RunAllocation } from '@/lib/analysis/run-allocation';
import { saying, valueOf } from '@/tests/support/outcomes';
import { runOf } from '@/tests/support/runs';

const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const nameOf = (number: number) => day(number).toISOString().slice(0, 10);
const whole: RunAllocation = { number: 1, effectiveFrom: day(1), coverage: 1, reach: [1, 1] };

/** Exposures of `perDay` units in each arm on each day of March, from `from` to `to`. */
function intakeOf(from: number, to: number, perDay = 100) {
  const days = Array.from({ length: to - from + 1 }, (_, index) => nameOf(from + index));
  const dailyUnits = days.flatMap((name) => [0, 1].map((variant) => ({ day: name, variant, units: perDay })));
  const units = [0, 1].map((variant) => ({ variant, units: days.length * perDay, unitsInTwoVariants: 0 }));
  return { dailyUnits, units };
}

/** Until the morning of a day, which has not ended. */
const until = (number: number, ...allocations: readonly RunAllocation[]) => ({
  allocations: [whole, ...allocations],
  until: new Date(day(number).getTime() + 9 * 3_600_000),
});

describe('the units that a month of today’s traffic brings', () => {
  it('are those of whole weeks, of complete days alone, over their days and times thirty', () => {
    // Nine complete days lie between the first and the day that goes on: the last seven of them.
    expect(valueOf(monthlyTraffic(runOf({}), intakeOf(1, 11), until(11)))).toEqual({
      from: '2026-03-04',
      to: '2026-03-10',
      days: 7,
      exposedUnits: 1_400,
      analysedPerExposed: 1,
      allocatedShare: 1,
      unitsPerMonth: (1_400 / 7) * 30,
    });
  });

  it('are of the last 28 days, and of weekends as often as a month has them', () => {
    const early = intakeOf(1, 20, 1_000);
    const late = intakeOf(21, 60, 10);
    const both = { dailyUnits: [...early.dailyUnits, ...late.dailyUnits], units: late.units };
    const found = valueOf(
      monthlyTraffic(runOf({}), { ...both, units: intakeOf(1, 1, 20_400).units }, until(60)),
    );
    expect(found).toMatchObject({ from: nameOf(32), to: nameOf(59), days: 28, exposedUnits: 560 });
    expect(found.unitsPerMonth).toBeCloseTo(600, 9);
  });

  it('cannot be said of less than a week, of days without a unit, or before anybody came', () => {
    const short = monthlyTraffic(runOf({}), intakeOf(1, 8), until(8));
    expect(short).toEqual(
      saying(
        'too-few-units',
        'A month’s traffic is told from at least 7 complete days at the latest traffic allocation; there are 6.',
      ),
    );
    expect(monthlyTraffic(runOf({}), intakeOf(1, 1), until(9))).toMatchObject({
      ok: false,
      message: 'no-unit-in-days',
      parameters: { from: '2026-03-02', to: '2026-03-08' },
    });
    expect(monthlyTraffic(runOf({}), { dailyUnits: [], units: [] }, until(9))).toMatchObject({
      message: 'no-unit-exposed',
    });
    const none = { allocations: [{ ...whole, coverage: 0 }], until: day(12) };
    expect(monthlyTraffic(runOf({}), intakeOf(1, 11), none)).toMatchObject({ message: 'no-unit-in-days' });
  });

  it('count a day on which nobody came, and none after units could no longer join', () => {
    const intake = intakeOf(1, 10);
    const atDay = (number: number) => valueOf(monthlyTraffic(runOf({}), intake, until(number)));
    expect(atDay(15)).toMatchObject({ from: '2026-03-08', to: '2026-03-14', exposedUnits: 600 });
    expect(atDay(10)).toMatchObject({ from: '2026-03-03', to: '2026-03-09', exposedUnits: 1_400 });
  });

  it('are scaled to all eligible units: by the coverage, the units of each variant that take part, and the layer', () => {
    const half: RunAllocation = { number: 1, effectiveFrom: day(1), coverage: 0.5, reach: [1, 0.5] };
    const intake = { ...until(11), allocations: [half] };
    const found = valueOf(monthlyTraffic(runOf({}), intakeOf(1, 11), intake));
    expect(found.allocatedShare).toBeCloseTo(0.375, 12);
    expect(found.unitsPerMonth).toBeCloseTo(6_000 / 0.375, 9);
    const surroundings = {
      layer: {
        key: 'checkout',
        salt: 's',
        ranges: [[0, 2 ** 30] as const, [2 ** 31, 2 ** 31 + 2 ** 30] as const],
      },
      holdouts: [{ key: 'year', salt: 'h', share: 0.1, layer: null }],
      audiences: [],
      sticky: false,
      prerequisite: null,
    };
    const layered = valueOf(monthlyTraffic({ ...runOf({}), surroundings }, intakeOf(1, 11), until(11)));
    expect(layered).toMatchObject({ allocatedShare: 0.5, unitsPerMonth: 12_000 });
  });

  it('are counted since the share that takes part last changed: the days before brought another share', () => {
    const ramped = {
      ...whole,
      number: 2,
      effectiveFrom: new Date(day(10).getTime() + 3_600_000),
      coverage: 0.5,
    };
    const start = { ...whole, coverage: 0.1 };
    const at = (last: number) => ({ ...until(last), allocations: [start, ramped] });
    expect(monthlyTraffic(runOf({}), intakeOf(1, 17), at(17))).toMatchObject({ parameters: { days: 6 } });
    expect(valueOf(monthlyTraffic(runOf({}), intakeOf(1, 18), at(18)))).toMatchObject({
      from: '2026-03-11',
      to: '2026-03-17',
      allocatedShare: 0.5,
    });
    // One that has not come yet, and one of the same share, change nothing.
    const later = { ...ramped, number: 3, effectiveFrom: day(40), coverage: 1 };
    const same = { ...ramped, number: 3, effectiveFrom: day(15) };
    for (const next of [later, same]) {
      const intake = { ...until(18), allocations: [start, ramped, next] };
      expect(valueOf(monthlyTraffic(runOf({}), intakeOf(1, 18), intake))).toMatchObject({
        from: '2026-03-11',
      });
    }
  });

  it('are the units that the analysis is of, where they are fewer than those exposed', () => {
    const { dailyUnits, units } = intakeOf(1, 11);
    const triggered = units.map((one) => ({ ...one, units: one.units / 4 }));
    expect(valueOf(monthlyTraffic(runOf({}), { dailyUnits, units: triggered }, until(11)))).toMatchObject({
      exposedUnits: 1_400,
      analysedPerExposed: 0.25,
      unitsPerMonth: 1_500,
    });
  });
});
