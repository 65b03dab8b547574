import { describe, expect, it } from 'vitest';
import { coverageBoundary, seedFor } from '../../../lib/assignment/buckets';
import { murmur3 } from '../../../lib/assignment/murmur3';
import type { Context } from '../../../lib/auth/context';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { shipExperiment } from '../../../lib/verbs/experiments/ship-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { analyseHoldout } from '../../../lib/verbs/holdouts/analyse-holdout';
import { createHoldout } from '../../../lib/verbs/holdouts/create-holdout';
import { releaseHoldout } from '../../../lib/verbs/holdouts/release-holdout';
import { createMetric } from '../../../lib/verbs/metrics/create-metric';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const hourMs = 3_600_000;
const share = 0.2;
const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };

/** A holdout of a fifth, there since hour 0, and 1,000 units that sent something since: those outside spend `lift` more. */
async function heldOut(lift: number) {
  const { ctx, environmentId } = await createWorkspace(database);
  const bought = { version: 2, event: 'purchase', window };
  await createMetric({ ctx, input: { key: 'spend', name: 'Spend', kind: 'sum', definition: bought } });
  const middle = { ...bought, aggregate: 'sum', quantile: 0.5 };
  await createMetric({ ctx, input: { key: 'median', name: 'Median', kind: 'quantile', definition: middle } });
  const { createdAt } = await createHoldout({ ctx, input: { key: 'year', name: 'Year', share } });
  const { salt } = await database.prisma.holdout.findFirstOrThrow({
    where: { workspaceId: ctx.workspaceId },
  });
  const at = (hours: number) => new Date(createdAt.getTime() + hours * hourMs);
  const isHeldOut = (unit: string) => murmur3(unit, seedFor(salt, 'holdout')) < coverageBoundary(share);
  const units = Array.from({ length: 1000 }, (_, index) => `unit-${String(index)}`);
  const rows = units.flatMap((unit, index) => [
    // Before the holdout was there, and after the period: none of it counts.
    { name: 'purchase', unit, value: 500, at: at(-1) },
    { name: 'purchase', unit, value: 500, at: at(60) },
    { name: 'visit', unit, value: 1, at: at(1) },
    { name: 'purchase', unit, value: (index % 10) + (isHeldOut(unit) ? 0 : lift), at: at(2) },
  ]);
  for (const hours of [-1, 60]) await database.pool.query('select ensure_event_partition($1)', [at(hours)]);
  await database.pool.query(
    `insert into events (environment_id, key, name, unit, value, occurred_at)
     select $1, gen_random_uuid(), name, unit, value, at
     from json_to_recordset($2) as sent (name text, unit text, value float8, at timestamptz)`,
    [environmentId, JSON.stringify(rows)],
  );
  const later = (hours: number): Context => ({ ...ctx, now: () => at(hours) });
  const analysed = (input: object = {}) =>
    analyseHoldout({
      ctx: later(100),
      input: { key: 'year', metrics: ['spend', 'median'], to: at(50), ...input },
    });
  return { ctx, at, later, analysed, environmentId, held: units.filter(isHeldOut), units };
}

describe('the analysis of a holdout', () => {
  it('compares everybody else with those whom the assignment keeps out, in the period alone', async () => {
    const { analysed, held, units, at } = await heldOut(3);
    const { units: counted, sampleRatioAlarm, metrics, from, to, queries } = await analysed();
    expect([from, to]).toEqual([at(0), at(50)]);
    expect(counted).toEqual([
      { variant: 'held-out', units: held.length, expectedShare: share },
      { variant: 'everybody-else', units: units.length - held.length, expectedShare: 0.8 },
    ]);
    expect(sampleRatioAlarm).toBe(false);
    const [spend, median] = metrics;
    const mean = (of: readonly string[]) =>
      of.reduce((sum, unit) => sum + (Number(unit.slice(5)) % 10), 0) / of.length;
    const others = units.filter((unit) => !held.includes(unit));
    expect(spend?.arms.map(({ mean: found }) => found)).toEqual([
      expect.closeTo(mean(held), 9),
      expect.closeTo(mean(others) + 3, 9),
    ]);
    const effect = spend?.effects[0]?.effect;
    if (effect?.ok !== true) throw new Error('no effect');
    expect(effect.value.difference).toBeCloseTo(mean(others) + 3 - mean(held), 9);
    expect(effect.value.interval.lower).toBeGreaterThan(0);
    // What was shown before is not known, so the past adjusts nothing.
    expect(spend?.effects[0]?.adjustment).toBeNull();
    expect(median?.failure).toBeNull();
    expect(queries.map(({ name }) => name)).toEqual(['units', 'metrics', 'quantiles']);
  });

  it('shows no effect where there is none, and alarms where one side sends less than its share', async () => {
    const { analysed, held, environmentId } = await heldOut(0);
    const [spend] = (await analysed()).metrics;
    const effect = spend?.effects[0]?.effect;
    expect(effect?.ok === true && effect.value.pTwoSided > 0.001).toBe(true);
    await database.pool.query('delete from events where environment_id = $1 and unit = any($2)', [
      environmentId,
      held.slice(0, 100),
    ]);
    expect((await analysed()).sampleRatioAlarm).toBe(true);
  });

  it('names what was shipped and what ran beside it, of the runs that know the holdout', async () => {
    const { analysed, later } = await heldOut(0);
    for (const key of ['shipped', 'running']) {
      await createExperiment({ ctx: later(1), input: experimentBody({ key, name: key }) });
      await startExperiment({ ctx: later(1), input: { key } });
    }
    await shipExperiment({ ctx: later(3), input: { key: 'shipped', variant: 'treatment' } });
    const { shipped, experiments } = await analysed();
    expect(shipped).toMatchObject([{ experiment: 'shipped', variant: 'treatment' }]);
    expect(experiments).toEqual(['shipped', 'running']);
  });

  it('refuses periods in which the holdout did not hold, and metrics that are not there', async () => {
    const { analysed, at, later } = await heldOut(0);
    for (const wrong of [
      { from: at(-1) },
      { to: at(101) },
      { from: at(50) },
      { metrics: [] },
      { metrics: ['nothing'] },
      { from: 'yesterday' },
    ]) {
      await expect(analysed(wrong)).rejects.toMatchObject({ status: 400 });
    }
    await expect(analysed({ key: 'none' })).rejects.toMatchObject({ status: 404 });
    await releaseHoldout({ ctx: later(40), input: { key: 'year' } });
    await expect(analysed()).rejects.toMatchObject({ status: 400 });
    expect((await analysed({ to: null })).to).toEqual(at(40));
  });
});
