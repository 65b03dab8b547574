import { describe, expect, it } from 'vitest';
import { decide, decisionRule, type DecisionInput } from '@/lib/decision/decide';
import type { Decision } from '@/lib/model/decision';
import type { ExperimentPlan } from '@/lib/decision/plan';
import type { MetricResult } from '@/lib/decision/results';
import type { Effect } from '@/lib/statistics/effect';
import { say } from '@/lib/statistics/outcome';
import { AT_THE_END, guardrail, HEALTHY, planOf, resultAt, success } from '@/tests/support/decisions';
import { refusal, valueOf } from '@/tests/support/outcomes';

const plan = planOf([success('revenue'), guardrail('latency', 0.02), guardrail('crashes')]);
const good = [resultAt('revenue', 3), resultAt('latency', 0, 3), resultAt('crashes', 0)];

function decided(of: ExperimentPlan, input: Partial<DecisionInput>): Decision {
  return valueOf(decide(of, { results: good, health: HEALTHY, progress: AT_THE_END, ...input }));
}

describe('health that is no share', () => {
  it.each([
    [{ sampleRatioP: -0.1 }, 'The p of the sample ratio must lie between 0 and 1.'],
    [{ sampleRatioP: 1.1 }, 'The p of the sample ratio must lie between 0 and 1.'],
    [{ sampleRatioP: NaN }, 'The p of the sample ratio must lie between 0 and 1.'],
    [
      { unitsInSeveralVariantsShare: -0.1 },
      'The share of units in several variants must lie between 0 and 1.',
    ],
    [
      { unitsInSeveralVariantsShare: 1.1 },
      'The share of units in several variants must lie between 0 and 1.',
    ],
  ])('is refused: %j', (health, detail) => {
    const input = { results: good, health: { ...HEALTHY, ...health }, progress: AT_THE_END };
    expect(refusal(decide(plan, input))).toEqual({ ok: false, reason: 'invalid-input', detail });
  });

  it('is none of both ends', () => {
    expect(decided(plan, { health: { sampleRatioP: 1, unitsInSeveralVariantsShare: 0 } }).outcome).toBe(
      'ship',
    );
    expect(decided(plan, { health: { sampleRatioP: 0, unitsInSeveralVariantsShare: 1 } }).outcome).toBe(
      'invalid',
    );
  });
});

describe('a rule that was made for a look', () => {
  const looked = valueOf(decisionRule(plan, [1]));

  it('refuses an input of looks that are out of order', () => {
    const progress = { lookFractions: [0.5, 0.4], plannedEndReached: false };
    expect(refusal(looked({ results: good, health: HEALTHY, progress })).detail).toMatch(/increasing/);
  });
});

describe('figures that are no numbers', () => {
  const odd = (changes: Partial<Effect>): MetricResult => {
    const result = resultAt('revenue', 3);
    return { ...result, effect: say({ ...valueOf(result.effect), ...changes }) };
  };
  const one = planOf([success('revenue')]);

  it.each([
    { difference: NaN },
    { difference: Infinity },
    { standardError: -1 },
    { standardError: NaN },
    { pGreater: -0.1, pLess: 0.5 },
    { pGreater: NaN, pLess: NaN },
    { pGreater: 1.1, pLess: 0.5 },
  ])('ship nothing and call nothing harmless: %j', (changes) => {
    const decision = decided(one, { results: [odd(changes)] });
    expect(decision).toMatchObject({ outcome: 'cannot-say', powered: false });
  });

  it('are not those at the ends: no spread, p of 0 and of 1', () => {
    const certain = odd({ standardError: 0, pGreater: 0, pLess: 1 });
    expect(decided(one, { results: [certain] }).outcome).toBe('ship');
    const harm = odd({ standardError: 0, pGreater: 1, pLess: 0 });
    expect(decided(one, { results: [harm] }).outcome).toBe('stop-harm');
  });
});
