import { describe, expect, it } from 'vitest';
import type { Evidence } from '@/lib/analysis/evidence';
import { verdict } from '@/lib/charts/verdict';
import { analyseRun } from '@/lib/decision/analyse-run';
import { programOf } from '@/lib/decision/program';
import type { RunDecision } from '@/lib/model/decision';
import type { RunConfiguration } from '@/lib/model/run-configuration';
import { valueOf } from '@/tests/support/outcomes';
import { evidenceOf, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

// Where no unit differs from another, as where everybody has 0, no test has a figure.

const startedAt = new Date('2026-03-01T00:00:00Z');
const zero = (n: number): ArmFigures => ({ n, mean: 0, variance: 0 });
const varied = (n: number, mean: number): ArmFigures => ({ n, mean, variance: 100 });

interface Looked {
  readonly earlier?: RunDecision | null;
  readonly ended?: boolean;
}

function told(run: RunConfiguration, evidence: Evidence, { earlier = null, ended = false }: Looked = {}) {
  const looksTaken = earlier === null ? 0 : 1;
  const { result, decision } = analyseRun(run, evidence, {
    ...{ ended, startedAt, now: startedAt, earlier, looksTaken },
  });
  const analysis = { result, decision, lookNumber: decision.look.taken ? looksTaken + 1 : null };
  const look = decision.look.taken ? analysis : null;
  const page = verdict({ plan: run.plan, running: !ended, newest: analysis, look });
  return { result, decision, page, outcome: valueOf(decision.decision) };
}

/** The first metric where nobody differs, beside others that do. */
function besides(
  run: RunConfiguration,
  [first, ...others]: readonly (readonly [ArmFigures, ArmFigures])[],
): Evidence {
  if (first === undefined) throw new Error('There is no metric.');
  const evidence = evidenceOf(run, first);
  const metrics = new Map(evidence.metrics);
  for (const [index, arms] of others.entries()) {
    const key = run.metrics[index + 1]?.key ?? '';
    const read = evidenceOf(run, arms).metrics.get(key);
    if (read !== undefined) metrics.set(key, read);
  }
  return { ...evidence, metrics };
}

describe('a look at which no test has a figure', () => {
  const sequential = runOf({ looks: 5, plannedUnits: 1_000 });

  it.each([
    ['group sequential', sequential],
    ['fixed', runOf({ method: 'fixed', plannedUnits: 200 })],
    ['always valid', runOf({ method: 'always-valid', plannedUnits: 1_000 })],
  ])('is not taken and spends nothing, and the run is to go on: %s', (_, run) => {
    const { decision, outcome, page, result } = told(run, evidenceOf(run, [zero(100), zero(100)]));
    expect(decision.look).toMatchObject({ taken: false, why: 'nothing-tested' });
    expect(outcome).toMatchObject({ outcome: 'keep-running', answers: [] });
    expect(outcome.reasons).toMatchObject([
      { code: 'metric-cannot-say', metric: 'revenue', variant: 'treatment' },
    ]);
    expect(result.metrics[0]?.effects[0]?.effect).toMatchObject({ ok: false, reason: 'no-variance' });
    expect(page.headline).toBe('No look was taken: no metric can be tested yet');
    expect(page.facts[0]).toMatch(/^Revenue with treatment: The metric is the same for every unit/);
  });

  it('leaves the whole error to the next, as if nobody had analysed', () => {
    const before = told(sequential, evidenceOf(sequential, [zero(100), zero(100)]));
    const evidence = evidenceOf(sequential, [varied(200, 10), varied(200, 10.5)]);
    const { earlier } = { earlier: before.decision.look.taken ? before.decision : null };
    const after = told(sequential, evidence, { earlier });
    expect(after.decision.look).toMatchObject({ taken: true, lookFractions: [0.4] });
    expect(after.outcome.answers[0]?.atLook).toMatchObject({ ok: true });
  });

  it.each([
    ['group sequential, at its size', sequential, 500],
    ['group sequential, before it', sequential, 100],
    ['fixed', runOf({ method: 'fixed', plannedUnits: 1_000 }), 500],
  ])('of a run that has ended says what could not be judged: %s', (_, run, n) => {
    const { decision, outcome, page } = told(run, evidenceOf(run, [zero(n), zero(n)]), { ended: true });
    expect(decision.look).toMatchObject({ taken: false, why: 'nothing-tested' });
    expect(outcome).toMatchObject({ outcome: 'cannot-say', powered: false });
    expect(page.headline).toBe('Cannot say: the run has ended, and no metric could be tested');
    expect(page.facts[0]).toMatch(/^Revenue with treatment: /);
    expect(programOf([{ identity: 'a', decision, result: null }]).counts.inconclusive).toBe(1);
  });

  it('keeps what an earlier look has said', () => {
    const first = told(sequential, evidenceOf(sequential, [varied(100, 10), varied(100, 10)]));
    expect(first.outcome.outcome).toBe('keep-running');
    const later = told(sequential, evidenceOf(sequential, [zero(300), zero(300)]), {
      earlier: first.decision,
    });
    expect(later.decision.look).toMatchObject({ taken: false, why: 'nothing-tested' });
    expect(later.decision.decision).toEqual(first.decision.decision);
    const ended = told(sequential, evidenceOf(sequential, [zero(300), zero(300)]), {
      earlier: first.decision,
      ended: true,
    });
    expect(ended.outcome.outcome).toBe('stop-no-effect');
  });
});

describe('a success metric without a figure beside a guardrail that has one', () => {
  const metrics = [
    runMetric(),
    runMetric({ key: 'latency', name: 'Latency', role: 'guardrail', relativeMargin: 0.2 }),
  ];
  const run = runOf({ looks: 2, plannedUnits: 1_000 }, metrics);
  const at = (n: number, latency: number) =>
    besides(run, [
      [zero(n), zero(n)],
      [varied(n, 100), varied(n, latency)],
    ]);

  it('does not keep harm from being seen', () => {
    expect(told(run, at(250, 80)).outcome.outcome).toBe('stop-harm');
  });

  it('is waited for before the end, and is no absence of an effect at the end', () => {
    expect(told(run, at(250, 100)).outcome.outcome).toBe('keep-running');
    const { outcome, page, decision } = told(run, at(500, 100), { ended: true });
    expect(outcome).toMatchObject({ outcome: 'cannot-say', powered: false });
    expect(outcome.reasons[0]).toMatchObject({ code: 'metric-cannot-say', metric: 'revenue' });
    expect(page.headline).toBe('Cannot say: no success metric could be judged');
    expect(page.facts[0]).toMatch(/^Revenue with treatment: cannot say\. /);
    expect(programOf([{ identity: 'a', decision, result: null }]).counts.inconclusive).toBe(1);
  });
});

describe('an improvement that a guardrail holds back', () => {
  const metrics = [
    runMetric(),
    runMetric({ key: 'latency', name: 'Latency', role: 'guardrail', relativeMargin: 0.01 }),
  ];
  const run = runOf({ method: 'fixed', plannedUnits: 1_000 }, metrics);
  const evidence = besides(run, [
    [varied(500, 10), varied(500, 13)],
    [varied(500, 10), varied(500, 9.9)],
  ]);

  it('has an outcome, a headline and a place in the program that say so', () => {
    const { outcome, page, decision, result } = told(run, evidence);
    expect(outcome).toMatchObject({ outcome: 'stop-guardrail', variant: null, powered: false });
    expect(page.headline).toBe(
      'Stop: an improvement is shown, but not every guardrail is shown to be within its margin',
    );
    const { counts, experiments, learningRate } = programOf([{ identity: 'a', decision, result }]);
    expect(counts).toMatchObject({ 'held-by-guardrail': 1, inconclusive: 0 });
    expect(experiments[0]?.primary?.metric).toBe('revenue');
    expect(valueOf(learningRate)).toBe(0);
  });

  it('has it too where the run ends between two looks', () => {
    const sequential = { ...run, plan: { ...run.plan, method: 'group-sequential' as const, looks: 2 } };
    const first = told({ ...sequential, plan: { ...sequential.plan, plannedUnits: 2_000 } }, evidence);
    expect(first.outcome.outcome).toBe('keep-running');
    // Nothing has come since: there is no last look, and the first one stands.
    const plan = { ...sequential.plan, plannedUnits: 2_000 };
    const ended = told({ ...sequential, plan }, evidence, { earlier: first.decision, ended: true });
    expect(ended.decision.look).toMatchObject({ taken: false });
    expect(ended.outcome).toMatchObject({
      outcome: 'stop-guardrail',
      reasons: [{ code: 'not-shown-non-inferior' }, {}, {}],
    });
  });

  it('of a roll-out says that the guardrail alone is missing', () => {
    const rollOut = runOf({ method: 'fixed', plannedUnits: 1_000 }, [
      runMetric({ key: 'latency', role: 'guardrail', relativeMargin: 0.01 }),
    ]);
    const { outcome, page } = told(rollOut, evidenceOf(rollOut, [varied(500, 10), varied(500, 9.9)]));
    expect(outcome.outcome).toBe('stop-guardrail');
    expect(page.headline).toBe('Stop: not every guardrail is shown to be within its margin');
    const blind = told(rollOut, evidenceOf(rollOut, [zero(500), zero(500)]), { ended: true });
    expect(blind.outcome.outcome).toBe('cannot-say');
  });
});
