import { describe, expect, it } from 'vitest';
import { PlannedShare, type ShareAtLook } from '@/lib/decision/planning/planned-share';
import { normalIsf } from '@/lib/statistics/distributions/normal';
import { proportionEffect } from '@/lib/statistics';
import { fewEventsTest, type ProportionArms } from '@/lib/statistics/effects/few-events';
import { mostSkewnessAt, skewRefusal } from '@/lib/statistics/effects/skewness';
import { valueOf } from '@/tests/support/outcomes';

const level = 0.0125;

/** The share of which `successes` lie one standard error above what is expected. */
function shareBelow({ n, successes: k }: ProportionArms['control']): number {
  const linear = (2 * k + 1) * n;
  return (linear - Math.sqrt(linear * linear - 4 * (n * n + n) * k * k)) / (2 * (n * n + n));
}

/** What the planner makes of an experiment that found these events. */
function planned({ control, treatment }: ProportionArms, changes: Partial<ShareAtLook> = {}): PlannedShare {
  const most = mostSkewnessAt(level);
  const share = new PlannedShare({
    ...{ control: shareBelow(control), treatment: shareBelow(treatment), multiple: 1, good: 1 },
    ...{ controlUnits: control.n, treatmentUnits: treatment.n, hasExactTest: true },
    mostSkewness: { good: most, bad: most },
    ...changes,
  });
  share.read(1, 1);
  return share;
}

const arms = (k0: number, n0: number, k1: number, n1: number): ProportionArms => ({
  control: { n: n0, successes: k0 },
  treatment: { n: n1, successes: k1 },
});

const few = [
  arms(99_350, 100_000, 9_965, 10_000),
  arms(9_900, 10_000, 99_300, 100_000),
  arms(650, 36_000, 50, 4_000),
  arms(40, 2_000, 66, 2_000),
];

describe('a share as the planner reads it', () => {
  it.each(few)('has the mid-p of few events: $control and $treatment', (found) => {
    const test = fewEventsTest(found);
    expect(Math.abs(planned(found).good - normalIsf(test.p('greater')))).toBeLessThan(0.06);
    expect(planned(found).bad).toBe(planned(found).good);
    expect(Math.abs(planned(found, { good: -1 }).good - normalIsf(test.p('less')))).toBeLessThan(0.06);
    // A margin of half a percent, and of a quarter where events are rare.
    const ratio = found.control.successes > found.control.n / 2 ? -0.005 : -0.25;
    const against = normalIsf(test.pAgainstRatio(ratio, 'greater'));
    expect(Math.abs(planned(found, { multiple: 1 + ratio }).good - against)).toBeLessThan(0.06);
  });

  it.each([
    arms(24_650, 25_000, 2_270, 2_500),
    arms(98_000, 100_000, 9_760, 10_000),
    arms(9_760, 10_000, 98_000, 100_000),
    arms(2_000, 100_000, 1_200, 50_000),
  ])(
    'has the statistic and the refusals of the normal form where events are many: $control and $treatment',
    (found) => {
      const share = planned(found);
      const effect = valueOf(proportionEffect({ ...found, alphaTwoSided: 0.05 }));
      const isRefused = (direction: 'greater' | 'less') =>
        skewRefusal({ skewness: skewnessOf(found) }, level, direction) !== undefined;
      expect(share.good).toBeCloseTo(isRefused('greater') ? -Infinity : effect.statistic, 9);
      expect(share.bad).toBeCloseTo(isRefused('less') ? Infinity : effect.statistic, 9);
    },
  );

  it('is refused to one side where the small arm has just enough units without an event', () => {
    const found = arms(98_000, 100_000, 9_760, 10_000);
    expect(planned(found).good).toBe(-Infinity);
    expect(planned(found).bad).not.toBe(-Infinity);
    expect(planned(found).bad).toBeLessThan(0);
  });

  it('has no exact test where looks are always valid, and nothing to say of an arm without an event', () => {
    const found = arms(40, 2_000, 66, 2_000);
    const effect = valueOf(proportionEffect({ ...found, alphaTwoSided: 0.05 }));
    const most = { mostSkewness: { good: 1, bad: 1 } };
    expect(planned(found, { hasExactTest: false, ...most }).good).toBeCloseTo(effect.statistic, 9);
    const none = new PlannedShare({
      ...{ control: 0.001, treatment: 0.01, multiple: 1, good: 1, controlUnits: 100, treatmentUnits: 1_000 },
      ...{ hasExactTest: false, ...most },
    });
    none.read(-1, 0);
    expect([none.good, none.bad]).toEqual([-Infinity, Infinity]);
  });
});

function skewnessOf({ control, treatment }: ProportionArms): number {
  const of = ({ n, successes }: ProportionArms['control']) => {
    const p = successes / n;
    return { variance: (p * (1 - p)) / (n - 1), third: (p * (1 - p) * (1 - 2 * p)) / (n - 1) / n };
  };
  const [c, t] = [of(control), of(treatment)];
  return (t.third - c.third) / (c.variance + t.variance) ** 1.5;
}
