import { describe, expect, it } from 'vitest';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

const arm = (n: number, mean: number): ArmFigures => ({ n, mean, variance: 4 });
const run = runOf({ looks: 2, spending: 'pocock' });

describe('an estimate that allows for the early stop', () => {
  it('is stored with the decision of the look at which the effect was shown, and stays', () => {
    const { decision } = analysed(run, [arm(250, 10), arm(250, 10.6)]);
    expect(valueOf(decision.decision).outcome).toBe('ship');
    const [estimate] = decision.stoppedEstimates ?? [];
    if (estimate === undefined) throw new Error('There is no estimate.');
    expect(estimate).toMatchObject({
      metric: 'revenue',
      contrast: { treatment: 'treatment', reference: 'control' },
      look: 1,
      informationFraction: 0.5,
    });
    // A first look: the usual 95 % interval, not the look's.
    expect(estimate.difference).toBeCloseTo(0.6, 9);
    expect(estimate.interval.upper - estimate.difference).toBeCloseTo(1.96473 * Math.sqrt(8 / 250), 4);
    expect(valueOf(estimate.relative).difference).toBeCloseTo(0.06, 9);
    const later = analysed(run, [arm(500, 10), arm(500, 10)], decision).decision;
    expect(later.stoppedEstimates).toEqual(decision.stoppedEstimates);
    const between = analysed(run, [arm(300, 10), arm(300, 10)], decision).decision;
    expect(between.stoppedEstimates).toEqual(decision.stoppedEstimates);
  });

  it('is nearer to no effect than what was measured at a later look, relative change and interval alike', () => {
    const first = analysed(run, [arm(250, 10), arm(250, 10.1)]).decision;
    expect(first.stoppedEstimates).toBeUndefined();
    const { decision, result } = analysed(run, [arm(500, 10), arm(500, 10.4)], first);
    const [estimate] = decision.stoppedEstimates ?? [];
    const effect = valueOf(
      result.metrics[0]?.effects[0]?.effect ?? { ok: false, reason: 'no-variance', detail: '' },
    );
    if (estimate === undefined) throw new Error('There is no estimate.');
    expect(estimate.measured).toBe(effect.difference);
    expect(estimate.difference).toBeLessThan(effect.difference);
    expect(estimate.difference).toBeGreaterThan(0.3);
    const relative = valueOf(estimate.relative);
    expect(relative.difference).toBeCloseTo(estimate.difference / 10, 3);
    expect(relative.interval.lower).toBeCloseTo(estimate.interval.lower / 10, 3);
    expect(relative.interval.upper).toBeCloseTo(estimate.interval.upper / 10, 2);
  });

  it('mirrors for a metric that should fall, and points to harm for a guardrail', () => {
    const metrics = [
      runMetric({ key: 'latency', direction: 'lower-is-better' }),
      runMetric({ key: 'errors', role: 'guardrail', direction: 'lower-is-better' }),
    ];
    const falling = runOf({ looks: 2, spending: 'pocock' }, metrics);
    const first = analysed(falling, [arm(250, 10), arm(250, 9.9)]).decision;
    const { decision } = analysed(falling, [arm(500, 10), arm(500, 9.6)], first);
    const [latency, errors] = decision.stoppedEstimates ?? [];
    expect(latency?.difference).toBeGreaterThan(-0.4);
    expect(latency?.difference).toBeLessThan(-0.3);
    expect(latency?.stagewiseP).toBeLessThan(0.05);
    expect(errors?.stagewiseP).toBeGreaterThan(0.9);
    expect(errors?.interval.lower).toBeLessThan(errors?.difference ?? NaN);
  });

  it('is none of plans without looks of their own, nor before anything ends', () => {
    const fixed = analysed(runOf({ method: 'fixed' }), [arm(500, 10), arm(500, 11)]).decision;
    expect(fixed.stoppedEstimates).toBeUndefined();
    expect(analysed(run, [arm(250, 10), arm(250, 10)]).decision.stoppedEstimates).toBeUndefined();
    expect(analysed(run, [arm(500, 10), arm(500, 10)]).decision.stoppedEstimates).toHaveLength(1);
  });
});
