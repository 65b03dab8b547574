import { describe, expect, it } from 'vitest';
import { decide, type DecisionInput } from '@/lib/decision/decide';
import type { ExperimentPlan } from '@/lib/decision/plan';
import type { Decision } from '@/lib/model/decision';
import { AT_THE_END, guardrail, HEALTHY, planOf, resultAt, success } from '@/tests/support/decisions';
import { storedRefusal, valueOf } from '@/tests/support/outcomes';

const plan = planOf([success('revenue'), guardrail('latency', 0.02), guardrail('crashes')]);
const good = [resultAt('revenue', 3), resultAt('latency', 0, 3), resultAt('crashes', 0)];

function decided(of: ExperimentPlan, input: Partial<DecisionInput>): Decision {
  return valueOf(decide(of, { results: good, health: HEALTHY, progress: AT_THE_END, ...input }));
}
const codes = (decision: Decision) => decision.reasons.map(({ code, metric }) => `${code}:${metric ?? ''}`);
const withResult = (changed: ReturnType<typeof resultAt>) =>
  good
    .map((result) => (result.metric === changed.metric ? changed : result))
    .map((result) => (result.metric === 'latency' ? resultAt('latency', 0, 1) : result));

describe('the end of a run that ships nothing', () => {
  it('names the guardrail first that holds a variant back, whatever becomes of the others', () => {
    const two = { ...plan, treatments: ['b', 'c'] };
    const ofC = [
      resultAt('revenue', 3, undefined, 'c'),
      resultAt('latency', 0, 1, 'c'),
      resultAt('crashes', 0, undefined, 'c'),
    ];
    const withB = (z: number) => [...withResult(resultAt('revenue', z)), ...ofC];
    const decision = decided(two, { results: withB(0) });
    expect(decision.outcome).toBe('stop-guardrail');
    expect(codes(decision).slice(0, 2)).toEqual([
      'not-shown-non-inferior:latency',
      'significantly-better:revenue',
    ]);
    // What is better in a harmed variant holds nothing back; the harm of the other is said first.
    expect(decided(two, { results: withB(-4) }).outcome).toBe('stop-harm');
    const harmed = [...withResult(resultAt('revenue', 0)), ...ofC].map((one) =>
      one.metric === 'crashes' && one.variant === 'c' ? resultAt('crashes', -4, undefined, 'c') : one,
    );
    expect(decided(two, { results: harmed }).outcome).toBe('stop-harm');
  });

  it('is without effect where one of two success metrics has a figure, and cannot be said where none has', () => {
    const blind = { metric: 'revenue', variant: 'b', effect: storedRefusal('no-variance', 'equal values') };
    const two = planOf([success('revenue'), success('visits')]);
    expect(decided(two, { results: [blind, resultAt('visits', 0)] })).toMatchObject({
      outcome: 'stop-no-effect',
      powered: false,
    });
    expect(decided(two, { results: [blind] }).outcome).toBe('cannot-say');
  });
});
