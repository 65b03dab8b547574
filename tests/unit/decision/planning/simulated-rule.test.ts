import { describe, expect, it } from 'vitest';
import { decide } from '@/lib/decision/decide';
import type { ExperimentPlan } from '@/lib/decision/plan';
import { drawArmScores, scoreIndex } from '@/lib/decision/planning/arm-scores';
import { criticalValues } from '@/lib/decision/planning/critical-values';
import { plannedContrasts, type SimulatedMetric } from '@/lib/decision/planning/planned-contrasts';
import { SimulatedRule } from '@/lib/decision/planning/simulated-rule';
import type { MetricResult } from '@/lib/decision/results';
import type { Decision } from '@/lib/model/decision';
import { meanEffect, nonInferiorityTest, type Moments } from '@/lib/statistics';
import { guardrail, HEALTHY, planOf, quality, success } from '@/tests/support/decisions';
import { valueOf } from '@/tests/support/outcomes';
import { simulations as simulationsOf } from '@/tests/support/simulation';
import { seededUniform } from '@/tests/support/seeded-random';

const metrics = [
  success('gain'),
  { ...success('wait'), higherIsBetter: false },
  guardrail('kept', 0.02),
  { ...guardrail('errors', 0.03), higherIsBetter: false },
  guardrail('watched'),
  quality('sound'),
];
const looks = [0.3, 0.6, 1];
const sequential = { kind: 'group-sequential', spending: 'pocock', looks } as const;
const simulations = simulationsOf(240);
const stating = (changes: Partial<ExperimentPlan>): ExperimentPlan =>
  planOf(
    [
      { ...success('gain'), minimumEffectRelative: 0.02 },
      { ...success('wait'), higherIsBetter: false, minimumEffectRelative: 0.015 },
      guardrail('kept', 0.02),
    ],
    { sides: 2, method: sequential, leastConditionalPower: 0.3, ...changes },
  );

/** Effects near the edge of every test, so that all outcomes occur. */
const truthOf = (plan: ExperimentPlan, effects: readonly number[]): readonly SimulatedMetric[] =>
  plan.metrics.map(({ key }, i) => ({
    key,
    mean: 10,
    variance: 25,
    relativeDifferences: plan.treatments.map((_, treatment) => (effects[i] ?? 0) * (treatment + 1)),
  }));

/** What `decide` says of the means that the scores stand for, look after look. */
function decided(
  plan: ExperimentPlan,
  truth: readonly SimulatedMetric[],
  units: readonly number[],
  fractions: readonly number[],
  scoreAt: (look: number, arm: number, metric: number) => number,
): Pick<Decision, 'outcome' | 'variant'> & { readonly advisedAt: number | null } {
  let decision: Decision | null = null;
  let advisedAt: number | null = null;
  for (const [look, fraction] of fractions.entries()) {
    const moments = (arm: number, metric: number): Moments => {
      const { mean = 0, variance = 1, relativeDifferences = [] } = truth[metric] ?? {};
      const n = (units[arm] ?? 0) * fraction;
      const shift = arm === 0 ? 0 : (relativeDifferences[arm - 1] ?? 0) * mean;
      return { n, mean: mean + shift + scoreAt(look, arm, metric) * Math.sqrt(variance / n), variance };
    };
    const results = plan.treatments.flatMap((variant, treatment) =>
      plan.metrics.map((metric, index): MetricResult => {
        const arms = { control: moments(0, index), treatment: moments(treatment + 1, index) };
        const { relativeMargin, minimumEffectRelative: interest, higherIsBetter, key } = metric;
        const against = (margin: number, up: boolean) =>
          nonInferiorityTest({
            ...arms,
            relativeMargin: margin,
            alphaOneSided: plan.alpha,
            higherIsBetter: up,
          });
        return {
          metric: key,
          variant,
          effect: meanEffect({ ...arms, alphaTwoSided: plan.alpha }),
          ...(relativeMargin !== undefined && {
            nonInferiority: against(relativeMargin, higherIsBetter),
          }),
          ...(interest !== undefined && { smaller: against(interest, !higherIsBetter) }),
        };
      }),
    );
    const progress = { lookFractions: fractions.slice(0, look + 1), plannedEndReached: true };
    const earlierAnswers: Decision['answers'] = decision?.answers ?? [];
    decision = valueOf(decide(plan, { results, health: HEALTHY, progress, earlierAnswers }));
    if (decision.outcome === 'stop-futility') advisedAt ??= look;
    if (['ship', 'stop-harm', 'invalid'].includes(decision.outcome)) break;
  }
  return { ...(decision ?? { outcome: 'keep-running', variant: null }), advisedAt };
}

