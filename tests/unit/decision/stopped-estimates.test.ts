import { describe, expect, it } from 'vitest';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import { valueOf } from '@/tests/support/outcomes';
import { analyseRun } from '@/lib/decision/analyse-run';
import { planOfRun } from '@/lib/decision/run-plan';
import { stoppedEstimates } from '@/lib/decision/stopped-estimates';
import type { AnalysisResult } from '@/lib/model/analysis-result';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { analysed, evidenceOf, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

const startedAt = new Date('2026-03-01T00:00:00Z');
const nothing = { ok: false, reason: 'no-variance', detail: '' } as const;
const arm = (n: number, mean: number): ArmFigures => ({ n, mean, variance: 4 });
const run = runOf({ looks: 2, spending: 'pocock' });
const three = { looks: 4, spending: 'pocock' } as const;

const atFirstLook = { ended: false, startedAt, now: startedAt, earlier: null, looksTaken: 0 };

/** All metrics +6 %, but one with figures of its own. */
function evidenceWith(plan: RunConfiguration, key: string, arms: readonly [ArmFigures, ArmFigures]) {
  const evidence = evidenceOf(plan, [arm(250, 10), arm(250, 10.6)]);
  const own = evidenceOf(plan, arms).metrics.get(key);
  if (own === undefined) throw new Error(`There is no metric ${key}.`);
  return { ...evidence, metrics: new Map([...evidence.metrics, [key, own]]) };
}

function withoutUpperEnd(result: AnalysisResult): AnalysisResult {
  const refused = cannotSay('not-computable', 'too-skewed-for-split');
  const metrics = result.metrics.map((metric) => ({
    ...metric,
    effects: metric.effects.map((one) => {
      const { lower, upper } = valueOf(one.ruleInterval ?? refused);
      const open = { ...upper, difference: refused, relative: refused };
      return { ...one, ruleInterval: say({ lower, upper: open }) };
    }),
  }));
  return { ...result, metrics };
}

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
    // A first look: the usual interval of the tests' levels, 2.5 % and 5 % over all looks, not the look's.
    expect(estimate.difference).toBeCloseTo(0.6, 9);
    expect(estimate.difference - estimate.interval.lower).toBeCloseTo(1.96473 * Math.sqrt(8 / 250), 4);
    expect(estimate.interval.upper - estimate.difference).toBeCloseTo(1.64792 * Math.sqrt(8 / 250), 4);
    expect(estimate.alphaOneSided).toEqual({ lower: 0.025, upper: 0.05 });
    expect(valueOf(estimate.relative).difference).toBeCloseTo(0.06, 9);
    const later = analysed(run, [arm(500, 10), arm(500, 10)], decision).decision;
    expect(later.stoppedEstimates).toEqual(decision.stoppedEstimates);
    const between = analysed(run, [arm(300, 10), arm(300, 10)], decision).decision;
    expect(between.stoppedEstimates).toEqual(decision.stoppedEstimates);
  });

  it('is nearer to no effect than what was measured at a later look, over the same size of the control mean', () => {
    const first = analysed(runOf(three), [arm(125, 10), arm(125, 10.1)]).decision;
    expect(first.stoppedEstimates).toBeUndefined();
    const { decision, result } = analysed(runOf(three), [arm(250, 10), arm(250, 10.6)], first);
    const [estimate] = decision.stoppedEstimates ?? [];
    const effect = valueOf(
      result.metrics[0]?.effects[0]?.effect ?? { ok: false, reason: 'no-variance', detail: '' },
    );
    if (estimate?.measuredRelative === undefined) throw new Error('There is no estimate.');
    expect(estimate.measured).toBe(effect.difference);
    // As the page has the change of that look.
    expect(valueOf(estimate.measuredRelative)).toBe(valueOf(effect.relative).difference);
    expect(estimate.difference).toBeLessThan(effect.difference);
    expect(estimate.difference).toBeGreaterThan(0.4);
    const relative = valueOf(estimate.relative);
    expect(relative.difference).toBeCloseTo(estimate.difference / 10, 12);
    expect(relative.interval.lower).toBeCloseTo(estimate.interval.lower / 10, 2);
    expect(relative.interval.upper).toBeCloseTo(estimate.interval.upper / 10, 2);
  });

  it('mirrors for a metric that should fall, and for what is shown to be worse', () => {
    const metrics = (higher: 'success' | 'guardrail') => [
      runMetric({ key: 'rising', role: higher }),
      runMetric({ key: 'falling', direction: 'lower-is-better' }),
    ];
    const fell = analysed(runOf(three, metrics('success')), [arm(250, 10), arm(250, 9)], null).decision;
    const [rising, falling] = fell.stoppedEstimates ?? [];
    expect([rising?.question, falling?.question]).toEqual(['worse', 'better']);
    // The end towards zero has the level of the test that rejected.
    expect(rising?.alphaOneSided).toEqual({ lower: 0.0125, upper: 0.025 });
    expect(falling?.alphaOneSided).toEqual({ lower: 0.025, upper: 0.0125 });
    for (const one of [rising, falling]) {
      expect(one?.interval.upper).toBeLessThan(0);
      expect(one?.stagewiseP).toBeLessThan(one?.alphaOneSided?.upper ?? NaN);
    }
    const harmed = analysed(runOf(three, metrics('guardrail')), [arm(250, 10), arm(250, 9)]).decision;
    expect(harmed.stoppedEstimates).toMatchObject([{ metric: 'rising', question: 'worse' }, {}]);
  });

  it('is none of what was not shown, whatever ended the run, nor of a guardrail with a margin', () => {
    const metrics = [
      runMetric({ key: 'revenue' }),
      runMetric({ key: 'noisy' }),
      runMetric({ key: 'held', role: 'guardrail', relativeMargin: 0.05 }),
    ];
    const plan = runOf({ looks: 2, spending: 'pocock' }, metrics);
    const noisy = [
      { n: 250, mean: 10, variance: 15 },
      { n: 250, mean: 10.8, variance: 15 },
    ] as const;
    const { decision, result } = analyseRun(plan, evidenceWith(plan, 'noisy', noisy), atFirstLook);
    expect(valueOf(decision.decision).outcome).toBe('ship');
    // By itself its p is below its level over all looks, and an interval at that level would deny that it is not shown.
    const p = valueOf(result.metrics[1]?.effects[0]?.effect ?? nothing).pGreater;
    expect(p).toBeLessThan(0.0125);
    expect(decision.stoppedEstimates).toMatchObject([{ metric: 'revenue' }]);
    expect(decision.stoppedRefusals).toBeUndefined();
  });

  it('is refused where the rule says no end, or its test is the exact one of few events', () => {
    const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
    const definition = { version: 2, event: 'purchase', where: [], window, covariate: null } as const;
    const metric: RunMetric = { ...runMetric(), kind: 'proportion', definition };
    const plan = runOf({ looks: 2, plannedUnits: 8_000 }, [metric]);
    const share = (mean: number) => ({ n: 2_000, mean, variance: (mean * (1 - mean) * 2_000) / 1_999 });
    const rare = analysed(plan, [share(0.01), share(0.04)]).decision;
    expect(rare.stoppedEstimates).toBeUndefined();
    expect(rare.stoppedRefusals).toMatchObject([
      { metric: 'revenue', look: 1, why: { message: 'stopped-estimate-of-few-events' } },
    ]);
    // Kept as it is by the looks to come.
    const later = analysed(plan, [share(0.05), share(0.05)], rare).decision;
    expect(later.stoppedRefusals).toEqual(rare.stoppedRefusals);
    expect(later.stoppedEstimates).toBeUndefined();
    const { decision, result } = analysed(run, [arm(250, 10), arm(250, 10.6)]);
    if (!decision.look.taken) throw new Error('No look was taken.');
    const skewed = withoutUpperEnd(result);
    const input = { plan: planOfRun(run, {}), result: skewed, look: decision.look, lookNumber: 1 };
    expect(
      stoppedEstimates(
        { ...input, decision: decision.decision },
        { stoppedEstimates: [], stoppedRefusals: [] },
      ),
    ).toMatchObject({
      stoppedEstimates: [],
      stoppedRefusals: [{ why: { message: 'too-skewed-for-split' } }],
    });
  });

  it('is none at the last look, of a fixed plan, nor at a look that somebody chose by ending the run', () => {
    const fixed = analysed(runOf({ method: 'fixed' }), [arm(500, 10), arm(500, 11)]).decision;
    expect(fixed.stoppedEstimates).toBeUndefined();
    expect(analysed(run, [arm(250, 10), arm(250, 10)]).decision.stoppedEstimates).toBeUndefined();
    const atEnd = analysed(run, [arm(500, 10), arm(500, 11)]).decision;
    expect(valueOf(atEnd.decision).outcome).toBe('ship');
    expect(atEnd.stoppedEstimates).toBeUndefined();
    const chosen = analysed(run, [arm(299, 10), arm(299, 11)], null, { ended: true }).decision;
    expect(chosen.look).toMatchObject({ taken: true, isOfUnplannedEnd: true });
    expect(valueOf(chosen.decision).outcome).toBe('ship');
    expect(chosen.stoppedEstimates).toBeUndefined();
    // 14 of 14 days: all of the error is spent.
    const days = runOf({ looks: 2, spending: 'pocock', plannedDays: 14 });
    const endedAt = new Date('2026-03-15T00:00:00Z');
    const onTime = analysed(days, [arm(250, 10), arm(250, 11)], null, { ended: true, endedAt }).decision;
    expect(valueOf(onTime.decision).outcome).toBe('ship');
    expect(onTime.look).toEqual({
      taken: true,
      lookFractions: [1],
      informationFraction: 0.5,
      metricFractions: { revenue: [0.5] },
    });
    expect(onTime.stoppedEstimates).toBeUndefined();
  });

  it('is forgotten where somebody ends a run of which the rule had concluded nothing', () => {
    const metrics = [runMetric(), runMetric({ key: 'held', role: 'guardrail', relativeMargin: 0.02 })];
    const plan = runOf(three, metrics);
    const noisy = [
      { n: 250, mean: 10, variance: 99 },
      { n: 250, mean: 10, variance: 99 },
    ] as const;
    const evidence = evidenceWith(plan, 'held', noisy);
    const first = analyseRun(plan, evidence, atFirstLook).decision;
    expect(valueOf(first.decision).outcome).toBe('keep-running');
    expect(first.stoppedEstimates).toHaveLength(1);
    const afterwards = { ...atFirstLook, ended: true, earlier: first, looksTaken: 1 };
    const ended = analyseRun(plan, evidence, afterwards).decision;
    expect(valueOf(ended.decision).outcome).toBe('stop-guardrail');
    expect(ended.stoppedEstimates).toBeUndefined();
  });
});
