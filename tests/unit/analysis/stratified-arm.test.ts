import { describe, expect, it } from 'vitest';
import { cannotSay } from '../../../lib/statistics/outcome';
import type { EvidenceArm, MetricEvidence, WeightPeriodUnits } from '@/lib/analysis/evidence';
import { areComparable, stratifiedArm } from '@/lib/analysis/stratified-arm';
import { completed } from '@/lib/model/metrics/measure';
import { expectRelative, refusal, valueOf } from '@/tests/support/outcomes';

const window = { kind: 'after', startHours: 0, lengthHours: null } as const;
const measure = completed({
  columns: [{ kind: 'aggregate', aggregate: 'sum', events: { event: 'buy', where: [] }, window }],
  outcome: { kind: 'mean', column: 0 },
});

type Figures = readonly [n: number, mean: number, variance: number];

/** A period of the two arms; null: the arm has no row. */
function period(
  arms: readonly (Figures | null)[],
  changes: Partial<WeightPeriodUnits> = {},
): WeightPeriodUnits {
  const read = arms.flatMap((figures, variant): EvidenceArm[] => {
    if (figures === null) return [];
    const [n, mean, variance] = figures;
    return [{ variant, n, waiting: 0, means: [mean], covariances: [[variance]], quantile: null }];
  });
  const evidence: MetricEvidence = { ok: true, caps: [], arms: read, segments: [] };
  return {
    ...{ from: new Date('2026-03-01'), until: null, shares: [0.5, 0.5], isComparable: true },
    units: arms.map((figures) => figures?.[0] ?? 0),
    metrics: new Map([['spend', evidence]]),
    ...changes,
  };
}

const early = period([
  [900, 2, 4],
  [100, 2.5, 5],
]);
const late = period([
  [400, 5, 9],
  [200, 5.25, 6],
]);
const armOf = (position: number, periods: readonly WeightPeriodUnits[], of = measure) =>
  stratifiedArm({ name: 'control', position }, 'spend', of, periods);

describe('an arm over periods of constant weights', () => {
  it('is weighted by the units of both arms in each period, with squared weights for its variance', () => {
    // 1,000 and 600 units; computed with Python 3.13.
    const figures = [0, 1].map((position) => valueOf(armOf(position, [early, late])));
    expect(figures.map(({ n, mean }) => [n, mean])).toEqual([
      [1300, 3.125],
      [300, 3.53125],
    ]);
    const estimates = figures.map(({ estimate }) => estimate);
    expectRelative(
      estimates.flatMap(({ samplingVariance, degreesOfFreedom }) => [samplingVariance, degreesOfFreedom]),
      [0.004900173611111111, 844.1846250685593, 0.02375, 143.0662652685204],
      1e-12,
    );
    expect(figures[0]?.strata.map(({ weight }) => weight)).toEqual([0.625, 0.375]);
  });

  it('is the arm itself where there was one period alone, whatever others were without units', () => {
    const empty = period([null, null]);
    const { mean, estimate } = valueOf(armOf(0, [empty, early, empty]));
    expect([mean, estimate.samplingVariance]).toEqual([2, 4 / 900]);
    expect(estimate.degreesOfFreedom).toBeCloseTo(899, 9);
    expect(refusal(armOf(0, [empty, empty])).reason).toBe('too-few-units');
  });

  it('refuses a period in which the arm has no units, and what was not read', () => {
    const alone = period([null, [300, 1, 1]]);
    expect(refusal(armOf(0, [early, alone])).reason).toBe('too-few-units');
    expect(refusal(armOf(0, [early, period([null, null], { metrics: new Map() })])).reason).toBe(
      'not-computable',
    );
    const failed = new Map([['spend', cannotSay('not-computable', 'query-failed', { cause: 'overflow' })]]);
    expect(refusal(armOf(0, [early, { ...late, metrics: failed }])).detail).toBe(
      'The query failed: overflow.',
    );
  });

  it('leaves out a period with hardly any units in which some arm cannot say, in all arms alike', () => {
    const few = period([
      [15, 9, 1],
      [1, 9, 0],
    ]);
    const whole = [0, 1].map((position) => valueOf(armOf(position, [early, late])));
    expect([0, 1].map((position) => valueOf(armOf(position, [early, few, late])))).toEqual(whole);
    // 17 of 1,617 units are more than one in a hundred.
    expect(
      refusal(
        armOf(1, [
          early,
          period([
            [16, 9, 1],
            [1, 9, 0],
          ]),
          late,
        ]),
      ).reason,
    ).toBe('too-few-units');
    // As few units of which both arms have two are compared as any others.
    const both = period([
      [14, 9, 1],
      [2, 9, 1],
    ]);
    expect(valueOf(armOf(0, [early, both, late])).strata).toHaveLength(3);
  });

  it('refuses quantiles and capped metrics, which do not follow from those of periods', () => {
    for (const of of [
      { ...measure, quantile: 0.5 },
      { ...measure, caps: [{ column: 0, side: 'upper', quantile: 0.99 }] as const },
    ]) {
      expect(refusal(armOf(0, [early, late], of)).reason).toBe('split-changed');
    }
  });
});

it('periods are comparable where each that has units is', () => {
  const broken = { isComparable: false };
  expect(areComparable([])).toBe(true);
  expect(areComparable([early, period([null, null], broken)])).toBe(true);
  expect(areComparable([early, { ...late, ...broken }])).toBe(false);
});
