import { describe, expect, it } from 'vitest';
import { decisionPower, type DecisionPowerInput } from '@/lib/decision/planning/decision-power';
import type { ExperimentPlan, LookingMethod } from '@/lib/decision/plan';
import { decisionSize } from '@/lib/decision/planning/decision-size';
import { planSize } from '@/lib/decision/planning/plan-size';
import { minimumDetectableEffect } from '@/lib/statistics/power/minimum-detectable-effect';
import { guardrail, planOf, quality, success } from '@/tests/support/decisions';
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
    relativeDifferences: plan.treatments.map(() => differences[i] ?? 0),
  }));
  const input = {
    plan,
    metrics,
    correlations: identity(metrics.length),
    controlUnits,
    treatmentToControlRatios: plan.treatments.map(() => 1),
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
    const rollOut = planOf([guardrail('c', 0.02)], { power, alphaDeterioration: 1e-9 });
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

/** One success metric beside four guardrails that are watched and four quality metrics, as many experiments have. */
const watched = planOf(
  [
    success('a'),
    ...['b', 'c', 'd', 'e'].map((key) => guardrail(key)),
    ...['f', 'g', 'h', 'i'].map((key) => quality(key)),
  ],
  { sides: 2 },
);
const wide = { mean: 10, variance: 100 };
const truthOf = (plan: ExperimentPlan, differences: readonly number[], moments = wide) =>
  plan.metrics.map(({ key }, i) => ({
    key,
    ...moments,
    relativeDifferences: plan.treatments.map(() => differences[i] ?? 0),
  }));
const many = simulations(20_000);
const shipsAt = (plan: ExperimentPlan, metrics: ReturnType<typeof truthOf>, controlUnits: number) =>
  valueOf(
    decisionPower(
      {
        plan,
        metrics,
        controlUnits,
        treatmentToControlRatios: plan.treatments.map(() => 1),
        simulations: many,
      },
      seededUniform(17),
    ),
  ).power;

describe('what the rule promises of its errors', () => {
  // All variants are far better, and just as much worse on the guardrail as its margin allows: only the margin holds them back.
  const atMargin = (comparisons: number) => {
    const treatments = Array.from({ length: comparisons }, (_, i) => `t${String(i)}`);
    const plan = planOf([success('a'), guardrail('b', 0.02)], { treatments, alphaDeterioration: 1e-9 });
    return { plan, metrics: truthOf(plan, [0.2, -0.02], baseline) };
  };

  it.each([1, 2, 3])(
    'a guardrail at its margin ships at most alpha of the time, with %d variants',
    (comparisons) => {
      const { plan, metrics } = atMargin(comparisons);
      expectWithin(
        shipsAt(plan, metrics, 10_000),
        { lower: 0, upper: binomialBand(0.05, many).upper },
        'false ships',
      );
    },
  );

  it('and it ships more often where each variant has the whole of alpha: three variants, as it was', () => {
    const { plan, metrics } = atMargin(3);
    expect(shipsAt({ ...plan, alpha: 0.15 }, metrics, 10_000)).toBeGreaterThan(
      binomialBand(0.05, many).upper,
    );
  });

  it('nothing anywhere: it ships at most half of alpha', () => {
    const upper = binomialBand(0.025, many).upper;
    expectWithin(shipsAt(watched, truthOf(watched, []), 44_886), { lower: 0, upper }, 'false ships');
    // One-sided, the whole of alpha lies on the side of an improvement.
    expect(shipsAt({ ...watched, sides: 1 }, truthOf(watched, []), 44_886)).toBeGreaterThan(upper);
  });
});

describe('power of a decision that watches for harm', () => {
  const metrics = truthOf(watched, [0.02]);
  // .85 and .80 are the powers of the success test alone; each of the nine tests of harm and of soundness takes its level, .05 / 9, but
  // the one of the metric that improves. 1 - (1 - .05/9)^8 = .0436 is not shipped.
  const sound = (1 - 0.05 / 9) ** 8;

  it('is the 81 % of 44,886 units an arm, whose size knows of the false alarms', () => {
    const start = valueOf(planSize(watched, [{ key: 'a', baseline: wide, relativeDifference: 0.02 }], 1));
    expect(Math.abs(start.controlUnits / 44_886 - 1)).toBeLessThan(0.001);
    expectWithin(shipsAt(watched, metrics, 44_886), binomialBand(0.85 * sound, many), 'power');
  });

  it('and the 76 % of 39,246 units an arm, whose size does not: less than 80 %', () => {
    const rate = shipsAt(watched, metrics, 39_246);
    expectWithin(rate, binomialBand(0.8 * sound, many), 'power');
    expect(rate).toBeLessThan(binomialBand(0.8, many).lower);
  });

  it('is 80 % at the size that the search finds, which lies between the two', () => {
    const plan = {
      plan: watched,
      metrics,
      simulations: many,
      treatmentToControlRatios: [1],
      plannedTreatment: 0,
    };
    const found = valueOf(decisionSize({ ...plan, startControlUnits: 44_886 }, seededUniform(18)));
    expect(found.controlUnits).toBeGreaterThan(39_246);
    expect(found.controlUnits).toBeLessThan(44_886);
    // Other draws than those that it was found with.
    expectWithin(shipsAt(watched, metrics, found.controlUnits), binomialBand(0.8, many / 2), 'power');
  });
});