describe('the rule of the planner is the rule that decides', () => {
  it.each([
    ['fixed, one variant', planOf(metrics, { sides: 2 }), [0.01, 0, 0, 0, 0, 0]],
    [
      'fixed, three variants',
      planOf(metrics, { sides: 2, treatments: ['b', 'c', 'd'] }),
      [0.004, -0.004, -0.002, 0, 0.002, 0],
    ],
    ['fixed, harmful', planOf(metrics, { treatments: ['b', 'c'] }), [-0.02, 0.02, -0.01, 0.02, -0.01, 0.006]],
    ['group sequential', planOf(metrics, { sides: 2, method: sequential }), [0.02, -0.02, 0, 0, 0, 0]],
    [
      'group sequential, two variants',
      planOf(metrics, { treatments: ['b', 'c'], method: sequential }),
      [0.012, 0, 0.01, -0.01, -0.004, 0.002],
    ],
    ['stating futility', stating({}), [0.012, -0.004, 0]],
    ['stating futility, two variants', stating({ treatments: ['b', 'c'] }), [0.005, 0.002, 0.005]],
    ['a roll-out', planOf(metrics.slice(2), { treatments: ['b', 'c'] }), [-0.008, 0.01, 0, 0]],
    [
      'always valid',
      planOf(
        metrics.map((metric) => ({ ...metric, mixingVariance: 0.04 })),
        { method: { kind: 'always-valid' } },
      ),
      [0.03, -0.02, 0.01, -0.02, 0, 0],
    ],
  ] as const)('%s', (_, plan, effects) => {
    const fractions = plan.method.kind === 'fixed' ? [1] : looks;
    const truth = truthOf(plan, effects);
    const size = { arms: plan.treatments.length + 1, metrics: plan.metrics.length };
    const draws = drawArmScores(
      { ...size, simulations, looks: fractions, correlations: null },
      seededUniform(11),
    );
    if (draws === null) throw new Error('No draws.');
    const sizes = {
      controlUnits: 24_000,
      treatmentToControlRatios: plan.treatments.map((_variant, i) => 1 / (i + 1)),
    };
    const rule = new SimulatedRule({
      plan,
      draws,
      contrasts: plannedContrasts(plan, truth, sizes, 1),
      criticals: valueOf(criticalValues(plan, fractions)),
      sizes,
    });
    const units = [1, ...sizes.treatmentToControlRatios].map((ratio) => ratio * sizes.controlUnits);
    const seen = new Set<string>();
    let advised = 0;
    for (let i = 0; i < simulations; i += 1) {
      const { outcome, variant, advisedAt } = decided(plan, truth, units, fractions, (look, arm, metric) =>
        Number(draws.scores[scoreIndex(draws, i, look, arm) + metric]),
      );
      const told = rule.outcomeOf(i);
      expect(rule.advisedAt, `advice in experiment ${String(i)}`).toBe(advisedAt);
      advised += advisedAt === null ? 0 : 1;
      const words = {
        ship: variant,
        'stop-harm': 'harm',
        invalid: 'invalid',
        'stop-no-effect': 'nothing',
        'stop-guardrail': 'nothing',
        'stop-futility': 'nothing',
        'cannot-say': 'nothing',
        'keep-running': 'nothing',
      };
      expect(typeof told === 'number' ? plan.treatments[told] : told, `experiment ${String(i)}`).toBe(
        words[outcome],
      );
      seen.add(outcome);
    }
    expect(seen.size).toBeGreaterThan(1);
    expect(advised > 0 && advised < simulations).toBe(plan.leastConditionalPower !== undefined);
  });
});
