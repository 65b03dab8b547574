import { describe, expect, it } from 'vitest';
import {
  groupSequentialBounds,
  type GroupSequentialDesign,
  type Spending,
} from '@/lib/statistics/sequential/group-sequential';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { cumulativeSpend } from '@/lib/statistics/sequential/group-sequential-spending';
import { expectRelative, refusal, valueOf } from '@/tests/support/outcomes';

const FIVE = [0.2, 0.4, 0.6, 0.8, 1];

function bounds(informationFractions: readonly number[], spending: Spending, alpha: number, sides: 1 | 2) {
  return valueOf(groupSequentialBounds({ informationFractions, spending, alpha, sides }));
}

// Figures by dense Gauss-Legendre product integration (3,000 points a look, no mesh, no interpolation) with numpy and
// scipy 1.17.1; agreement to 1e-11 is two different programs agreeing, not one repeated.
const INDEPENDENT = [
  {
    informationFractions: [0.25, 0.5, 0.75, 1],
    spending: 'obrien-fleming',
    alpha: 0.025,
    sides: 1,
    expected: [4.332633646051611, 2.9631315976798747, 2.3590442853011586, 2.0140901440343435],
  },
  {
    informationFractions: [0.25, 0.5, 0.75, 1],
    spending: 'pocock',
    alpha: 0.025,
    sides: 1,
    expected: [2.3683277035239056, 2.367524295428591, 2.358168301181271, 2.350035950054878],
  },
  {
    informationFractions: [0.1, 0.11, 0.5, 0.501, 1],
    spending: 'power:1.5',
    alpha: 0.1,
    sides: 1,
    expected: [
      2.7304623686514513, 2.871213683559412, 1.841228470755861, 1.9046966161961125, 1.3724648297431736,
    ],
  },
  {
    informationFractions: [0.3, 0.6, 1],
    spending: 'power:2',
    alpha: 0.001,
    sides: 2,
    expected: [3.9160810558164734, 3.6284927417433352, 3.3806933330603766],
  },
  {
    informationFractions: [0.2, 0.7, 1.15],
    spending: 'pocock',
    alpha: 0.3,
    sides: 2,
    expected: [1.7027313310528585, 1.3262737209454314, 1.411788534915993],
  },
  {
    informationFractions: [0.05, 0.3, 0.8, 1],
    spending: 'power:0.5',
    alpha: 0.6,
    sides: 1,
    expected: [1.1069208342001728, 0.6347303898441471, 0.16853123956234553, 0.10695475382496754],
  },
  {
    informationFractions: [0.5, 0.6, 0.7, 0.8, 0.9, 1],
    spending: 'obrien-fleming',
    alpha: 0.001,
    sides: 1,
    expected: [
      4.5085664238707555, 4.1019337154992055, 3.7851350861928696, 3.531494736755971, 3.322688287465869,
      3.1469625901000793,
    ],
  },
  {
    informationFractions: [0.3, 0.301, 0.302, 1.0],
    spending: 'power:1.5',
    alpha: 0.05,
    sides: 2,
    expected: [2.643068616391135, 2.726610257995182, 2.7597551547457186, 2.010599943943376],
  },
] as const;

