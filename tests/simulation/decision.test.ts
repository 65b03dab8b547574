import { describe, expect, it } from 'vitest';
import { decisionPower, type DecisionPowerInput } from '@/lib/decision/decision-power';
import type { ExperimentPlan, LookingMethod } from '@/lib/decision/plan';
import { planSize } from '@/lib/decision/plan-size';
import { minimumDetectableEffect } from '@/lib/statistics/power/minimum-detectable-effect';
import { guardrail, planOf, success } from '@/tests/support/decisions';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, expectWithin, simulations } from '@/tests/support/simulation';

const N = simulations(2000);
const baseline = { mean: 10, variance: 25 };
const LOOKS = [0.2, 0.4, 0.6, 0.8, 1];
const METHODS: readonly LookingMethod[] = [
  { kind: 'fixed' },
  { kind: 'group-sequential', spending: 'obrien-fleming', looks: LOOKS },
  { kind: 'group-sequential', spending: 'pocock', looks: LOOKS },
  { kind: 'group-sequential', spending: 'power:2', looks: LOOKS },
  { kind: 'always-valid' },
];
const identity = (size: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));

function shipRate(
  plan: ExperimentPlan,
  differences: readonly number[],
  controlUnits: number,
  changes: Partial<DecisionPowerInput> = {},
) {
  const metrics = plan.metrics.map(({ key }, i) => ({
    key,
    ...baseline,
    relativeDifference: differences[i] ?? 0,
  }));
  const input = {
    plan,
    metrics,
    correlations: identity(metrics.length),
    controlUnits,
    treatmentToControlRatio: 1,
    simulations: N,
    looks: LOOKS,
    ...changes,
  };
  return valueOf(decisionPower(input, seededUniform(61))).power;
}

const mixed = (plan: ExperimentPlan): ExperimentPlan => ({
  ...plan,
  metrics: plan.metrics.map((metric) => ({ ...metric, mixingVariance: 0.03 })),
});
const alphaBand = { lower: 0, upper: binomialBand(0.05, N).upper };

describe('false ships', () => {
  it.each(METHODS)('at most alpha when no success metric moves: %j', (method) => {
    const plan = mixed(planOf([success('a'), success('b'), guardrail('c', 0.1)], { method }));
    expectWithin(shipRate(plan, [0, 0, 0], 10_000), alphaBand, 'false ships');
  });

  it.each(METHODS)(
    'at most alpha when a guardrail lies at its margin, however good the rest: %j',
    (method) => {
      // alpha_minus next to nothing, so that only the margin can hold the variant back.
      const plan = mixed(
        planOf([success('a'), guardrail('b', 0.02), guardrail('c', 0.02)], {
          method,
          alphaDeterioration: 1e-9,
        }),
      );
      const share = shipRate(plan, [0.2, -0.02, 0.2], 10_000);
      expectWithin(share, alphaBand, 'false ships');
      if (method.kind !== 'always-valid') expectWithin(share, binomialBand(0.05, N), 'false ships');
    },
  );

  it('at most alpha over three treatments and two success metrics, none of which moves', () => {
    const plan = planOf([success('a'), success('b')], { treatments: ['x', 'y', 'z'] });
    expectWithin(shipRate(plan, [0, 0], 5000), alphaBand, 'false ships');
  });
});

describe('power of the decision', () => {
  it.each(METHODS)('at least the nominal 80 % at the planned size: %j', (method) => {
    const plan = mixed(
      planOf([success('a'), guardrail('b', 0.02), guardrail('c', 0.02)], {
        method,
        alphaDeterioration: 0.01,
      }),
    );
    const expected = plan.metrics.map(({ key, role }) => ({
      key,
      baseline,
      relativeDifference: role === 'success' ? 0.02 : 0,
    }));
    const { controlUnits } = valueOf(planSize(plan, expected, 1));
    const always = method.kind === 'always-valid';
    // The mixing variance that suits the size is part of an always-valid plan.
    const sized = always
      ? {
          ...plan,
          metrics: plan.metrics.map((metric) => ({ ...metric, mixingVariance: (6.6 * 50) / controlUnits })),
        }
      : plan;
    expectWithin(
      shipRate(sized, [0.02, 0, 0], controlUnits),
      { lower: binomialBand(0.8, N).lower, upper: 1 },
      'power',
    );
  });

  // One of two success metrics moves, four guardrails do not: .96^5 = .815 when every test has the corrected power, and
  // .8^5 = .328 when each metric is sized as if it were alone.
  const plan = planOf(
    [success('a'), success('b'), ...['c', 'd', 'e', 'f'].map((key) => guardrail(key, 0.02))],
    { alphaDeterioration: 1e-6 },
  );
  const rateAt = (power: number) => {
    const rollOut = planOf([guardrail('c', 0.02)], { power });
    const { controlUnits } = valueOf(planSize(rollOut, [{ key: 'c', baseline, relativeDifference: 0 }], 1));
    const found = minimumDetectableEffect({
      controlUnits,
      power,
      alpha: 0.025,
      sides: 1,
      treatmentToControlRatio: 1,
    });
    return shipRate(plan, [(valueOf(found).standardizedEffect * 5) / 10, 0, 0, 0, 0, 0], controlUnits);
  };

  it('is the 81 % of the corrected design', () => {
    // The second success metric adds a chance of alpha / 2 to the misses of the first: .96 + .04 x .025.
    const expected = 0.96 ** 4 * (0.96 + 0.04 * 0.025);
    expectWithin(rateAt(0.96), binomialBand(expected, N), 'power of the corrected design');
  });

  it('and the 33 % of the uncorrected one, which falls far outside', () => {
    const rate = rateAt(0.8);
    expectWithin(rate, binomialBand(0.8 ** 4 * (0.8 + 0.2 * 0.025), N), 'power of the uncorrected design');
    expect(rate).toBeLessThan(binomialBand(0.8, N).lower);
  });

  it('does not fall when the metrics are correlated', () => {
    const size = plan.metrics.length;
    const correlations = identity(size).map((row) => row.map((value) => (value === 1 ? 1 : 0.5)));
    const differences = [0.02, 0.02, 0, 0, 0, 0];
    const expected = plan.metrics.map(({ key }, i) => ({
      key,
      baseline,
      relativeDifference: differences[i] ?? 0,
    }));
    const { controlUnits } = valueOf(planSize(plan, expected, 1));
    expect(shipRate(plan, differences, controlUnits, { correlations })).toBeGreaterThan(0.8);
  });
});
