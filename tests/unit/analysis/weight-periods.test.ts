import { describe, expect, it } from 'vitest';
import type { WeightPeriodUnits } from '@/lib/analysis/evidence';
import { periodTests, sharesOver } from '@/lib/analysis/period-ratios';
import type { RunAllocation } from '@/lib/analysis/run-allocation';
import { weightPeriods } from '@/lib/analysis/weight-periods';
import { reachOf } from '@/lib/assignment/reach';
import { valueOf } from '@/tests/support/outcomes';

const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const weights = [0.9, 0.1];

type Step = readonly [coverage: number, wanted: readonly number[]];

/** A run's allocations, one a day: its coverage, and the weights that are asked for. */
const allocations = (...steps: readonly Step[]) =>
  steps.map(([coverage, wanted], index): RunAllocation => ({
    number: index + 1,
    effectiveFrom: day(index + 1),
    coverage,
    reach: reachOf(weights, wanted) ?? [],
  }));
const periodsOf = (...steps: readonly Step[]) => weightPeriods(weights, allocations(...steps));

describe('periods of constant weights', () => {
  it('are one for a run that is only ramped up', () => {
    expect(periodsOf([0.1, weights], [0.5, weights], [1, weights])).toEqual([
      { from: day(1), until: null, shares: weights, isComparable: true },
    ]);
  });

  it('begin where the weights change, and where they change back', () => {
    const [first, second, third] = periodsOf([1, weights], [1, [0.5, 0.5]], [1, [0.5, 0.5]], [1, weights]);
    expect(first).toEqual({ from: day(1), until: day(2), shares: weights, isComparable: true });
    expect(second).toMatchObject({ from: day(2), until: day(4), isComparable: true });
    expect(second?.shares.map((share) => share.toFixed(12))).toEqual(['0.500000000000', '0.500000000000']);
    // Of the first variant's units most took part on the first day alone, of the second's all took part on all days.
    expect(third).toEqual({ from: day(4), until: null, shares: weights, isComparable: false });
  });

  it('end where a ramp of the coverage breaks the split, so that what came before it is still tested', () => {
    const half = [0.5, 0.5] as const;
    const periods = periodsOf([0.5, weights], [0.5, half], [1, half]);
    expect(periods.map(({ from, isComparable }) => [from, isComparable])).toEqual([
      [day(1), true],
      [day(2), true],
      [day(3), false],
    ]);
  });

  it.each([
    [
      'a variant shrinks at the same coverage',
      [
        [1, weights],
        [1, [0.5, 0.5]],
      ],
      true,
    ],
    [
      'coverage is ramped after that',
      [
        [0.5, weights],
        [0.5, [0.5, 0.5]],
        [1, [0.5, 0.5]],
      ],
      false,
    ],
    [
      'coverage is ramped with it',
      [
        [0.1, weights],
        [1, [0.5, 0.5]],
      ],
      false,
    ],
    [
      'coverage was ramped before it',
      [
        [0.1, weights],
        [1, weights],
        [1, [0.5, 0.5]],
      ],
      false,
    ],
    [
      'a variant that shrank grows again',
      [
        [1, weights],
        [1, [0.5, 0.5]],
        [1, [0.7, 0.3]],
      ],
      false,
    ],
    [
      'a variant leaves',
      [
        [1, weights],
        [1, [0, 1]],
      ],
      true,
    ],
  ] as const)('say whether the split of first exposures is the weights: %s', (_, steps, expected) => {
    expect(periodsOf(...steps).at(-1)?.isComparable).toBe(expected);
  });

  it('are comparable exactly where units that come at random come in their shares', () => {
    // Units by the hash of coverage, each of which comes on any day with probability 1/2; exact, by enumeration.
    const expected = (steps: readonly RunAllocation[], position: number) => {
      let first = 0;
      for (let hash = 0.5; hash < 1000; hash += 1) {
        const takesPart = ({ coverage, reach }: RunAllocation) =>
          hash / 1000 < coverage * (reach[position] ?? 1);
        const before = steps.slice(0, -1).filter(takesPart).length;
        const now = steps.at(-1);
        if (now !== undefined && takesPart(now)) first += (weights[position] ?? 0) * 0.5 ** before;
      }
      return first;
    };
    for (const steps of [
      [
        [1, weights],
        [1, [0.5, 0.5]],
      ],
      [
        [0.1, weights],
        [1, [0.5, 0.5]],
      ],
      [
        [1, weights],
        [1, [0.5, 0.5]],
        [1, weights],
      ],
      [
        [0.2, weights],
        [0.2, [0.7, 0.3]],
        [0.8, [0.7, 0.3]],
      ],
    ] as const) {
      const taken = allocations(...steps);
      const period = weightPeriods(weights, taken).at(-1);
      const [one, other] = [expected(taken, 0), expected(taken, 1)];
      const isAsPromised = Math.abs(one / (one + other) - (period?.shares[0] ?? NaN)) < 0.01;
      expect(isAsPromised).toBe(period?.isComparable);
    }
  });
});