describe('group-sequential bounds', () => {
  it('reproduces the published O’Brien-Fleming type bounds of five looks', () => {
    const found = bounds(FIVE, 'obrien-fleming', 0.05, 2);
    // The published second figure is rounded down from 3.35701.
    expectRelative(found, [4.8769, 3.3569, 2.6803, 2.2898, 2.031], 5e-5);
  });

  it.each(INDEPENDENT)(
    'agrees with an independent integration: $spending, $sides-sided, $informationFractions',
    (c) => {
      const found = bounds(c.informationFractions, c.spending, c.alpha, c.sides);
      expectRelative(found, c.expected, 1e-10);
    },
  );

  it('spends at the first look what the spending function gives one side, and with one look is the fixed test', () => {
    expectRelative(bounds([1], 'pocock', 0.05, 2), [1.959963984540054], 1e-12);
    expectRelative(bounds([1], 'power:2', 0.05, 1), [1.6448536269514722], 1e-12);
    expectRelative(bounds([0.5, 1], 'power:1', 0.05, 1).slice(0, 1), [1.9599639845400543], 1e-12);
  });

  it('gives a look with nothing to spend the bound Infinity and leaves the other looks as if it were not there', () => {
    const withEarlyLooks = bounds([1e-9, 1e-6, 0.5, 1], 'obrien-fleming', 0.05, 2);
    expect(withEarlyLooks.slice(0, 2)).toEqual([Infinity, Infinity]);
    expectRelative(withEarlyLooks.slice(2), bounds([0.5, 1], 'obrien-fleming', 0.05, 2), 1e-14);
  });

  it('spends all that is left at the first look past the plan, and nothing after it', () => {
    const overRun = bounds([0.2, 0.7, 1.15, 1.3, 1.4], 'pocock', 0.3, 2);
    expectRelative(overRun.slice(0, 3), [1.7027313310528582, 1.3262737209454487, 1.411788534916001], 1e-10);
    expect(overRun.slice(3)).toEqual([Infinity, Infinity]);
  });

  it('spends by another clock than the information where it is given one', () => {
    const design = { spending: 'pocock', alpha: 0.05, sides: 2 } as const;
    const informationFractions = [0.5, 0.9, 1.4];
    const spendingFractions = [0.2, 0.6, 1];
    const found = valueOf(groupSequentialBounds({ ...design, informationFractions, spendingFractions }));
    // The bounds of a design that spends as much at its own fractions: only the correlation of the looks counts.
    const spend = cumulativeSpend('pocock', 0.025);
    expect(normalSf(found[0] ?? NaN)).toBeCloseTo(spend?.(0.2) ?? NaN, 12);
    const scaled = { informationFractions: informationFractions.map((t) => t / 1.4), spendingFractions };
    expectRelative(found, valueOf(groupSequentialBounds({ ...design, ...scaled })), 1e-9);
    expectRelative(
      valueOf(groupSequentialBounds({ ...design, informationFractions: FIVE, spendingFractions: FIVE })),
      bounds(FIVE, 'pocock', 0.05, 2),
      1e-15,
    );
    // Looks that know almost the same are almost one test: the second bound is near that of its whole error.
    const alike = valueOf(
      groupSequentialBounds({ ...design, informationFractions: [0.9, 0.9009], spendingFractions: [0.1, 1] }),
    );
    expect(alike[1]).toBeGreaterThan(1.959963984540054);
    expect(alike[1]).toBeLessThan(1.98);
    expect(
      refusal(groupSequentialBounds({ ...design, informationFractions, spendingFractions: [0.2, 1] })).detail,
    ).toMatch(/one time/);
    expect(
      refusal(groupSequentialBounds({ ...design, informationFractions, spendingFractions: [0.2, 0.2, 1] }))
        .detail,
    ).toMatch(/strictly increasing/);
  });

  it('treats looks almost on top of each other as one: the increments are resolved, not stepped over', () => {
    const twice = bounds([0.5, 0.5 + 1e-12, 1], 'pocock', 0.05, 2);
    const once = bounds([0.5, 1], 'pocock', 0.05, 2);
    expectRelative([twice[0] ?? NaN, twice[2] ?? NaN], once, 1e-6);
    expect(twice[1]).toBeGreaterThan(once[0] ?? NaN);
    expect(twice[1]).toBeLessThan((once[0] ?? NaN) + 1e-4);
  });

  it('does not step over a density cut by 40 earlier bounds: the chance to stop adds up to alpha', () => {
    const coarse = bounds([0.25, 0.5, 0.75, 1], 'power:1', 0.2, 1);
    const fine = bounds([0.25, 0.5, 0.75, 0.75 + 1e-13, 1], 'power:1', 0.2, 1);
    expectRelative([fine[4] ?? NaN], [coarse[3] ?? NaN], 1e-6);
  });

  it('allows an alpha so large that a one-sided bound is below zero', () => {
    expect(bounds([0.5, 1], 'power:1', 0.98, 1)[0]).toBeCloseTo(0.0251, 3);
    expect(bounds([0.9, 1], 'power:1', 0.98, 1)[0]).toBeLessThan(-1);
  });

  const design = { informationFractions: FIVE, spending: 'pocock', alpha: 0.05, sides: 2 } as const;
  it.each([
    ['no looks', { ...design, informationFractions: [] }, /1 to 1000 looks/],
    [
      'too many looks',
      { ...design, informationFractions: Array.from({ length: 1001 }, (_, i) => i + 1) },
      /1 to 1000/,
    ],
    ['fractions that repeat', { ...design, informationFractions: [0.5, 0.5] }, /strictly increasing/],
    ['fractions that fall', { ...design, informationFractions: [0.5, 0.4] }, /strictly increasing/],
    ['a fraction of zero', { ...design, informationFractions: [0, 1] }, /above 0/],
    ['a fraction that is not a number', { ...design, informationFractions: [NaN] }, /finite/],
    ['an infinite fraction', { ...design, informationFractions: [0.5, Infinity] }, /finite/],
    ['alpha 0', { ...design, alpha: 0 }, /Alpha/],
    ['alpha 1', { ...design, alpha: 1 }, /Alpha/],
    ['alpha that is not a number', { ...design, alpha: NaN }, /Alpha/],
    ['three sides', { ...design, sides: 3 }, /sides/],
    ['an exponent of zero', { ...design, spending: 'power:0' }, /Spending/],
    ['an exponent in other words', { ...design, spending: 'power:1e1' }, /Spending/],
    ['an exponent with something before it', { ...design, spending: 'superpower:2' }, /Spending/],
    ['a negative exponent', { ...design, spending: 'power:-1' }, /Spending/],
  ])('refuses %s', (_, input, detail) => {
    // Designs come from stored plans, so the refusals must hold for what the types forbid as well.
    const refused = refusal(groupSequentialBounds(input as GroupSequentialDesign));
    expect(refused.reason).toBe('invalid-input');
    expect(refused.detail).toMatch(detail);
  });

  it('takes exactly the largest number of looks', () => {
    const many = Array.from({ length: 1000 }, (_, i) => 1 + i);
    expect(bounds(many, 'pocock', 0.05, 2)).toHaveLength(1000);
  });
});

