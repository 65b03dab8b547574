import { describe, expect, it } from 'vitest';
import type { AnalysisResult } from '@/lib/analysis/analysis-result';
import type { RunDecision } from '@/lib/decision/analyse-run';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { studentTIsf } from '@/lib/statistics/distributions/student-t';
import { alwaysValidInference } from '@/lib/statistics/sequential/always-valid';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

const arm = (n: number, mean: number): ArmFigures => ({ n, mean, variance: 4 });
const effectOf = (result: AnalysisResult) => {
  const found = result.metrics[0]?.effects[0]?.effect;
  if (found === undefined) throw new Error('There is no effect.');
  return found;
};
const outcomeOf = ({ decision }: RunDecision) => (decision.ok ? decision.value.outcome : decision.reason);

describe('what may be read of a run', () => {
  const run = runOf({});

  it('is nothing between looks: no figure of an effect leaves the analysis', () => {
    const { result, decision } = analysed(run, [arm(80, 10), arm(80, 12)]);
    expect(effectOf(result)).toMatchObject({ ok: false, reason: 'look-not-reached' });
    expect(decision).toMatchObject({ look: { taken: false, why: 'too-early' } });
    expect(valueOf(decision.decision)).toEqual({
      outcome: 'keep-running',
      variant: null,
      reasons: [
        expect.objectContaining({
          code: 'look-not-reached',
          figures: { informationFraction: 0.16, firstLook: 0.2 },
        }),
      ],
      powered: false,
      significant: [],
    });
    expect(result.metrics[0]?.effects[0]?.effect).toMatchObject({
      detail: 'Effects are read at the looks of the plan.',
    });
  });

  it('waits without figures where no size was planned, or nobody has come', () => {
    const unplanned = analysed(runOf({ plannedUnits: null }), [arm(80, 10), arm(80, 12)]).decision;
    expect(valueOf(unplanned.decision)).toMatchObject({ outcome: 'keep-running', reasons: [] });
    const empty = analysed(run, [arm(0, 0), arm(0, 0)]).decision;
    expect(empty.look).toMatchObject({ taken: false, why: 'no-units', informationFraction: 0 });
    expect(valueOf(empty.decision)).toMatchObject({ outcome: 'keep-running', reasons: [] });
  });

  it('is the repeated interval at a look: the published first bound of five, and Student t for it', () => {
    const { result, decision } = analysed(run, [arm(100, 10), arm(100, 10.5)]);
    expect(decision.look).toMatchObject({ taken: true, lookFractions: [0.2] });
    const { difference, interval, standardError, degreesOfFreedom } = valueOf(effectOf(result));
    const critical = studentTIsf(normalSf(4.8769), degreesOfFreedom);
    expect((interval.upper - difference) / standardError).toBeCloseTo(critical, 3);
  });

  it('is the plan’s own interval at the only look of a fixed plan', () => {
    const { result } = analysed(runOf({ method: 'fixed' }), [arm(500, 10), arm(500, 10.5)]);
    const { difference, interval, standardError, degreesOfFreedom } = valueOf(effectOf(result));
    expect((interval.upper - difference) / standardError).toBeCloseTo(
      studentTIsf(0.025, degreesOfFreedom),
      9,
    );
  });

  it('is the always-valid interval of a plan that may be read at any time, its tau kept from the first', () => {
    const valid = runOf({ method: 'always-valid' });
    const first = analysed(valid, [arm(50, 10), arm(50, 10.5)]).decision;
    const { result, decision } = analysed(valid, [arm(400, 10), arm(420, 10.5)], first);
    const mixingVariance = first.mixingVariances['revenue'] ?? 0;
    expect(mixingVariance).toBeGreaterThan(0);
    expect(decision.mixingVariances).toEqual(first.mixingVariances);
    expect(analysed(run, [arm(100, 10), arm(100, 10.5)]).decision.mixingVariances).toEqual({});
    const { difference, interval, standardError } = valueOf(effectOf(result));
    const expected = valueOf(
      alwaysValidInference({ difference, standardError, mixingVariance, alphaTwoSided: 0.05 }),
    );
    // Student's t for the normal's tail: wider by a little, never narrower.
    const ratio = (interval.upper - difference) / (expected.interval.upper - difference);
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1.01);
  });
});

describe('an always-valid plan before there is enough to know a spread by', () => {
  it('shows no effect, fixes no tau and keeps running', () => {
    const { result, decision } = analysed(runOf({ method: 'always-valid' }), [arm(20, 10), arm(20, 12)]);
    expect(effectOf(result)).toMatchObject({ ok: false, reason: 'look-not-reached' });
    expect(decision).toMatchObject({ look: { taken: false, why: 'too-early' }, mixingVariances: {} });
    expect(outcomeOf(decision)).toBe('keep-running');
  });
});

