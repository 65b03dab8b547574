import { describe, expect, it } from 'vitest';
import type { Evidence, EvidenceArm, ReadMetric } from '@/lib/analysis/evidence';
import { planLeft } from '@/lib/charts/plan-left';
import { verdict } from '@/lib/charts/verdict';
import { analyseRun } from '@/lib/decision/analyse-run';
import type { RunDecision } from '@/lib/model/decision';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import { valueOf } from '@/tests/support/outcomes';
import { evidenceOf, openWindow, runMetric, runOf, shareMetric } from '@/tests/support/runs';

// The look that spends what is left of the error waits for what shipping needs: what it cannot test is never tested.

const startedAt = new Date('2026-03-01T00:00:00Z');

type Arms = readonly [Partial<EvidenceArm>, Partial<EvidenceArm>];

const read = (arms: Arms): ReadMetric => ({
  ...{ ok: true, caps: [], segments: [] },
  arms: arms.map((arm, variant) => ({
    ...{ variant, n: 50, waiting: 0, means: [0], covariances: [[0]], quantile: null },
    ...arm,
  })),
});

const varied = (mean: number) => ({ means: [mean], covariances: [[4]] });
const nothing: Arms = [{}, {}];
const large: Arms = [varied(12), varied(16)];
const harmed: Arms = [varied(12), varied(6)];

const share = shareMetric();
const guardrail = runMetric({ key: 'latency', name: 'Latency', role: 'guardrail', relativeMargin: 0.1 });

function evidence(run: RunConfiguration, ...metrics: readonly Arms[]): Evidence {
  const empty = evidenceOf(run, [
    { n: 50, mean: 0, variance: 0 },
    { n: 50, mean: 0, variance: 0 },
  ]);
  return {
    ...empty,
    metrics: new Map(run.metrics.map(({ key }, index) => [key, read(metrics[index] ?? nothing)])),
  };
}

interface Instant {
  readonly earlier?: RunDecision | null;
  readonly ended?: boolean;
}

function told(run: RunConfiguration, of: Evidence, { earlier = null, ended = false }: Instant = {}) {
  const looksTaken = earlier === null ? 0 : 1;
  const { result, decision } = analyseRun(run, of, {
    ...{ ended, startedAt, now: startedAt, earlier, looksTaken },
  });
  const analysis = { result, decision, lookNumber: decision.look.taken ? looksTaken + 1 : null };
  const page = verdict({
    ...{ plan: run.plan, running: !ended, newest: analysis },
    look: decision.look.taken ? analysis : null,
  });
  return { result, decision, page };
}

const fixed = { method: 'fixed', plannedUnits: 100 } as const;
const oneLook = { method: 'group-sequential', looks: 1, plannedUnits: 100 } as const;

describe('the last look of a plan', () => {
  it.each([
    ['fixed, a sum', fixed, runMetric()],
    ['fixed, a share', fixed, share],
    ['one look, a sum', oneLook, runMetric()],
    ['one look, a share', oneLook, share],
  ])('waits for the data of a success metric and then reads it: %s', (_, plan, success) => {
    const run = runOf(plan, [success, guardrail]);
    const before = told(run, evidence(run, nothing, [varied(12), varied(12)]));
    expect(before.decision.look).toMatchObject({ taken: false, why: 'metric-untested' });
    expect(valueOf(before.decision.decision)).toMatchObject({
      ...{ outcome: 'keep-running', answers: [] },
      reasons: [{ code: 'metric-cannot-say', metric: 'revenue', variant: 'treatment' }],
    });
    const arms: Arms =
      success.kind === 'sum'
        ? large
        : [
            { means: [0.1], covariances: [[0.0918]] },
            { means: [0.9], covariances: [[0.0918]] },
          ];
    const after = told(run, evidence(run, arms, [varied(12), varied(12)]));
    expect(after.decision.look).toMatchObject({ taken: true, lookFractions: [1] });
    const better = valueOf(after.decision.decision).answers.find(({ question }) => question === 'better');
    expect(better).toMatchObject({ rejected: true, metric: 'revenue' });
  });

  it('shows nothing of the metrics that could have been read', () => {
    const run = runOf(fixed, [runMetric(), guardrail]);
    const { result, page } = told(run, evidence(run, nothing, harmed));
    expect(result.metrics.map(({ effects }) => effects[0]?.effect)).toMatchObject([
      { ok: false, reason: 'no-variance' },
      { ok: false, reason: 'look-not-reached' },
    ]);
    expect(result.metrics[1]?.effects[0]).not.toHaveProperty('ruleInterval');
    expect(page.headline).toBe('No look was taken: the last one waits for a metric that has no figure yet');
    expect(page.facts).toEqual([
      expect.stringMatching(/^Revenue with treatment: The metric is the same for every unit/),
      'No error of the plan is spent on this, and no effect is shown. The look is taken by the next analysis in which each of them can be tested. If the data will not come, stop the run: it is then read with what it has.',
    ]);
  });

  it('waits for a guardrail whose margin has to be shown, and for no other', () => {
    const run = runOf(fixed, [runMetric(), guardrail]);
    const { decision, page } = told(run, evidence(run, large, nothing));
    expect(decision.look).toMatchObject({ taken: false, why: 'metric-untested' });
    expect(page.facts[0]).toMatch(/^Latency with treatment: /);
    const crashes = runMetric({ key: 'crashes', role: 'guardrail', direction: 'lower-is-better' });
    const quality = runMetric({ key: 'pages', role: 'quality' });
    const others = runOf(fixed, [runMetric(), crashes, quality]);
    expect(told(others, evidence(others, large, nothing, nothing)).decision.look.taken).toBe(true);
  });

  it('does not wait for a figure that waiting does not bring: a quantile among few different values', () => {
    const median: RunMetric = {
      ...runMetric(),
      kind: 'quantile',
      definition: {
        ...{ version: 2, event: 'purchase', where: [], aggregate: 'sum', quantile: 0.5 },
        window: openWindow,
      },
    };
    const run = runOf(fixed, [median, { ...runMetric({ key: 'other' }) }]);
    const among = (distinct: number): Arms => {
      const quantile = { estimate: 3, lower: 2, upper: 4, distinct };
      return [{ quantile }, { quantile }];
    };
    expect(told(run, evidence(run, among(3), large)).decision.look.taken).toBe(true);
    expect(told(run, evidence(run, among(1), large)).decision.look).toMatchObject({ why: 'metric-untested' });
  });

  it('is what waits: at an earlier one harm is seen', () => {
    const run = runOf({ ...oneLook, looks: 2, plannedUnits: 200 }, [runMetric(), guardrail]);
    const { decision } = told(run, evidence(run, nothing, harmed));
    expect(decision.look).toMatchObject({ taken: true, lookFractions: [0.5] });
    expect(valueOf(decision.decision).outcome).toBe('stop-harm');
  });

  it('does not wait in a run that has ended', () => {
    const run = runOf(fixed, [runMetric(), guardrail]);
    const { decision } = told(run, evidence(run, nothing, harmed), { ended: true });
    expect(decision.look.taken).toBe(true);
    expect(valueOf(decision.decision).outcome).toBe('stop-harm');
  });

  it('says in the list and on the page what it waits for', () => {
    const run = runOf(fixed, [runMetric(), guardrail]);
    const { result, decision } = told(run, evidence(run, nothing, large));
    const left = planLeft({ plan: run.plan, result, decision, startedAt, now: startedAt });
    expect(left).toEqual({ kind: 'testable-metric' });
  });
});
