import { describe, expect, it } from 'vitest';
import type { AnalysisResult } from '@/lib/model/analysis-result';
import type { RunDecision } from '@/lib/model/decision';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { studentTIsf } from '@/lib/statistics/distributions/student-t';
import { alwaysValidInference } from '@/lib/statistics/sequential/always-valid';
import { analyseRun } from '@/lib/decision/analyse-run';
import { saying, valueOf } from '@/tests/support/outcomes';
import { analysed, evidenceOf, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

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
      verdicts: [],
      answers: [],
    });
    expect(effectOf(result)).toEqual(
      saying('look-not-reached', 'Effects are read at the looks of the plan.'),
    );
  });

  it('waits without figures where no size was planned, or nobody has come', () => {
    const unplanned = analysed(runOf({ plannedUnits: null }), [arm(80, 10), arm(80, 12)]).decision;
    expect(valueOf(unplanned.decision)).toMatchObject({ outcome: 'keep-running', reasons: [] });
    const empty = analysed(run, [arm(0, 0), arm(0, 0)]).decision;
    expect(empty.look).toMatchObject({ taken: false, why: 'no-units', informationFraction: 0 });
    expect(valueOf(empty.decision)).toMatchObject({ outcome: 'keep-running', reasons: [] });
  });

  const endsOf = ({ metrics }: AnalysisResult) => {
    const found = metrics[0]?.effects[0]?.ruleInterval;
    if (found === undefined) throw new Error('There is no interval of the rule.');
    return valueOf(found);
  };

  it('is the plain interval of the metric alone, and beside it the one that the rule goes by at a look', () => {
    const { result, decision } = analysed(run, [arm(100, 10), arm(100, 10.5)]);
    expect(decision.look).toMatchObject({ taken: true, lookFractions: [0.2] });
    const { difference, interval, standardError, degreesOfFreedom } = valueOf(effectOf(result));
    expect((interval.upper - difference) / standardError).toBeCloseTo(
      studentTIsf(0.025, degreesOfFreedom),
      9,
    );
    const { lower, upper } = endsOf(result);
    expect(lower).toMatchObject({ question: 'better', alphaOneSided: 0.025 });
    expect(upper).toMatchObject({ question: 'worse', alphaOneSided: 0.05 });
    // The published first bound of five at one-sided .025, and Student's t for it.
    const critical = studentTIsf(normalSf(4.8769), degreesOfFreedom);
    expect((difference - valueOf(lower.difference)) / standardError).toBeCloseTo(critical, 3);
    expect(lower.alphaOneSidedAtLook).toBeCloseTo(normalSf(4.8769), 8);
    // One-sided .05 spends 2 (1 - Phi(1.95996 / sqrt .2)) = 1.17264e-5 there.
    expect(upper.alphaOneSidedAtLook).toBeCloseTo(1.17264e-5, 8);
  });

  it('has the levels of a fixed plan’s tests at its only look', () => {
    const { result } = analysed(runOf({ method: 'fixed' }), [arm(500, 10), arm(500, 10.5)]);
    const { difference, standardError, degreesOfFreedom } = valueOf(effectOf(result));
    const { lower, upper } = endsOf(result);
    const reach = (end: number) => Math.abs(end - difference) / standardError;
    expect(reach(valueOf(lower.difference))).toBeCloseTo(studentTIsf(0.025, degreesOfFreedom), 9);
    expect(reach(valueOf(upper.difference))).toBeCloseTo(studentTIsf(0.05, degreesOfFreedom), 9);
  });

  it('is the always-valid interval of a plan that may be read at any time, its tau kept from the first', () => {
    const valid = runOf({ method: 'always-valid' });
    const first = analysed(valid, [arm(50, 10), arm(50, 10.5)]).decision;
    const { result, decision } = analysed(valid, [arm(400, 10), arm(420, 10.5)], first);
    const mixingVariance = first.mixingVariances['revenue'] ?? 0;
    expect(mixingVariance).toBeGreaterThan(0);
    expect(decision.mixingVariances).toEqual(first.mixingVariances);
    expect(analysed(run, [arm(100, 10), arm(100, 10.5)]).decision.mixingVariances).toEqual({});
    const { difference, standardError, degreesOfFreedom } = valueOf(effectOf(result));
    // The mixture's bound is one of normal statistics: a Student t reaches it where it has the same tail.
    const at = (alphaTwoSided: number) => {
      const input = { difference: 0, standardError, mixingVariance, alphaTwoSided };
      const reach = valueOf(alwaysValidInference(input)).interval.upper / standardError;
      const halfWidth = standardError * studentTIsf(normalSf(reach), degreesOfFreedom);
      return { lower: difference - halfWidth, upper: difference + halfWidth };
    };
    const { lower, upper } = endsOf(result);
    expect(valueOf(lower.difference)).toBeCloseTo(at(0.05).lower, 12);
    expect(valueOf(upper.difference)).toBeCloseTo(at(0.1).upper, 12);
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

describe('an always-valid plan', () => {
  it('is decided although a guardrail has no variance: that one alone cannot say', () => {
    const metrics = [runMetric(), runMetric({ key: 'errors', role: 'guardrail' })];
    const configuration = runOf({ method: 'always-valid' }, metrics);
    const evidence = evidenceOf(configuration, [arm(500, 10), arm(500, 11)]);
    const still = evidenceOf(configuration, [
      { n: 500, mean: 0, variance: 0 },
      { n: 500, mean: 0, variance: 0 },
    ]).metrics.get('errors');
    if (still === undefined) throw new Error('There is no guardrail.');
    const { result, decision } = analyseRun(
      configuration,
      { ...evidence, metrics: new Map([...evidence.metrics, ['errors', still]]) },
      { ended: false, startedAt: new Date(0), now: new Date(0), earlier: null, looksTaken: 0 },
    );
    expect(effectOf(result).ok).toBe(true);
    expect(result.metrics[1]?.effects[0]?.effect).toMatchObject({ ok: false, reason: 'no-variance' });
    expect(decision.mixingVariances).not.toHaveProperty('errors');
    expect(outcomeOf(decision)).toBe('ship');
  });

  it('without a planned size ships, says harm or goes on, and never ends without effect while it runs', () => {
    const open = runOf({ method: 'always-valid', plannedUnits: null });
    const outcomes = [9, 9.9, 10, 10.1, 11].map((mean) =>
      outcomeOf(analysed(open, [arm(600, 10), arm(600, mean)]).decision),
    );
    expect(outcomes).toEqual(['stop-harm', 'keep-running', 'keep-running', 'keep-running', 'ship']);
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

  describe('of a run whose weights changed', () => {
    // 900 and 100 units at 20 and 23 %, then 500 and 500 at 10 and 12 %: better in both periods, and worse in the sum.
    const share = (n: number, mean: number): ArmFigures => ({
      n,
      mean,
      variance: (mean * (1 - mean) * n) / (n - 1),
    });
    const early = [share(900, 0.2), share(100, 0.23)] as const;
    const late = [share(500, 0.1), share(500, 0.12)] as const;
    const arms = [share(1_400, 230 / 1_400), share(600, 83 / 600)] as const;
    const period = (of: typeof early, shares: readonly number[], isComparable: boolean) => ({
      ...{ from: new Date('2026-03-01'), until: null, shares, isComparable },
      units: of.map(({ n }) => n),
      metrics: evidenceOf(run, of).metrics,
    });
    const periods = (isComparable: boolean) => [
      period(early, [0.9, 0.1], true),
      period(late, [0.5, 0.5], isComparable),
    ];

    it('compares within periods, weighted by their units, and tests the split of each', () => {
      const { result, decision } = analysed(run, arms, null, { weightPeriods: periods(true) });
      const effect = valueOf(effectOf(result));
      // By hand, and statsmodels 0.14.4: sum of w_k d_k, squared weights for the variances.
      expect(effect.difference).toBeCloseTo(0.025, 12);
      expect(effect.standardError).toBeCloseTo(0.02428, 4);
      expect(effect.pTwoSided).toBeCloseTo(0.303, 2);
      expect(decision.look.taken).toBe(true);
      expect(outcomeOf(decision)).not.toBe('stop-harm');
      expect(result.metrics[0]?.arms.map(({ mean, strata }) => [mean, strata?.map(({ n }) => n)])).toEqual([
        [expect.closeTo(0.15, 12), [900, 500]],
        [expect.closeTo(0.175, 12), [100, 500]],
      ]);
      expect(result.health).toMatchObject({
        sampleRatio: { ok: true, value: { p: 1, degreesOfFreedom: 2 } },
        periodRatios: [{ units: [900, 100] }, { units: [500, 500] }],
      });
      expect(result.variants.map(({ expectedShare }) => expectedShare)).toEqual([0.7, 0.3]);
    });

    it('makes no look where first exposures of a period are no fair comparison; a look before it stands', () => {
      const changed = { weightPeriods: periods(false) };
      const { result, decision } = analysed(run, arms, null, changed);
      expect(effectOf(result)).toMatchObject({ ok: false, reason: 'split-changed' });
      expect(decision).toMatchObject({
        look: { taken: false, why: 'split-changed' },
        decision: { ok: false, reason: 'split-changed' },
      });
      const before = analysed(run, [arm(250, 10), arm(250, 11)]).decision;
      expect(analysed(run, arms, before, changed).decision.decision).toEqual(before.decision);
    });

    it('makes no look where a metric cannot be put together from periods, since a decision needs all of them', () => {
      const capped = runMetric({ key: 'capped' });
      if (capped.kind !== 'sum') throw new Error('The metric is a sum.');
      const metrics = [runMetric(), { ...capped, definition: { ...capped.definition, winsorisation: 0.9 } }];
      const { look } = analysed(runOf({}, metrics), arms, null, { weightPeriods: periods(true) }).decision;
      expect(look).toMatchObject({ taken: false, why: 'split-changed' });
    });

    it('is invalid where the split of one period is broken', () => {
      const [first, second] = periods(true);
      const broken = first && second ? [{ ...first, units: [500, 500] }, second] : [];
      expect(analysed(run, arms, null, { weightPeriods: broken }).decision).toMatchObject({
        look: { why: 'unhealthy' },
        decision: { value: { outcome: 'invalid' } },
      });
    });
  });

  it('holds a guardrail against its margin at the level of the look', () => {
    const metrics = [runMetric(), runMetric({ key: 'latency', role: 'guardrail', relativeMargin: 0.02 })];
    const guarded = runOf({ looks: 1 }, metrics);
    const { result, decision } = analysed(guarded, [arm(500, 10), arm(500, 11)]);
    expect(result.metrics[1]?.effects[0]?.nonInferiority).toMatchObject({ ok: true });
    const answers = valueOf(decision.decision).answers.filter(({ metric }) => metric === 'latency');
    expect(answers.map(({ question, rejected }) => [question, rejected])).toEqual([
      ['worse', false],
      ['non-inferior', true],
      ['beyond-margin', false],
    ]);
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
    expect(decision.look).toEqual({
      taken: true,
      lookFractions: [0.2],
      isOfUnplannedEnd: true,
      informationFraction: 0.2,
    });
    expect(valueOf(decision.decision)).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    const empty = analysed(run, [arm(0, 0), arm(0, 0)], null, { ended: true }).decision;
    expect(valueOf(empty.decision)).toMatchObject({ outcome: 'cannot-say', powered: false });
  });
});
