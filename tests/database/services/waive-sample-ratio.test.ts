import { describe, expect, it } from 'vitest';
import { latestAnalysis } from '../../../lib/verbs/analysis/latest-analysis';
import { waiveSampleRatio } from '../../../lib/verbs/analysis/waive-sample-ratio';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence, type StoredExposure } from '../../support/run-with-evidence';
import { createWorkspace } from '../../support/workspace';

const database = await cloneDatabase();
const spend = {
  key: 'spend',
  kind: 'sum',
  definition: { version: 2, event: 'purchase', window: { startHours: 0, lengthHours: 1 } },
};

type Attributes = Readonly<Record<string, string>>;

/** So many units of these attributes in each variant. */
const crowd = (attributes: Attributes, counts: readonly number[], hours = 1): StoredExposure[] =>
  counts.flatMap((count, variant) =>
    Array.from({ length: count }, (_, index) => ({
      unit: `${Object.values(attributes).join()}-${String(variant)}-${String(index)}-${String(hours)}`,
      variant,
      hours,
      attributes,
    })),
  );

/** As many units in each variant as should be, each browser with far too many of one of them; the treatment does better. */
async function brokenByBrowser(segments: readonly object[] = [{ attribute: 'browser' }]) {
  const set = await runWithEvidence(database, [spend], { plan: { looks: 1, plannedUnits: 800 }, segments });
  const units = [
    ...crowd({ browser: 'one', hour: '9' }, [300, 100]),
    ...crowd({ browser: 'two', hour: '9' }, [100, 300]),
  ];
  await set.exposed(units);
  await set.did(
    units.map(({ unit, variant }, index) => ({
      name: 'purchase',
      unit,
      value: 10 + (index % 5) + 2 * variant,
      hours: 1.5,
    })),
  );
  const waive = (input: object = {}) =>
    waiveSampleRatio({
      ctx: set.ctx,
      input: { key: 'checkout', reason: ' Browsers are split by the proxy. ', ...input },
    });
  return { ...set, waive };
}

const alarm = (attribute: string) => ({ code: 'segment-sample-ratio-mismatch', segment: { attribute } });
const conflict = { code: 'NOTHING_TO_WAIVE' };

describe('a split that is broken in a segment', () => {
  it('stops the verdict, and no look is taken, however even the whole is', async () => {
    const { analysedAt } = await brokenByBrowser();
    const { result, decision, lookNumber } = await analysedAt(5);
    expect(result.health.sampleRatioAlarm).toBe(false);
    expect(lookNumber).toBeNull();
    expect(decision).toMatchObject({
      look: { taken: false, why: 'unhealthy' },
      decision: { ok: true, value: { outcome: 'invalid', reasons: [alarm('browser')] } },
    });
  });

  it('counts no more once somebody has waived it, from the next analysis on, and the reason is kept', async () => {
    const { ctx, analysedAt, waive, at } = await brokenByBrowser();
    const before = await analysedAt(5);
    const waiver = await waive();
    expect(waiver).toMatchObject({
      attributes: ['browser'],
      reason: 'Browsers are split by the proxy.',
      waivedBy: `${ctx.actor.kind}:${ctx.actor.id}`,
      waivedByName: ctx.actor.label,
    });
    const kept = await latestAnalysis({ ctx, input: { key: 'checkout' } });
    expect(kept).toEqual({ ...before, sampleRatioWaivers: [waiver] });
    const after = await analysedAt(6);
    expect(after.lookNumber).toBe(1);
    expect(after.decision?.decision).toMatchObject({ ok: true, value: { outcome: 'ship' } });
    expect(after.sampleRatioWaivers).toEqual([waiver]);
    expect(after.result.health.segmentRatioAlarm).toBe(true);
    const [entry] = await database.prisma.auditEntry.findMany({
      where: { workspaceId: ctx.workspaceId, action: 'experiment.waive-sample-ratio' },
    });
    expect(entry?.detail).toEqual({
      run: 1,
      attributes: ['browser'],
      reason: 'Browsers are split by the proxy.',
    });
    expect(at(6)).toEqual(after.horizon);
  });

  it('is looked at by the next analysis too where it was found in one that asked for the segment', async () => {
    const { analysedAt, waive } = await brokenByBrowser([]);
    const invalid = { ok: true, value: { outcome: 'invalid', reasons: [alarm('browser')] } };
    expect((await analysedAt(5, { segments: ['browser'] })).decision?.decision).toMatchObject(invalid);
    expect((await analysedAt(6)).decision?.decision).toMatchObject(invalid);
    expect((await analysedAt(7)).decision?.decision).toMatchObject(invalid);
    await waive();
    expect((await analysedAt(8)).decision?.decision).toMatchObject({ value: { outcome: 'ship' } });
  });

  it('of another attribute counts as before', async () => {
    const { exposed, analysedAt, waive } = await brokenByBrowser([
      { attribute: 'browser' },
      { attribute: 'hour' },
    ]);
    await analysedAt(5);
    await waive();
    await exposed([
      ...crowd({ browser: 'one', hour: '10' }, [200, 0], 2),
      ...crowd({ browser: 'one', hour: '11' }, [0, 200], 2),
    ]);
    const { decision } = await analysedAt(6);
    expect(decision?.decision).toMatchObject({
      value: { outcome: 'invalid', reasons: [alarm('hour')] },
    });
    expect((await waive({ reason: 'Hours, too.' })).attributes).toEqual(['hour']);
  });

  it('of a run that has ended is waived as well, and its last look follows', async () => {
    const { ctx, at, analysedAt, waive } = await brokenByBrowser();
    await stopExperiment({ ctx: { ...ctx, now: () => at(4) }, input: { key: 'checkout' } });
    expect((await analysedAt(5)).lookNumber).toBeNull();
    await waive({ run: 1 });
    expect((await analysedAt(6)).decision?.decision).toMatchObject({ value: { outcome: 'ship' } });
  });
});

it('a broken split is invalid also in a run that has no metric to decide by', async () => {
  const set = await runWithEvidence(database, []);
  await set.exposed(crowd({ browser: 'one' }, [300, 100]));
  expect((await set.analysedAt(5)).decision).toMatchObject({
    look: { why: 'unhealthy' },
    decision: { value: { outcome: 'invalid', reasons: [{ code: 'sample-ratio-mismatch' }] } },
  });
});

describe('a waiver', () => {
  it('needs an alarm of a segment: not before an analysis, not twice, and not of the whole', async () => {
    const { analysedAt, waive } = await brokenByBrowser();
    await expect(waive()).rejects.toMatchObject(conflict);
    await analysedAt(5);
    await waive();
    await expect(waive()).rejects.toMatchObject(conflict);
    await expect(waive({ run: 2 })).rejects.toMatchObject({ code: 'NEVER_STARTED' });

    const uneven = await runWithEvidence(database, [spend]);
    await uneven.exposed(crowd({ browser: 'one' }, [300, 100]));
    expect((await uneven.analysedAt(5)).result.health.sampleRatioAlarm).toBe(true);
    const input = { key: 'checkout', reason: 'It is known.' };
    await expect(waiveSampleRatio({ ctx: uneven.ctx, input })).rejects.toMatchObject(conflict);
  });

  it('needs a reason, and an experiment of its own workspace', async () => {
    const { analysedAt, waive } = await brokenByBrowser();
    await analysedAt(5);
    for (const reason of ['', ' \n', 'a\0b', null]) {
      await expect(waive({ reason })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    const { ctx } = await createWorkspace(database);
    const input = { key: 'checkout', reason: 'It is known.' };
    await expect(waiveSampleRatio({ ctx, input })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
