import { describe, expect, it } from 'vitest';
import { verdict } from '@/lib/charts/verdict';
import { analyseRun, type RunInstant } from '@/lib/decision/analyse-run';
import { decide } from '@/lib/decision/decide';
import { lastLookAt } from '@/lib/decision/futility';
import { programOf } from '@/lib/decision/program';
import { parseStoredDecision, type RunDecision } from '@/lib/model/decision';
import type { RunConfiguration } from '@/lib/model/run-configuration';
import {
  AT_THE_END,
  guardrail,
  HEALTHY,
  planOf,
  resultAt,
  smallerAt,
  success,
} from '@/tests/support/decisions';
import { expectRelative, saying, valueOf } from '@/tests/support/outcomes';
import { analysed, evidenceOf, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

const arm = (n: number, mean: number): ArmFigures => ({ n, mean, variance: 100 });
const metric = runMetric({ minimumEffectRelative: 0.05 });
const stating = (plan: Parameters<typeof runOf>[0], least: number | null = 0.1): RunConfiguration => ({
  ...runOf(plan, [metric]),
  leastConditionalPower: least,
});
const twoLooks = stating({ looks: 2, plannedUnits: 12_000 });
const decisionOf = ({ decision }: RunDecision) => valueOf(decision);
const powersOf = (decision: RunDecision) =>
  (decisionOf(decision).futility?.powers ?? []).map(({ conditionalPower }) => valueOf(conditionalPower));

function told(run: RunConfiguration, analysis: ReturnType<typeof analysed>, running = true) {
  const newest = { ...analysis, lookNumber: 1 };
  return verdict({ plan: run.plan, running, newest, look: newest });
}

describe('conditional power at a look', () => {
  // scipy 1.17.1: z = norm.isf(t.sf(d / se, 2n - 2)); the last bound by its own recursive integration of the spending function;
  // drift = 0.05 m0 / se / sqrt(t); norm.sf((b - z sqrt(t) - drift (1 - t)) / sqrt(1 - t)).
  it('is the chance to be shown better at the planned end, under the plan and under the trend', () => {
    const { decision } = analysed(twoLooks, [arm(3_000, 10), arm(3_000, 9.82)]);
    const [power] = powersOf(decision);
    if (power === undefined) expect.fail();
    const { z, informationFraction, finalBound, plannedDrift, planned, currentTrend } = power;
    expect([informationFraction, power.plannedEffectRelative]).toEqual([0.5, 0.05]);
    expectRelative(
      [z, finalBound, plannedDrift, planned, currentTrend],
      [
        -0.697093825535217, 1.9685956402615639, 2.7386127875258306, 0.06121948936931925,
        1.4691112687668006e-5,
      ],
      1e-6,
    );
  });

  it('takes the looks in between as planned', () => {
    const run = stating({ looks: 5, plannedUnits: 25_000 });
    const { decision } = analysed(run, [arm(2_500, 10), arm(2_500, 10)]);
    const later = analysed(run, [arm(5_000, 10), arm(5_000, 9.75)], decision).decision;
    expectRelative(
      powersOf(later).flatMap(({ finalBound, planned }) => [finalBound, planned]),
      [2.0310318652031176, 0.2807064946594219],
      1e-6,
    );
    expect(decisionOf(later).outcome).toBe('keep-running');
  });

  it('lets a metric that knows more than the slowest one keep its lead', () => {
    const slowest = { ...success('another'), role: 'guardrail' as const };
    const plan = planOf([{ ...success('revenue'), minimumEffectRelative: 0.05 }, slowest], {
      method: { kind: 'group-sequential', spending: 'obrien-fleming', looks: [0.2, 0.4, 0.6, 0.8, 1] },
      sides: 2,
      leastConditionalPower: 0.1,
    });
    const lookOf = valueOf(lastLookAt(plan, [0.2, 0.4], { revenue: [0.3, 0.5] }));
    const { informationFraction, finalBound } = lookOf?.('revenue') ?? {};
    expectRelative([informationFraction ?? NaN, finalBound ?? NaN], [0.5 / 1.1, 2.023266615627565], 1e-6);
    expect(lookOf?.('another').informationFraction).toBeCloseTo(0.4, 12);
  });

  it('is the same of a metric that is better when lower', () => {
    const lower = { ...twoLooks, metrics: [{ ...metric, direction: 'lower-is-better' as const }] };
    const up = analysed(twoLooks, [arm(3_000, 10), arm(3_000, 9.82)]).decision;
    const down = analysed(lower, [arm(3_000, 10), arm(3_000, 10.18)]).decision;
    const figures = (decision: RunDecision) => powersOf(decision).flatMap((one) => Object.values(one));
    expectRelative(figures(down), figures(up), 1e-9);
  });

  it('is not asked at the last look, of an ended run, nor of a plan that does not state it', () => {
    const arms = [arm(3_000, 10), arm(3_000, 9.82)] as const;
    const ended = analysed(twoLooks, [arm(3_000, 10), arm(3_000, 9.82)], null, { ended: true });
    expect(decisionOf(ended.decision)).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    const last = analysed(twoLooks, [arm(6_000, 10), arm(6_000, 9.9)]);
    const silent = analysed(stating({ looks: 2, plannedUnits: 12_000 }, null), [...arms]);
    const before = analysed(runOf({ looks: 2, plannedUnits: 12_000 }, [metric]), [...arms]);
    for (const { decision } of [ended, last, silent, before])
      expect(decisionOf(decision).futility).toBeUndefined();
    expect(decisionOf(silent.decision)).toEqual(decisionOf(before.decision));
    expect(decisionOf(silent.decision).outcome).toBe('keep-running');
  });
});

describe('stopping for futility', () => {
  const low = analysed(twoLooks, [arm(3_000, 10), arm(3_000, 9.82)]);

  it('is recommended where every variant is below the limit, and says neither that there is no effect nor that one is ruled out', () => {
    expect(decisionOf(low.decision)).toMatchObject({
      outcome: 'stop-futility',
      powered: false,
      variant: null,
      verdicts: [{ verdict: 'futile' }],
      futility: { leastConditionalPower: 0.1 },
    });
    const { headline, facts, rule } = told(twoLooks, low);
    expect(headline).toBe(
      'Stop for futility: even if the improvement were 5\u202f%, only a 6.12\u202f% chance is left of showing it',
    );
    expect(facts[0]).toContain('running on to the planned end is allowed');
    expect(rule?.[0]).toBe(
      'Even if the improvement of Revenue in treatment were 5\u202f%, the chance to show it by the planned end would be 6.12\u202f% (advice to stop below 10\u202f%; if it is as measured so far, below 0.1\u202f%).',
    );
    expect([headline, ...(rule ?? [])].join(' ')).not.toMatch(/no effect|is ruled out/);
  });

  it('is not recommended at or above the limit, and says what is left', () => {
    const above = analysed(stating({ looks: 2, plannedUnits: 12_000 }, 0.03), [
      arm(3_000, 10),
      arm(3_000, 9.82),
    ]);
    expect(decisionOf(above.decision)).toMatchObject({
      outcome: 'keep-running',
      verdicts: [{ verdict: 'undecided' }],
    });
    expect(told(twoLooks, above).rule?.at(-1)).toMatch(
      /^If the improvement of Revenue .* would be 6\.12\u202f%/,
    );
  });

  it('changes no level: who runs on has the answers of the plan without it', () => {
    const without = runOf({ looks: 2, plannedUnits: 12_000 }, [metric]);
    const arms = [arm(6_000, 10), arm(6_000, 10.5)] as const;
    const before = analysed(without, [arm(3_000, 10), arm(3_000, 9.82)]).decision;
    const ran = decisionOf(analysed(twoLooks, [...arms], low.decision).decision);
    expect(ran.outcome).toBe('ship');
    expect(ran).toEqual(decisionOf(analysed(without, [...arms], before).decision));
  });

  it('settles no estimate that allows for the stop, as nobody has to stop', () => {
    expect(low.decision.stoppedEstimates).toBeUndefined();
  });

  it('teaches nothing by itself: the program counts it as inconclusive', () => {
    const { counts, learningRate } = programOf([{ identity: 'a', decision: low.decision, result: null }]);
    expect(counts).toMatchObject({ inconclusive: 1, 'powered-neutral': 0, harmed: 0 });
    expect(valueOf(learningRate)).toBe(0);
  });

  it('stays the last word of a run that ended between looks, and waits for a look that is to come', () => {
    const instant = (changes: Partial<RunInstant> = {}): RunInstant => {
      const [startedAt, now] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-03-09T00:00:00Z')];
      return { ended: true, startedAt, now, earlier: low.decision, looksTaken: 1, ...changes };
    };
    const evidence = evidenceOf(twoLooks, [arm(3_000, 10), arm(3_000, 9.82)]);
    const ended = analyseRun(twoLooks, evidence, instant());
    expect(ended.decision.look.taken).toBe(false);
    expect(decisionOf(ended.decision)).toEqual(decisionOf(low.decision));
    const newest = { ...ended, lookNumber: null };
    const look = { ...low, lookNumber: 1 };
    expect(verdict({ plan: twoLooks.plan, running: false, newest, look }).headline).toBe(
      'Ended after advice to stop for futility: even if the improvement were 5\u202f%, only a 6.12\u202f% chance was left of showing it',
    );
    const more = evidenceOf(twoLooks, [arm(3_100, 10), arm(3_100, 9.82)]);
    const read = more.metrics.get('revenue');
    if (read?.ok !== true) expect.fail();
    const waiting = { ...read, arms: read.arms.map((one) => ({ ...one, n: 2_990, waiting: 110 })) };
    const open = analyseRun(twoLooks, { ...more, metrics: new Map([['revenue', waiting]]) }, instant());
    expect(open.decision.decision).toMatchObject({ ok: false, reason: 'look-not-reached' });
  });

  it('is read back as it was stored, and decisions of before have none of it', () => {
    const stored: unknown = JSON.parse(JSON.stringify(low.decision));
    expect(parseStoredDecision(stored)).toEqual(stored);
    const { futility: _, ...before } = decisionOf(low.decision);
    const old: unknown = JSON.parse(
      JSON.stringify({
        ...low.decision,
        decision: { ok: true, value: { ...before, outcome: 'keep-running' } },
      }),
    );
    expect(parseStoredDecision(old)).toEqual(old);
  });
});

describe('where futility stands in the verdict', () => {
  const metrics = [{ ...success('revenue'), minimumEffectRelative: 0.05 }, guardrail('latency')];
  const plan = planOf(metrics, {
    treatments: ['b', 'c'],
    method: { kind: 'group-sequential', spending: 'pocock', looks: [0.5, 1] },
    leastConditionalPower: 0.1,
  });
  /** One that is measured at z where 1.1 standard errors were planned, or 2.2: one has no chance left, the other has. */
  const at = (z: number, variant: string, planned: number) =>
    smallerAt(resultAt('revenue', z, undefined, variant), planned - z);
  const hopeless = (variant: string) => at(-0.3, variant, 1.1);
  const hopeful = (variant: string) => at(1.2, variant, 2.2);
  const kept = (variant: string, z = 0) => resultAt('latency', z, undefined, variant);
  const decided = (results: readonly ReturnType<typeof resultAt>[]) => {
    const progress = { ...AT_THE_END, lookFractions: [0.5] };
    return valueOf(decide(plan, { results: [...results, kept('b'), kept('c')], health: HEALTHY, progress }));
  };
  const verdicts = ({ verdicts: all }: ReturnType<typeof decided>) => all.map(({ verdict: one }) => one);

  it('comes after harm, ship and what is ruled out, and before what is undecided', () => {
    const ruledOut = decided([at(-1.9, 'b', 2), at(-1.5, 'c', 2)]);
    expect(verdicts(ruledOut)).toEqual(['ruled-out', 'ruled-out']);
    expect(ruledOut).toMatchObject({ outcome: 'stop-futility', powered: false });
    const mixed = decided([hopeless('b'), at(3.5, 'c', 2)]);
    expect(mixed).toMatchObject({ outcome: 'ship', variant: 'c' });
    expect(verdicts(mixed)).toEqual(['futile', 'ship']);
    const harmful = decided([at(-4, 'b', 1.1), at(-4, 'c', 1.1)]);
    expect(verdicts(harmful)).toEqual(['harm', 'harm']);
    expect(harmful.outcome).toBe('stop-harm');
  });

  it('goes on while one variant has a chance, and names both chances, the larger first', () => {
    const decision = decided([hopeless('b'), hopeful('c')]);
    expect(verdicts(decision)).toEqual(['futile', 'undecided']);
    expect(decision.outcome).toBe('keep-running');
    expect(decision.reasons.slice(-2).map(({ code, variant }) => [code, variant])).toEqual([
      ['conditional-power-left', 'c'],
      ['conditional-power-low', 'b'],
    ]);
    expect(decided([hopeless('b'), hopeless('c')]).outcome).toBe('stop-futility');
  });

  it('is advised beside harm of another variant, which the program counts', () => {
    const decision = decided([hopeless('b'), at(-4, 'c', 1.1)]);
    expect(verdicts(decision)).toEqual(['futile', 'harm']);
    expect(decision.outcome).toBe('stop-futility');
    const stored: RunDecision = {
      look: { taken: true, lookFractions: [0.5] },
      mixingVariances: {},
      decision: { ok: true, value: decision },
    };
    expect(programOf([{ identity: 'a', decision: stored, result: null }]).counts.harmed).toBe(1);
  });

  it('goes by the success metric with the most chance, and not where one cannot say', () => {
    const two = planOf(
      ['revenue', 'visits'].map((key) => ({ ...success(key), minimumEffectRelative: 0.05 })),
      { method: plan.method, leastConditionalPower: 0.1 },
    );
    const progress = { ...AT_THE_END, lookFractions: [0.5] };
    const outcomeOf = (results: readonly ReturnType<typeof resultAt>[]) =>
      valueOf(decide(two, { results, health: HEALTHY, progress })).outcome;
    const of = (key: string, z: number, planned: number) => smallerAt(resultAt(key, z), planned - z);
    expect(outcomeOf([of('revenue', -0.3, 1.1), of('visits', -0.3, 1.1)])).toBe('stop-futility');
    expect(outcomeOf([of('revenue', -0.3, 1.1), of('visits', 1.2, 2.2)])).toBe('keep-running');
    expect(outcomeOf([of('revenue', -0.3, 1.1)])).toBe('keep-running');
    // One is shown better, and waits for a guardrail.
    const held = { ...two, metrics: [...two.metrics, guardrail('latency', 0.02)] };
    const results = [of('revenue', 4, 2.2), of('visits', -0.3, 1.1), resultAt('latency', 0, 1)];
    const { outcome, verdicts: ofHeld } = valueOf(decide(held, { results, health: HEALTHY, progress }));
    expect([outcome, ofHeld[0]?.verdict]).toEqual(['keep-running', 'undecided']);
    expect(outcomeOf([of('revenue', -0.3, 1.1), resultAt('visits', 0)])).toBe('keep-running');
  });

  it.each([
    { leastConditionalPower: 0.5 },
    { leastConditionalPower: 0 },
    { method: { kind: 'fixed' } as const },
    { method: { kind: 'always-valid' } as const },
    { method: { kind: 'group-sequential', spending: 'pocock', looks: [1] } as const },
    { metrics: [success('revenue')] },
    { metrics: [guardrail('latency', 0.02)] },
  ])('is refused of a plan that could not ask it: %j', (changes) => {
    const decision = decide({ ...plan, ...changes }, { results: [], health: HEALTHY, progress: AT_THE_END });
    expect(decision).toEqual(
      saying(
        'invalid-input',
        'Futility needs a group sequential plan of at least 2 looks, a least conditional power between 0 and a half, and the smallest effect of interest of every success metric.',
      ),
    );
  });
});
