import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, decisionRule } from '@/lib/decision/decide';
import { decisionPower } from '@/lib/decision/planning/decision-power';
import { lookAt } from '@/lib/decision/look';
import { programOf } from '@/lib/decision/program';
import { decisionOutcomeSchema } from '@/lib/model/decision';
import { planSize } from '@/lib/decision/planning/plan-size';
import type { ExperimentPlan, LookingMethod } from '@/lib/decision/plan';
import { say, type Effect, type MarginTest } from '@/lib/statistics';
import {
  baseline,
  count,
  effect,
  hostile,
  level,
  neverNaN,
  sides,
  spending,
} from '../support/hostile-numbers';
import { analysed, runMetric, runOf } from '../support/runs';
import { seededUniform } from '../support/seeded-random';

/** Sound nine times in ten: where everything is hostile at once, the first check refuses and nothing behind it is tried. */
function mostly<T>(sound: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: sound }, { weight: 1, arbitrary: other });
}

const share = mostly(fc.constantFrom(0.05, 0.8), level);
const fractions = mostly(
  fc.constantFrom<number[]>([1], [0.5], [0.5, 1], [0.2, 0.9, 1.3], []),
  fc.array(hostile, { maxLength: 3 }),
);
const method: fc.Arbitrary<LookingMethod> = fc.oneof(
  fc.constant({ kind: 'fixed' } as const),
  fc.constant({ kind: 'always-valid' } as const),
  fc.record({
    kind: fc.constant('group-sequential' as const),
    spending,
    looks: mostly(fc.constant<number[]>([0.5, 1]), fc.array(hostile, { maxLength: 3 })),
  }),
);
const metric = (key: string, role: 'success' | 'guardrail' | 'quality', relativeMargin?: number) =>
  fc.record({
    key: fc.constant(key),
    role: fc.constant(role),
    higherIsBetter: fc.boolean(),
    mixingVariance: mostly(fc.constant(1), hostile),
    ...(relativeMargin !== undefined && {
      relativeMargin: mostly(fc.constant(relativeMargin), hostile),
    }),
  });
const plan: fc.Arbitrary<ExperimentPlan> = fc.record({
  control: fc.constant('a'),
  treatments: fc.constantFrom(['b'], ['b', 'c']),
  metrics: fc.tuple(metric('gain', 'success'), metric('loss', 'guardrail', 0.05), metric('kept', 'quality')),
  method,
  alpha: share,
  sides,
  alphaDeterioration: share,
  power: share,
});
const margin: fc.Arbitrary<MarginTest> = fc.record({
  distanceToMargin: hostile,
  standardError: hostile,
  degreesOfFreedom: hostile,
  statistic: hostile,
  p: level,
  pBeyond: level,
});
const result = fc.record({
  metric: fc.constantFrom('gain', 'loss', 'kept'),
  variant: fc.constantFrom('b', 'c'),
  effect: effect.map((one: Effect) => say(one)),
  nonInferiority: margin.map((one) => say(one)),
  beyondMargin: margin.map((one) => say(one)),
  smaller: margin.map((one) => say(one)),
  possibleImprovement: fc.option(hostile),
});
const input = fc.record({
  results: fc.array(result, { maxLength: 6 }),
  health: fc.record({
    sampleRatioP: fc.option(mostly(fc.constant(0.5), level)),
    unitsInSeveralVariantsShare: fc.option(mostly(fc.constant(0), level)),
  }),
  progress: fc.record({ lookFractions: fractions, plannedEndReached: fc.boolean() }),
});
const expectations = fc.tuple(baseline, baseline, hostile, hostile).map(([gain, loss, found, none]) => [
  { key: 'gain', baseline: gain, relativeDifference: found },
  { key: 'loss', baseline: loss, relativeDifference: none },
]);
const simulated = fc.tuple(
  ...['gain', 'loss', 'kept'].map((key) =>
    fc.record({
      key: fc.constant(key),
      mean: mostly(fc.constant(10), hostile),
      variance: mostly(fc.constant(4), hostile),
      relativeDifferences: mostly(fc.constant<number[]>([0.02]), fc.array(hostile, { maxLength: 3 })),
    }),
  ),
);
const correlations = mostly(
  fc.constant<number[][]>([
    [1, 0.2, 0],
    [0.2, 1, 0],
    [0, 0, 1],
  ]),
  fc.array(fc.array(hostile, { maxLength: 3 }), { maxLength: 3 }),
);
const runPlan = fc.record({
  method: fc.constantFrom('fixed' as const, 'group-sequential' as const, 'always-valid' as const),
  alphaTwoSided: share,
  power: share,
  looks: fc.oneof(fc.constantFrom(1, 5), hostile),
  plannedUnits: fc.option(fc.oneof(fc.constant(1_000), hostile)),
  plannedDays: fc.option(hostile),
});
const instant = fc.record({
  ended: fc.boolean(),
  now: fc.constantFrom(new Date('2026-03-09'), new Date(NaN)),
});
const arm = fc.record({
  n: mostly(fc.constant(500), count),
  mean: mostly(fc.constant(10), hostile),
  variance: mostly(fc.constant(4), hostile),
});

