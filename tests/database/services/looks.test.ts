import { describe, expect, it } from 'vitest';
import { listDueRuns } from '../../../lib/jobs/list-due-runs';
import type { AnalysisView } from '../../../lib/verbs/analysis/result-answers';
import { systemContext } from '../../../lib/auth/context';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { cloneDatabase } from '../../support/database';
import { valueOf } from '../../support/outcomes';
import { runWithEvidence } from '../../support/run-with-evidence';

const database = await cloneDatabase();
const hourMs = 3_600_000;
const secondHours = 1 / 3_600;

const closedWindow = { startHours: 0, lengthHours: 1, mustBeComplete: true };
const openWindow = { startHours: 0, lengthHours: null, mustBeComplete: false };

const sumOf = (window: object, key = 'spend') => ({
  key,
  kind: 'sum',
  definition: { version: 2, event: 'purchase', where: [], window, covariate: null, winsorisation: null },
});
const retention = {
  key: 'returned',
  kind: 'retention',
  definition: {
    version: 2,
    event: 'purchase',
    where: [],
    days: { from: 1, to: 1 },
    timeZone: 'UTC',
    mustBeComplete: true,
  },
};

type Run = Awaited<ReturnType<typeof runWithEvidence>>;

/** One exposure and one event a unit: values 10, 11, 12, 13, 14, 10, ... in the control and 4 more in the treatment. */
async function split(run: Run, unitsPerArm: number, hours = 0, shift = 4): Promise<void> {
  const units = [0, 1].flatMap((variant) =>
    Array.from({ length: unitsPerArm }, (_, index) => ({
      unit: `u${String(variant)}-${String(index)}`,
      variant,
      index,
    })),
  );
  await run.exposed(units.map(({ unit, variant }) => ({ unit, variant, hours })));
  await run.did(
    units.map(({ unit, variant, index }) => ({
      name: 'purchase',
      unit,
      value: 10 + shift * variant + (index % 5),
      hours: hours + secondHours,
    })),
  );
}

async function stoppedAt({ ctx, at }: Run, hours: number): Promise<void> {
  await stopExperiment({ ctx: { ...ctx, now: () => at(hours) }, input: { key: 'checkout' } });
}

const outcomeOf = ({ decision }: AnalysisView) =>
  decision?.decision.ok === true ? decision.decision.value : null;
const effectOf = ({ result }: AnalysisView, metric = 0) => {
  const effect = result.metrics[metric]?.effects[0]?.effect;
  if (effect === undefined) throw new Error('no effect');
  return effect;
};