describe('the sample ratio of a run whose weights changed', () => {
  const test = { concentration: 10_000, previousP: 1 };
  const period = (shares: readonly number[], units: readonly number[], changes = {}): WeightPeriodUnits => ({
    ...{ from: day(1), until: null, shares, units, isComparable: true },
    ...changes,
  });

  it('is that of each period, and chi-squared is summed', () => {
    // 900 and 100 at .9/.1, then 500 and 500 at .5/.5: exactly as promised, though 1,400 and 600 are no one split.
    const even = periodTests([period(weights, [900, 100]), period([0.5, 0.5], [500, 500])], test);
    expect(valueOf(even.sampleRatio)).toEqual({ statistic: 0, degreesOfFreedom: 2, p: 1 });
    expect(valueOf(even.sequentialSampleRatio).p).toBe(1);
    // 1.111 and 6.4 with one degree of freedom each; p by scipy 1.17.1's chi2.sf(7.5111, 2).
    const uneven = periodTests([period(weights, [890, 110]), period([0.5, 0.5], [460, 540])], test);
    const { statistic, degreesOfFreedom, p } = valueOf(uneven.sampleRatio);
    expect([statistic, degreesOfFreedom]).toEqual([expect.closeTo(7.511111111111, 10), 2]);
    expect(p).toBeCloseTo(Math.exp(-statistic / 2), 12);
    expect(uneven.periodRatios.map(({ sampleRatio }) => valueOf(sampleRatio).statistic)).toEqual([
      expect.closeTo(1.111111111111, 10),
      expect.closeTo(6.4, 10),
    ]);
  });

  it('alarms where one period is broken and the other is not, also where the sums look even', () => {
    const { sampleRatio, sequentialSampleRatio } = periodTests(
      [period(weights, [1000, 0]), period([0.5, 0.5], [400, 600])],
      test,
    );
    expect(valueOf(sampleRatio).p).toBeLessThan(1e-9);
    expect(valueOf(sequentialSampleRatio).p).toBeLessThan(0.001);
  });

  it('leaves out periods that cannot say, and says so in them', () => {
    const unknown = period([0.5, 0.5], [900, 100], { isComparable: false });
    const few = period([0.5, 0.5], [4, 3]);
    const alone = period([0, 1], [0, 300]);
    const { periodRatios, sampleRatio, sequentialSampleRatio } = periodTests(
      [period(weights, [900, 100]), unknown, few, alone],
      test,
    );
    expect(periodRatios.map(({ sampleRatio: test }) => (test.ok ? 'says' : test.reason))).toEqual([
      'says',
      'split-changed',
      'too-few-units',
      'split-changed',
    ]);
    expect(valueOf(sampleRatio).degreesOfFreedom).toBe(1);
    expect(valueOf(sequentialSampleRatio).p).toBe(1);
    expect(periodTests([few, few], test).sampleRatio).toMatchObject({ ok: false, reason: 'too-few-units' });
  });

  it('expects of each variant what its weights promise in each period', () => {
    const shares = sharesOver([period(weights, [900, 100]), period([0.5, 0.5], [100, 100])]);
    expect(shares.map((share) => share * 1200)).toEqual([expect.closeTo(1000, 9), expect.closeTo(200, 9)]);
    expect(sharesOver([period(weights, [0, 0]), period([0.5, 0.5], [0, 0])])).toEqual(weights);
  });
});