describe('whatever the numbers, a decision is a decision or a refusal, never NaN and never a throw', () => {
  const rows = {
    decide: neverNaN(fc.tuple(plan, input), ([what, figures]) => decide(what, figures)),
    decisionRule: neverNaN(fc.tuple(plan, fractions, input), ([what, looks, figures]) => {
      const rule = decisionRule(what, looks);
      return rule.ok ? rule.value(figures) : rule;
    }),
    planSize: neverNaN(
      fc.tuple(plan, expectations, fc.oneof(fc.constant(1), hostile)),
      ([what, expected, ratio]) => planSize(what, expected, ratio),
    ),
    decisionPower: neverNaN(
      fc.record({
        plan,
        metrics: simulated,
        correlations,
        controlUnits: mostly(fc.constant(1_000), count),
        treatmentToControlRatios: mostly(fc.constant<number[]>([1]), fc.array(hostile, { maxLength: 3 })),
        looks: fractions,
        simulations: fc.constantFrom(1, 3, 0, 2.5, NaN, -1, 1e300),
      }),
      (truth) => decisionPower(truth, seededUniform(3)),
    ),
    learningRate: neverNaN(
      fc.array(fc.tuple(fc.constantFrom(...decisionOutcomeSchema.options), fc.boolean()), { maxLength: 4 }),
      (ended) =>
        programOf(
          ended.map(([outcome, powered], identity) => ({
            identity,
            decision: {
              look: { taken: true, lookFractions: [1] },
              mixingVariances: {},
              decision: say({ outcome, variant: null, reasons: [], powered, verdicts: [], answers: [] }),
            },
            result: null,
          })),
        ).learningRate,
    ),
    lookAt: neverNaN(
      fc.tuple(runPlan, instant, fc.tuple(hostile, hostile, hostile), fractions),
      ([what, { ended, now }, [units, matured, waiting], lookFractions]) =>
        lookAt(runOf(what).plan, {
          units,
          metrics: [{ key: 'revenue', matured, waiting, failed: false }],
          longestWaitMs: 0,
          ended,
          startedAt: now,
          now,
          earlier: { lookFractions },
        }),
    ),
    analyseRun: neverNaN(
      fc.tuple(runPlan, instant, fc.tuple(arm, arm), count, fc.oneof(fc.constant(0.05), hostile)),
      ([what, when, arms, unitsInTwoVariants, relativeMargin]) => {
        const metrics = [runMetric(), runMetric({ key: 'loss', role: 'guardrail', relativeMargin })];
        // The result beside it belongs to the analysis, which shows the counts that it was given.
        return analysed(runOf(what, metrics), arms, null, { ...when, unitsInTwoVariants }).decision;
      },
    ),
  };
  for (const [name, run] of Object.entries(rows)) it(name, run);

  it('and health that is no number is not health', () => {
    const sound = { results: [], progress: { lookFractions: [1], plannedEndReached: true } };
    const [what] = fc.sample(
      plan.filter((one) => decisionRule(one, [1]).ok),
      { numRuns: 1, seed: 1 },
    );
    if (what === undefined) throw new Error('There is no plan.');
    for (const health of [
      { sampleRatioP: NaN, unitsInSeveralVariantsShare: 0 },
      { sampleRatioP: 0.5, unitsInSeveralVariantsShare: NaN },
      { sampleRatioP: 2, unitsInSeveralVariantsShare: 0 },
    ]) {
      expect(decide(what, { ...sound, health })).toMatchObject({ ok: false, reason: 'invalid-input' });
    }
  });
});
