import { describe, expect, it } from 'vitest';
import { extendPlan } from '../../../lib/verbs/experiments/extend-plan';
import { getExperiment } from '../../../lib/verbs/experiments/get-experiment';
import { offerExtension } from '../../../lib/verbs/experiments/offer-extension';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { cloneDatabase } from '../../support/database';
import { valueOf } from '../../support/outcomes';
import { runWithEvidence } from '../../support/run-with-evidence';
import { spentOnPurchases } from '../../support/runs';

const database = await cloneDatabase();
const spend = { key: 'spend', kind: 'sum', definition: spentOnPurchases };
const reason = 'The spread is larger than planned for.';

type Run = Awaited<ReturnType<typeof runWithEvidence>>;

async function running(plan: object): Promise<Run> {
  const metrics = [{ metric: 'spend', role: 'success', minimumEffectRelative: 0.05 }];
  return runWithEvidence(database, [spend], { plan, metrics });
}

/** Units from one number to another, half in each arm; no effect: 8, 10, 12, 14, 16 in turn, mean 12 and variance 8. */
async function came(run: Run, from: number, to: number): Promise<void> {
  const units = Array.from({ length: to - from }, (_, index) => from + index);
  const hours = 0.01;
  await run.exposed(units.map((unit) => ({ unit: `u${unit}`, variant: unit % 2, hours })));
  await run.did(
    units.map((unit) => ({
      ...{ name: 'purchase', unit: `u${unit}`, hours: 0.02 },
      value: 8 + 2 * (Math.floor(unit / 2) % 5),
    })),
  );
}

const extend = (run: Run, input: object, hours = 1) =>
  extendPlan({ ctx: { ...run.ctx, now: () => run.at(hours) }, input: { key: 'checkout', reason, ...input } });
const offer = ({ ctx }: Run) => offerExtension({ ctx, input: { key: 'checkout' } });

describe('a group sequential plan', () => {
  it('is extended after a look to what pooled variance asks for, and its looks go by the clock', async () => {
    const run = await running({ looks: 4, plannedUnits: 200 });
    await came(run, 0, 60);
    const first = await run.analysedAt(1);
    expect(first.decision?.look).toMatchObject({ taken: true, lookFractions: [0.3] });

    const offered = await offer(run);
    expect(offered).toMatchObject({ plannedUnits: 200, maturedUnits: 60, looksTaken: 1, refusal: null });
    const { units } = valueOf(offered.offer);
    // 2 (z.025 + z.2)^2 variance / (.05 mean)^2 an arm is 349, and four looks cost a little more.
    expect(units).toBeGreaterThan(650);
    expect(units).toBeLessThan(850);
    expect((await getExperiment({ ctx: run.ctx, input: { key: 'checkout' } })).runs[0]?.extensions).toEqual(
      [],
    );

    await expect(extend(run, { plannedUnits: units + 1 })).rejects.toMatchObject({ code: 'BEYOND_OFFER' });
    await expect(extend(run, { plannedUnits: 199 })).rejects.toMatchObject({ code: 'PLAN_ONLY_GROWS' });
    await expect(extend(run, { plannedUnits: 200 })).rejects.toMatchObject({ code: 'PLAN_ONLY_GROWS' });
    const { runs, plan } = await extend(run, { plannedUnits: 400 });
    // The run's own plan is the extended one; the experiment's is that of its next run.
    expect(runs[0]?.plan).toMatchObject({ method: 'group-sequential', looks: 4, plannedUnits: 400 });
    expect(plan.plannedUnits).toBe(200);
    expect(runs[0]?.extensions).toEqual([
      expect.objectContaining({
        ...{ reason, maturedUnits: 60, plannedUnitsBefore: 200, plannedUnits: 400, offeredUnits: units },
        at: run.at(1).toISOString(),
      }),
    ]);

    // Half of 200 was the second look; now it is where the clock is at a half: 60 + 340 (.5 - .3) / .7.
    await came(run, 60, 150);
    const between = await run.analysedAt(2);
    expect(between.decision?.look).toMatchObject({
      taken: false,
      why: 'between-looks',
      informationFraction: 0.375,
    });
    await came(run, 150, 158);
    const second = await run.analysedAt(3);
    expect(second.configuration.plan).toMatchObject({
      plannedUnits: 400,
      extensions: [{ plannedUnits: 400 }],
    });
    expect(second.decision?.look).toMatchObject({
      taken: true,
      plannedUnits: 400,
      informationFraction: 0.395,
    });
    const clock = second.decision?.look.taken === true ? second.decision.look.lookFractions : [];
    expect(clock[1]).toBeCloseTo(0.3 + (0.7 * 98) / 340, 9);
    await came(run, 158, 400);
    const last = await run.analysedAt(4);
    expect(last.decision?.look.taken === true && last.decision.look.lookFractions.at(-1)).toBe(1);
    expect(last.lookNumber).toBe(3);

    await expect(extend(run, { plannedUnits: 500 })).rejects.toMatchObject({ code: 'LAST_LOOK_TAKEN' });
    expect(await offer(run)).toMatchObject({ refusal: { code: 'LAST_LOOK_TAKEN' }, offer: { ok: false } });
    const { rows } = await database.pool.query(
      `select detail from audit_entries where workspace_id = $1 and action = 'experiment.extend-plan'`,
      [run.ctx.workspaceId],
    );
    expect(rows).toEqual([
      {
        detail: expect.objectContaining({
          run: 1,
          environment: 'production',
          reason,
          plannedUnits: 400,
        }) as object,
      },
    ]);
  });
});