describe('a look waits until the windows of its units have closed', () => {
  it.each([
    ['group sequential', { looks: 1, plannedUnits: 100 }],
    ['fixed, by units', { method: 'fixed', plannedUnits: 100 }],
  ])('%s: nothing is read 10 seconds too early, and then the whole', async (_, plan) => {
    const run = await runWithEvidence(database, [sumOf(closedWindow)], { plan });
    await split(run, 50);
    const early = await run.analysedAt(1 - 10 * secondHours);
    expect(early).toMatchObject({
      lookNumber: null,
      decision: { look: { taken: false, why: 'windows-open' } },
    });
    expect(outcomeOf(early)).toMatchObject({ outcome: 'keep-running' });
    const look = await run.analysedAt(1 + 2 * secondHours);
    expect(look.lookNumber).toBe(1);
    const { difference, standardError, statistic, pTwoSided, interval } = valueOf(effectOf(look));
    expect(difference).toBe(4);
    expect(standardError).toBeCloseTo(0.285714, 6);
    expect(statistic).toBeCloseTo(14, 9);
    expect(pTwoSided / 4.1e-25).toBeCloseTo(1, 1);
    expect(interval.lower).toBeCloseTo(3.433, 3);
    expect(interval.upper).toBeCloseTo(4.567, 3);
    expect(outcomeOf(look)).toMatchObject({ outcome: 'ship', variant: 'treatment' });
  });

  it('of a fixed plan by days, whose last day brings units too', async () => {
    const plan = { method: 'fixed', plannedDays: 1 };
    const run = await runWithEvidence(database, [sumOf(closedWindow)], { plan });
    await split(run, 50, 23.9);
    expect((await run.analysedAt(24.5)).decision?.look).toMatchObject({ taken: false, why: 'windows-open' });
    expect((await run.analysedAt(25)).lookNumber).toBe(1);
  });

  it('of an always-valid plan, whose tau is fixed at its first look', async () => {
    const plan = { method: 'always-valid', plannedUnits: 100 };
    const run = await runWithEvidence(database, [sumOf(closedWindow)], { plan });
    await split(run, 50);
    const early = await run.analysedAt(0.5);
    expect(early.decision).toMatchObject({
      look: { taken: false, why: 'windows-open' },
      mixingVariances: {},
    });
    expect((await run.analysedAt(1)).lookNumber).toBe(1);
  });

  it('of the least mature metric of several, retention among them', async () => {
    const run = await runWithEvidence(database, [sumOf(openWindow), retention], {
      plan: { looks: 1, plannedUnits: 100 },
    });
    await split(run, 50);
    const back = ['u0-0', 'u1-0', 'u1-1'].map((unit) => ({ name: 'purchase', unit, value: 10, hours: 24 }));
    await run.did(back);
    expect((await run.analysedAt(23)).decision?.look).toMatchObject({ taken: false, why: 'windows-open' });
    expect((await run.analysedAt(49)).lookNumber).toBe(1);
  });

  it('of a run that is stopped while units wait, and the schedule comes back for it', async () => {
    const run = await runWithEvidence(database, [sumOf(closedWindow)], {
      plan: { looks: 5, plannedUnits: 100 },
    });
    await split(run, 50);
    await stoppedAt(run, 0.1);
    const waiting = await run.analysedAt(0.2);
    expect(waiting.decision?.look).toMatchObject({ taken: false, why: 'windows-open' });
    expect(waiting.decision?.decision).toMatchObject({ ok: false, reason: 'look-not-reached' });
    const isDueAt = async (hours: number) => {
      const due = await listDueRuns(
        systemContext(database, () => run.at(hours)),
        hourMs / 2,
      );
      return due.some(({ runId }) => runId === run.runId);
    };
    expect(await isDueAt(0.3)).toBe(false);
    expect(await isDueAt(0.8)).toBe(true);
    const last = await run.analysedAt(1.1);
    expect(last.lookNumber).toBe(1);
    expect(outcomeOf(last)).toMatchObject({ outcome: 'ship' });
    expect(await isDueAt(100)).toBe(false);
  });
});

describe('a run that has ended', () => {
  it('as scheduled spends all of its error at its only look, and is never told to keep running', async () => {
    const plan = { looks: 5, plannedUnits: 2_000, plannedDays: 1, spending: 'obrien-fleming' };
    const run = await runWithEvidence(database, [sumOf(openWindow)], { plan });
    await split(run, 100, 0, 0.3);
    await stoppedAt(run, 24);
    const look = await run.analysedAt(25);
    expect(look.decision?.look).toMatchObject({ taken: true, lookFractions: [1], informationFraction: 0.1 });
    expect(look.result.metrics[0]?.effects[0]?.alphaTwoSided).toBeCloseTo(0.05, 12);
    const { interval } = valueOf(effectOf(look));
    expect(interval.lower).toBeCloseTo(0.3 - 1.972 * Math.sqrt((2 * 2.0202) / 100), 3);
    expect(interval.upper).toBeCloseTo(0.3 + 1.972 * Math.sqrt((2 * 2.0202) / 100), 3);
    expect(outcomeOf(look)).toMatchObject({ outcome: 'stop-no-effect', powered: false });
  });

  it('that was told to keep running at its last look is not told so any more', async () => {
    const run = await runWithEvidence(database, [sumOf(openWindow)], {
      plan: { looks: 2, plannedUnits: 40 },
    });
    await split(run, 10, 0, 0);
    expect(outcomeOf(await run.analysedAt(1))).toMatchObject({ outcome: 'keep-running' });
    await stoppedAt(run, 2);
    const after = await run.analysedAt(3);
    expect(after.lookNumber).toBeNull();
    expect(outcomeOf(after)).toMatchObject({ outcome: 'stop-no-effect', powered: false });
  });

  it.each(['group-sequential', 'always-valid'])(
    'is measured to its end where a window has none: what comes later changes no figure (%s)',
    async (method) => {
      const plan = { method, looks: 2, plannedUnits: 200 };
      const run = await runWithEvidence(database, [sumOf(openWindow)], { plan });
      await split(run, 50, 0, 2);
      const before = await run.analysedAt(1);
      expect(outcomeOf(before)).toMatchObject({ outcome: 'ship' });
      await stoppedAt(run, 2);
      await run.did(
        Array.from({ length: 50 }, (_, index) => ({
          name: 'purchase',
          unit: `u1-${String(index)}`,
          value: -2,
          hours: 3,
        })),
      );
      const after = await run.analysedAt(4);
      expect(after.result.metrics[0]?.arms.map(({ mean }) => mean)).toEqual([12, 14]);
      expect(outcomeOf(after)).toMatchObject({ outcome: 'ship' });
    },
  );
});