describe('spending functions', () => {
  it.each(['obrien-fleming', 'pocock', 'power:1.5'] as const)(
    '%s starts at 0, rises, and ends at alpha',
    (family) => {
      const spend = cumulativeSpend(family, 0.025);
      if (spend === null) throw new Error('a known family');
      expect(spend(0)).toBe(0);
      expect(spend(-1)).toBe(0);
      expect(spend(1)).toBe(0.025);
      expect(spend(2)).toBe(0.025);
      expect(spend(0.999999)).toBeCloseTo(0.025, 6);
      for (let t = 0.01; t < 1; t += 0.01) expect(spend(t)).toBeGreaterThan(spend(t - 0.01));
    },
  );

  it('follow their formulas half way', () => {
    expect(cumulativeSpend('obrien-fleming', 0.025)?.(0.5)).toBeCloseTo(0.0015253, 7);
    expect(cumulativeSpend('pocock', 0.025)?.(0.5)).toBeCloseTo(0.0155028627, 9);
    expect(cumulativeSpend('power:3', 0.025)?.(0.5)).toBeCloseTo(0.003125, 12);
    expect(cumulativeSpend('power:1.25', 0.025)?.(0.5)).toBeCloseTo(0.025 * 0.5 ** 1.25, 12);
    expect(cumulativeSpend('power:12', 0.025)?.(0.5)).toBeCloseTo(0.025 / 4096, 12);
  });
});