describe('a fixed plan', () => {
  it('is extended to any size before its one look, which moves, and by one of two at once', async () => {
    const run = await running({ method: 'fixed', plannedUnits: 100, plannedDays: 20 });
    await came(run, 0, 90);
    await run.analysedAt(1);
    const { version } = await getExperiment({ ctx: run.ctx, input: { key: 'checkout' } });
    const both = await Promise.allSettled(
      [130, 140].map((plannedUnits) => extend(run, { plannedUnits, plannedDays: 30, version })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const failed = both.find((one) => one.status === 'rejected');
    expect(failed?.reason).toMatchObject({ code: 'VERSION_MISMATCH' });
    await expect(extend(run, { plannedDays: 29 })).rejects.toMatchObject({ code: 'PLAN_ONLY_GROWS' });

    await extend(run, { plannedUnits: 150, version: version + 1 });
    await came(run, 90, 145);
    expect((await run.analysedAt(2)).decision?.look).toMatchObject({ taken: false, why: 'too-early' });
    await came(run, 145, 150);
    expect((await run.analysedAt(3)).lookNumber).toBe(1);
    await expect(extend(run, { plannedUnits: 500 })).rejects.toMatchObject({ code: 'LAST_LOOK_TAKEN' });
    await stopExperiment({ ctx: run.ctx, input: { key: 'checkout' } });
    await expect(extend(run, { plannedUnits: 500 })).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('that is at its planned end is not extended, looked at or not', async () => {
    const run = await running({ method: 'fixed', plannedUnits: 100, plannedDays: 2 });
    const code = 'PLANNED_END_REACHED';
    await expect(extend(run, { plannedDays: 9 }, 48)).rejects.toMatchObject({ code });
    await expect(extend(run, { plannedDays: 9 }, 47)).resolves.toMatchObject({ version: 3 });
  });
});

it('an always-valid plan needs no extension, and one without a size has none to raise', async () => {
  const always = await running({ method: 'always-valid', plannedUnits: 100 });
  await expect(extend(always, { plannedUnits: 200 })).rejects.toMatchObject({ code: 'NO_EXTENSION_NEEDED' });
  expect(await offer(always)).toMatchObject({ refusal: { code: 'NO_EXTENSION_NEEDED' } });
  const unsized = await running({});
  await expect(extend(unsized, { plannedUnits: 200 })).rejects.toMatchObject({ code: 'NO_SIZE_PLANNED' });
  await expect(extend(unsized, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
