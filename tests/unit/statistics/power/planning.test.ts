import { describe, expect, it } from 'vitest';
import { duration } from '@/lib/statistics/power/duration';
import { increasingRoot } from '@/lib/statistics/power/increasing-root';
import { plannedNonInferiority, plannedSuperiority } from '@/lib/statistics/power/metric-test';
import { alwaysValidInflation, groupSequentialInflation } from '@/lib/statistics/power/sequential-inflation';
import { expectRelative, refusal, valueOf } from '@/tests/support/outcomes';

describe('a metric’s question in standard deviations', () => {
  const baseline = { mean: 10, variance: 25 };

  it('turns a relative improvement into a positive effect, whichever way the metric is better', () => {
    expect(valueOf(plannedSuperiority(baseline, 0.05, true))).toEqual({
      standardizedEffect: 0.1,
      controlCoefficient: 1,
    });
    expect(valueOf(plannedSuperiority(baseline, -0.05, false)).standardizedEffect).toBe(0.1);
    expect(valueOf(plannedSuperiority(baseline, -0.05, true)).standardizedEffect).toBe(-0.1);
  });

  it('takes CUPED out of the variance', () => {
    const halved = valueOf(plannedSuperiority({ ...baseline, varianceReduction: 0.75 }, 0.05, true));
    expect(halved.standardizedEffect).toBeCloseTo(0.2, 12);
  });

  it('measures non-inferiority from the margin, with the control’s share of the noise', () => {
    const higher = valueOf(plannedNonInferiority(baseline, 0.02, 0, true));
    expectRelative([higher.standardizedEffect, higher.controlCoefficient], [0.04, 0.98], 1e-12);
    const lower = valueOf(plannedNonInferiority(baseline, 0.02, 0, false));
    expectRelative([lower.standardizedEffect, lower.controlCoefficient], [0.04, 1.02], 1e-12);
    expect(valueOf(plannedNonInferiority(baseline, 0.02, -0.01, true)).standardizedEffect).toBeCloseTo(
      0.02,
      12,
    );
    expect(valueOf(plannedNonInferiority(baseline, 0.02, -0.01, false)).standardizedEffect).toBeCloseTo(
      0.06,
      12,
    );
  });

  it.each([
    ['a mean that is not a number', { ...baseline, mean: NaN }, 0.02, 0, 'invalid-input', /finite/],
    ['an infinite difference', baseline, 0.02, Infinity, 'invalid-input', /finite/],
    ['no variance', { ...baseline, variance: 0 }, 0.02, 0, 'no-variance', /variance/],
    ['infinite variance', { ...baseline, variance: Infinity }, 0.02, 0, 'no-variance', /variance/],
    [
      'CUPED that explains everything',
      { ...baseline, varianceReduction: 1 },
      0.02,
      0,
      'invalid-input',
      /reduction/,
    ],
    [
      'CUPED that explains less than nothing',
      { ...baseline, varianceReduction: -0.1 },
      0.02,
      0,
      'invalid-input',
      /reduction/,
    ],
    ['a margin of zero', baseline, 0, 0, 'invalid-input', /margin/],
    ['a margin of everything', baseline, 1, 0, 'invalid-input', /margin/],
    ['a margin of a mean of zero', { ...baseline, mean: 0 }, 0.02, 0, 'invalid-input', /mean above 0/],
    ['a margin of a negative mean', { ...baseline, mean: -1 }, 0.02, 0, 'invalid-input', /mean above 0/],
  ] as const)('refuses %s', (_, bad, margin, difference, reason, detail) => {
    const refused = refusal(plannedNonInferiority(bad, margin, difference, true));
    expect(refused.reason).toBe(reason);
    expect(refused.detail).toMatch(detail);
  });

  it('refuses the same baselines for superiority', () => {
    expect(refusal(plannedSuperiority({ ...baseline, variance: -1 }, 0.02, true)).reason).toBe('no-variance');
  });
});