describe('the decision about a run', () => {
  const run = runOf({ looks: 2 });

  it('is kept between looks, and a test once significant stays so', () => {
    const first = analysed(run, [arm(250, 10), arm(250, 11)]).decision;
    expect(outcomeOf(first)).toBe('ship');
    const between = analysed(run, [arm(300, 10), arm(300, 10)], first);
    expect(between.decision.decision).toEqual(first.decision);
    const last = analysed(run, [arm(500, 10), arm(500, 10)], first).decision;
    expect(last.look).toMatchObject({ taken: true, lookFractions: [0.5, 1] });
    expect(valueOf(last.decision).reasons[0]?.figures['look']).toBe(1);
    expect(outcomeOf(last)).toBe('ship');
    const unhurried = analysed(run, [arm(500, 10), arm(500, 10)]).decision;
    expect(outcomeOf(unhurried)).toBe('stop-no-effect');
  });

  it('is invalid where the split is broken or units met two variants, and no look is spent on it', () => {
    const split = analysed(run, [arm(250, 10), arm(400, 11)]);
    expect(outcomeOf(split.decision)).toBe('invalid');
    expect(split.decision.look).toMatchObject({ taken: false, why: 'unhealthy' });
    expect(effectOf(split.result).ok).toBe(false);
    const twice = analysed(run, [arm(250, 10), arm(250, 11)], null, { unitsInTwoVariants: 6 });
    expect(outcomeOf(twice.decision)).toBe('invalid');
    expect(valueOf(twice.decision.decision).reasons[0]?.figures['share']).toBe(6 / 506);
    // 5 of 505 units are .0099: the ones seen twice count among all.
    const few = analysed(run, [arm(250, 10), arm(250, 11)], null, { unitsInTwoVariants: 5 });
    expect(outcomeOf(few.decision)).toBe('ship');
  });

  it('is not made by effects across a change of the weights, which mix times and variants; a look before it stands', () => {
    // 900 and 100 units at 20 and 23 %, then 500 and 500 at 10 and 12 %: better in both periods, and worse in the sum.
    const share = (n: number, mean: number): ArmFigures => ({ n, mean, variance: mean * (1 - mean) });
    const arms = [share(1_400, 230 / 1_400), share(600, 83 / 600)] as const;
    const changed = { splitChangedAt: new Date('2026-03-02T00:00:00Z') };
    const { result, decision } = analysed(run, arms, null, changed);
    expect(effectOf(result)).toMatchObject({ ok: false, reason: 'split-changed' });
    expect(decision).toMatchObject({
      look: { taken: false, why: 'split-changed' },
      decision: { ok: false, reason: 'split-changed' },
    });
    const before = analysed(run, [arm(250, 10), arm(250, 11)]).decision;
    expect(analysed(run, arms, before, changed).decision.decision).toEqual(before.decision);
  });

  it('holds a guardrail against its margin at the level of the look', () => {
    const metrics = [runMetric(), runMetric({ key: 'latency', role: 'guardrail', relativeMargin: 0.02 })];
    const guarded = runOf({ looks: 1 }, metrics);
    const { result, decision } = analysed(guarded, [arm(500, 10), arm(500, 11)]);
    expect(result.metrics[1]?.effects[0]?.nonInferiority).toMatchObject({
      ok: true,
      value: { nonInferior: true },
    });
    expect(outcomeOf(decision)).toBe('ship');
    // Without a margin there is nothing to be inferior to.
    expect(result.metrics[0]?.effects[0]).not.toHaveProperty('nonInferiority');
    const worse = analysed(guarded, [arm(500, 11), arm(500, 10)]).decision;
    expect(outcomeOf(worse)).toBe('stop-harm');
  });

  it('cannot be made by a plan that nothing can win, and says so', () => {
    const hopeless = runOf({ looks: 1 }, [runMetric({ role: 'quality' })]);
    const { decision } = analysed(hopeless, [arm(500, 10), arm(500, 10)]).decision;
    expect(decision).toMatchObject({ ok: false, reason: 'invalid-input' });
  });

  it('ends without a conclusion when the run ended early, and never says to keep running', () => {
    const { decision } = analysed(run, [arm(100, 10), arm(100, 10)], null, { ended: true });
    expect(decision.look).toEqual({ taken: true, lookFractions: [1], informationFraction: 0.2 });
    expect(valueOf(decision.decision)).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    const empty = analysed(run, [arm(0, 0), arm(0, 0)], null, { ended: true }).decision;
    expect(valueOf(empty.decision)).toMatchObject({ outcome: 'stop-no-effect', powered: false });
  });
});
