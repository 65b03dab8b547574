import { describe, expect, it } from 'vitest';
import { correctedErrors } from '@/lib/decision/corrections';
import { powerPerTest } from '@/lib/decision/planning/power-per-test';
import type { ExperimentPlan } from '@/lib/decision/plan';
import { planSize } from '@/lib/decision/planning/plan-size';
import { sampleSize } from '@/lib/statistics/power/sample-size';
import { alwaysValidInflation, groupSequentialInflation } from '@/lib/statistics/power/sequential-inflation';
import { guardrail, planOf, quality, success } from '@/tests/support/decisions';
import { refusal, valueOf } from '@/tests/support/outcomes';

describe('corrected errors', () => {
  it('divide alpha over successes and comparisons, and that of harm over all metrics', () => {
    const plan = planOf(
      [success('a'), success('b'), guardrail('c', 0.1), guardrail('d', 0.1), guardrail('e'), quality('f')],
      {
        treatments: ['x', 'y', 'z'],
        alphaDeterioration: 0.18,
      },
    );
    const errors = correctedErrors(plan);
    expect(errors.alphaPerSuccess).toBeCloseTo(0.05 / 6, 15);
    expect(errors.alphaPerGuardrail).toBeCloseTo(0.05 / 3, 15);
    expect(errors.alphaPerDeterioration).toBeCloseTo(0.01, 15);
  });

  it('leave a roll-out without success metrics its alpha', () => {
    const errors = correctedErrors(planOf([guardrail('a', 0.1), guardrail('b', 0.1)]));
    expect(errors.alphaPerSuccess).toBe(0.05);
  });
});

describe('power of each test', () => {
  const successes = [success('a'), success('b')];
  const margins = [guardrail('c', 0.1), guardrail('d', 0.1)];

  it('shares what the false alarms of harm leave of the misses among what must be found', () => {
    const of = (metrics: ExperimentPlan['metrics']) =>
      valueOf(powerPerTest(planOf([...metrics, guardrail('e'), quality('f')], { alphaDeterioration: 0.02 })));
    expect(of([...successes, ...margins])).toBeCloseTo(1 - 0.18 / 3, 15);
    expect(of(margins)).toBeCloseTo(1 - 0.18 / 2, 15);
    expect(of(successes)).toBeCloseTo(1 - 0.18, 15);
  });

  it.each([0.95, 0.97])(
    'is refused where false alarms of harm alone use up the misses: power %d',
    (power) => {
      const { reason, detail } = refusal(powerPerTest(planOf(successes, { power })));
      expect(reason).toBe('invalid-input');
      expect(detail).toContain(
        'False alarms of harm alone keep a good variant from being shipped 5 % of the time',
      );
      expect(planSize(planOf(successes, { power }), [], 1)).toEqual(
        powerPerTest(planOf(successes, { power })),
      );
    },
  );
});

describe('size of a plan', () => {
  const baseline = { mean: 10, variance: 25 };
  const metrics = [success('gain'), guardrail('loss', 0.02), guardrail('watched'), quality('sound')];
  const expected = [
    { key: 'loss', baseline, relativeDifference: 0 },
    { key: 'gain', baseline, relativeDifference: 0.03 },
  ];

  it('is that of the metric that needs most, at the corrected alpha and power', () => {
    const size = valueOf(planSize(planOf(metrics, { treatments: ['b', 'c'] }), expected, 0.5));
    const loss = { standardizedEffect: 0.04, controlCoefficient: 0.98, treatmentToControlRatio: 0.5 };
    const gain = { standardizedEffect: 0.06, treatmentToControlRatio: 0.5 };
    const forLoss = valueOf(sampleSize({ ...loss, alpha: 0.025, power: 0.925, sides: 1 })).controlUnits;
    const forGain = valueOf(sampleSize({ ...gain, alpha: 0.025, power: 0.925, sides: 1 })).controlUnits;
    expect(size.metrics.map(({ metric }) => metric)).toEqual(['gain', 'loss']);
    expect(size.metrics[0]?.controlUnits).toBeCloseTo(forGain, 5);
    expect(size.controlUnits).toBeCloseTo(forLoss, 5);
    expect(size.forcedBy).toBe('loss');
    expect(size.treatmentUnits).toBe(size.controlUnits / 2);
    expect(size.totalUnits).toBeCloseTo(2 * size.controlUnits, 5);
    const reversed = [
      { ...expected[0], key: 'loss', baseline, relativeDifference: 0.05 },
      ...expected.slice(1),
    ];
    expect(valueOf(planSize(planOf(metrics), reversed, 1)).forcedBy).toBe('gain');
  });

  it('halves a two-sided alpha, and counts a metric that is better when lower downwards', () => {
    const lower = planOf([{ ...success('time'), higherIsBetter: false }], { sides: 2 });
    const size = valueOf(planSize(lower, [{ key: 'time', baseline, relativeDifference: -0.03 }], 1));
    const alone = sampleSize({
      standardizedEffect: 0.06,
      treatmentToControlRatio: 1,
      alpha: 0.025,
      power: 0.85,
      sides: 1,
    });
    expect(size.controlUnits).toBeCloseTo(valueOf(alone).controlUnits, 5);
    expect(size.metrics[0]?.inflation).toBe(1);
  });

  it('pays for the looks', () => {
    const fixed = valueOf(planSize(planOf(metrics), expected, 1)).controlUnits;
    const looks = [0.25, 0.5, 0.75, 1];
    const sequential = planOf(metrics, { method: { kind: 'group-sequential', spending: 'pocock', looks } });
    const cost = valueOf(
      groupSequentialInflation(
        { informationFractions: looks, spending: 'pocock', alpha: 0.05, sides: 1 },
        0.925,
      ),
    );
    expect(valueOf(planSize(sequential, expected, 1)).controlUnits).toBeCloseTo(fixed * cost.inflation, 4);
    const mixed = metrics.map((metric) => ({ ...metric, mixingVariance: 1 }));
    const always = valueOf(planSize(planOf(mixed, { method: { kind: 'always-valid' } }), expected, 1));
    expect(always.controlUnits).toBeCloseTo(
      fixed * valueOf(alwaysValidInflation(0.05, 1, 0.925)).inflation,
      4,
    );
  });

  it.each([
    ['a plan that cannot be decided by', planOf([]), expected, /success metric/],
    ['a needed metric of which nothing is expected', planOf(metrics), expected.slice(1), /loss/],
    [
      'a baseline without variance',
      planOf([success('gain')]),
      [{ key: 'gain', baseline: { mean: 1, variance: 0 }, relativeDifference: 0.1 }],
      /variance/,
    ],
    [
      'an effect in the wrong direction',
      planOf([success('gain')]),
      [{ key: 'gain', baseline, relativeDifference: -0.1 }],
      /direction/,
    ],
    [
      'looks that cannot be computed',
      planOf([success('gain')], { method: { kind: 'group-sequential', spending: 'power:0', looks: [1] } }),
      expected,
      /Spending/,
    ],
    [
      'always valid at an alpha above a half',
      planOf([{ ...success('gain'), mixingVariance: 1 }], { alpha: 0.6, method: { kind: 'always-valid' } }),
      expected,
      /half/,
    ],
  ])('refuses %s', (_, plan, expectation, detail) => {
    expect(refusal(planSize(plan, expectation, 1)).detail).toMatch(detail);
  });
});