describe('a test that was significant', () => {
  it('names its look, with the p and the level that it had there', async () => {
    const plan = { method: 'always-valid', plannedUnits: 100 };
    const run = await runWithEvidence(database, [sumOf(openWindow)], { plan });
    await split(run, 50, 0, 2);
    const first = await run.analysedAt(1);
    const then = outcomeOf(first)?.reasons[0];
    expect(then?.code).toBe('significantly-better');
    expect(then?.figures['pOneSided']).toBeLessThan(0.001);
    await run.did(
      Array.from({ length: 50 }, (_, index) => ({
        name: 'purchase',
        unit: `u1-${String(index)}`,
        value: -2,
        hours: 2,
      })),
    );
    const second = await run.analysedAt(3);
    expect(valueOf(effectOf(second)).difference).toBe(0);
    expect(second.lookNumber).toBe(2);
    expect(outcomeOf(second)?.reasons[0]).toEqual({ ...then, figures: { ...then?.figures, look: 1 } });
  });
});

describe('the last look', () => {
  it('waits for a success metric that was imported after the units and the guardrail, and reads it', async () => {
    const { key, kind, definition } = sumOf(openWindow, 'latency');
    const latency = { key, kind, definition: { ...definition, event: 'loaded' } };
    const run = await runWithEvidence(database, [sumOf(openWindow), latency], {
      plan: { method: 'fixed', plannedUnits: 100 },
      metrics: [
        { metric: 'spend', role: 'success' },
        { metric: 'latency', role: 'guardrail', relativeMargin: 0.1 },
      ],
    });
    const units = [0, 1].flatMap((variant) =>
      Array.from({ length: 50 }, (_, index) => ({ unit: `u${String(variant)}-${String(index)}`, variant })),
    );
    await run.exposed(units.map((unit) => ({ ...unit, hours: 0 })));
    const didAll = (name: string, shift: number, hours: number) =>
      run.did(
        units.map(({ unit, variant }, index) => ({
          ...{ name, unit, hours },
          value: 10 + shift * variant + (index % 5),
        })),
      );
    await didAll('loaded', 0, 1);
    const early = await run.analysedAt(2);
    expect(early).toMatchObject({
      lookNumber: null,
      decision: { look: { taken: false, why: 'metric-untested' } },
    });
    expect(effectOf(early, 1)).toMatchObject({ ok: false, reason: 'look-not-reached' });
    await didAll('purchase', 4, 1.5);
    const look = await run.analysedAt(3);
    expect(look.lookNumber).toBe(1);
    expect(valueOf(effectOf(look)).difference).toBe(4);
    expect(outcomeOf(look)).toMatchObject({ outcome: 'ship', variant: 'treatment' });
  });
});

describe('an analysis in which a metric failed', () => {
  it('is no look: no error is spent, the reason is named, and the look is taken once the metric can be read', async () => {
    const run = await runWithEvidence(database, [sumOf(openWindow), sumOf(closedWindow, 'early')], {
      plan: { looks: 1, plannedUnits: 100 },
    });
    await split(run, 50);
    const huge = [0, 1].map(() => ({ name: 'purchase', unit: 'u1-0', value: 1.7e308, hours: 2 }));
    await run.did(huge);
    const failed = await run.analysedAt(3);
    expect(failed).toMatchObject({
      lookNumber: null,
      decision: { look: { taken: false, why: 'metric-failed' } },
    });
    expect(failed.result.metrics[0]?.failure).toMatchObject({
      message: 'query-failed',
      parameters: { cause: expect.stringMatching(/out of range/) as unknown },
    });
    expect(effectOf(failed, 1)).toMatchObject({ ok: false, reason: 'look-not-reached' });
    expect(outcomeOf(failed)).toMatchObject({
      outcome: 'keep-running',
      reasons: [{ code: 'metric-cannot-say', metric: 'spend' }],
    });
    await database.pool.query('delete from events where environment_id = $1 and value > 1e300', [
      run.environmentId,
    ]);
    const mended = await run.analysedAt(4, { full: true });
    expect(mended.lookNumber).toBe(1);
    expect(valueOf(effectOf(mended)).difference).toBe(4);
  });
});
