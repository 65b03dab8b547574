import { describe, expect, it } from 'vitest';
import type { RunPlan } from '@/lib/model/run-configuration';
import { planOfRun } from '@/lib/decision/run-plan';
import { runMetric, runOf } from '@/tests/support/runs';

const methodOf = (plan: Partial<RunPlan>) => planOfRun(runOf(plan), {}).method;

describe('a run as the decision rule reads it', () => {
  it('has its treatments, its alpha for success and for harm, its power and two sides', () => {
    const plan = planOfRun(runOf({ alphaTwoSided: 0.1, power: 0.9 }), {});
    expect(plan).toMatchObject({
      treatments: ['treatment'],
      alpha: 0.1,
      alphaDeterioration: 0.1,
      power: 0.9,
      sides: 2,
    });
  });

  it('keeps the margin of a guardrail and of nothing else', () => {
    const { metrics } = planOfRun(
      runOf({}, [
        runMetric({ key: 'gain', relativeMargin: 0.02 }),
        runMetric({ key: 'latency', role: 'guardrail', relativeMargin: 0.03, direction: 'lower-is-better' }),
        runMetric({ key: 'crashes', role: 'guardrail' }),
      ]),
      {},
    );
    expect(metrics).toStrictEqual([
      { key: 'gain', role: 'success', higherIsBetter: true },
      { key: 'latency', role: 'guardrail', higherIsBetter: false, relativeMargin: 0.03 },
      { key: 'crashes', role: 'guardrail', higherIsBetter: true },
    ]);
  });

  it('gives a metric the mixing variance that was fixed for it', () => {
    const { metrics } = planOfRun(
      runOf({ method: 'always-valid' }, [runMetric(), runMetric({ key: 'visits' })]),
      { visits: 0.7 },
    );
    expect(metrics[0]).not.toHaveProperty('mixingVariance');
    expect(metrics[1]).toHaveProperty('mixingVariance', 0.7);
  });

  it('is looked at as it was planned', () => {
    expect(methodOf({ method: 'fixed' })).toEqual({ kind: 'fixed' });
    expect(methodOf({ method: 'always-valid' })).toEqual({ kind: 'always-valid' });
    expect(methodOf({ looks: 4 })).toEqual({
      kind: 'group-sequential',
      spending: 'obrien-fleming',
      looks: [0.25, 0.5, 0.75, 1],
    });
    expect(methodOf({ looks: 1, spending: 'pocock' })).toMatchObject({ spending: 'pocock', looks: [1] });
    expect(methodOf({ looks: 1, spending: 'power:2.50' })).toMatchObject({ spending: 'power:2.5' });
  });
});