describe('what looking costs', () => {
  const design = { informationFractions: [0.2, 0.4, 0.6, 0.8, 1], alpha: 0.05, sides: 2 } as const;

  // numpy and scipy 1.17.1, integrating under the drift.
  it.each([
    ['obrien-fleming', [1.0247181308631164, 0.8236617521637976]],
    ['pocock', [1.2124173172054231, 0.7955703567755621]],
  ] as const)('%s', (spending, expected) => {
    const { inflation, expectedInflation } = valueOf(groupSequentialInflation({ ...design, spending }, 0.8));
    expectRelative([inflation, expectedInflation], expected, 1e-8);
  });

  it('is nothing for a single look, whatever the sides, down to powers near alpha', () => {
    for (const sides of [1, 2] as const) {
      for (const power of [0.06, 0.5, 0.999]) {
        const one = { ...design, sides, informationFractions: [1], spending: 'pocock' } as const;
        const { inflation, expectedInflation } = valueOf(groupSequentialInflation(one, power));
        expectRelative([inflation, expectedInflation], [1, 1], 1e-9);
      }
    }
  });

  it('is the always-valid critical value at its best against the fixed one', () => {
    expect(valueOf(alwaysValidInflation(0.05, 2, 0.8)).inflation).toBeCloseTo(1.914813554308026, 10);
    expect(valueOf(alwaysValidInflation(0.05, 1, 0.8)).inflation).toBeCloseTo(2.102487825510526, 10);
  });

  it('refuses powers at or below alpha and nonsense alphas', () => {
    const pocock = { ...design, spending: 'pocock' } as const;
    for (const power of [0.05, 1, NaN]) {
      expect(refusal(groupSequentialInflation(pocock, power)).detail).toMatch(/Power/);
      expect(refusal(alwaysValidInflation(0.05, 2, power)).detail).toMatch(/power/);
    }
    expect(refusal(groupSequentialInflation({ ...pocock, alpha: 0 }, 0.8)).detail).toMatch(/Alpha/);
    for (const [alpha, sides] of [
      [0, 2],
      [1, 2],
      [0.5, 1],
      [NaN, 1],
    ] as const) {
      expect(refusal(alwaysValidInflation(alpha, sides, 0.999)).reason).toBe('invalid-input');
    }
  });

  it('refuses an alpha whose half is no number any more', () => {
    expect(refusal(alwaysValidInflation(5e-324, 2, 0.8)).reason).toBe('not-computable');
  });

  it('says so when the looks that can stop never reach the power', () => {
    const early = { ...design, informationFractions: [1e-9], spending: 'obrien-fleming' } as const;
    expect(refusal(groupSequentialInflation(early, 0.8)).reason).toBe('not-computable');
  });
});

describe('duration', () => {
  const input = { totalUnits: 1000, newUnitsByDay: [400, 300, 100], metricWindowDays: 0, wholeWeeks: false };

  it('counts the day on which the size is reached, the last figure going on', () => {
    expect(valueOf(duration(input))).toEqual({ days: 5, units: 1000 });
    expect(valueOf(duration({ ...input, totalUnits: 1001 }))).toEqual({ days: 6, units: 1100 });
    expect(valueOf(duration({ ...input, totalUnits: 700 }))).toEqual({ days: 2, units: 700 });
    expect(valueOf(duration({ ...input, totalUnits: 1 }))).toEqual({ days: 1, units: 400 });
  });

  it('rounds up to whole weeks, which brings more units, and adds the window of the last unit', () => {
    expect(valueOf(duration({ ...input, wholeWeeks: true, metricWindowDays: 13.5 }))).toEqual({
      days: 21,
      units: 1200,
    });
    const exact = { ...input, totalUnits: 1200, wholeWeeks: true };
    expect(valueOf(duration(exact))).toEqual({ days: 7, units: 1200 });
  });

  it('stays with the last figure when traffic has days without units', () => {
    expect(valueOf(duration({ ...input, newUnitsByDay: [0, 0, 500] }))).toEqual({ days: 4, units: 1000 });
  });

  it.each([
    ['no units wanted', { ...input, totalUnits: 0 }, 'invalid-input', /size/],
    ['infinitely many wanted', { ...input, totalUnits: Infinity }, 'invalid-input', /size/],
    ['no traffic list', { ...input, newUnitsByDay: [] }, 'invalid-input', /Traffic/],
    ['negative traffic', { ...input, newUnitsByDay: [10, -1] }, 'invalid-input', /Traffic/],
    ['infinite traffic', { ...input, newUnitsByDay: [Infinity] }, 'invalid-input', /Traffic/],
    ['a negative window', { ...input, metricWindowDays: -1 }, 'invalid-input', /window/],
    ['an endless window', { ...input, metricWindowDays: Infinity }, 'invalid-input', /window/],
    ['traffic that dries up', { ...input, newUnitsByDay: [100, 0] }, 'not-computable', /traffic/],
    [
      'traffic beyond float64',
      { ...input, totalUnits: 1.5e308, newUnitsByDay: [1e308, 1e308] },
      'not-computable',
      /traffic/,
    ],
    ['a trickle', { ...input, totalUnits: 1e9 }, 'not-computable', /traffic/],
  ])('refuses %s', (_, bad, reason, detail) => {
    const refused = refusal(duration(bad));
    expect(refused.reason).toBe(reason);
    expect(refused.detail).toMatch(detail);
  });
});

describe('root of an increasing function', () => {
  const square = (target: number) => (x: number) => x * x - target;

  it('finds it from any guess', () => {
    for (const guess of [1e-9, 1, 3, 1e9])
      expect(increasingRoot(square(9), 1e-6, 1e6, guess)).toBeCloseTo(3, 11);
  });

  it('finds it in a bracket of one point to the right of which it lies, and at either end', () => {
    expect(increasingRoot(square(9), 3, 10, 5)).toBeCloseTo(3, 11);
    expect(increasingRoot(square(9), 1, 3.0000001, 1)).toBeCloseTo(3, 6);
  });

  it('is null when the function does not pass zero, or is not a number', () => {
    expect(increasingRoot(square(9), 4, 10, 5)).toBeNull();
    expect(increasingRoot(square(9), 1, 2, 1.5)).toBeNull();
    expect(increasingRoot(() => NaN, 1, 2, 1.5)).toBeNull();
  });
});
