import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/auth/context';
import { calibrateMetric } from '../../../lib/verbs/metrics/calibrate-metric';
import { createMetric } from '../../../lib/verbs/metrics/create-metric';
import { measureOf } from '../../../lib/model/metrics/kinds';
import { createSnapshots } from '../../../lib/evidence/postgres/read/snapshots';
import { cloneDatabase } from '../../support/database';
import { seededUniform } from '../../support/seeded-random';
import { createWorkspace } from '../../support/workspace';

const database = await cloneDatabase();
const now = new Date('2026-03-28T12:00:00Z');
const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
const definition = { version: 2, event: 'purchase', where: [], window, covariate: null } as const;
const units = 600;

/** Purchases of all units but some, after a view of each; earlier purchases go with later ones. */
async function workspaceWithPurchases(buyers = units) {
  const { ctx, environmentId } = await createWorkspace(database);
  for (const month of ['2026-02-28T00:00:00Z', '2026-03-28T00:00:00Z']) {
    await database.pool.query('select ensure_event_partition($1)', [month]);
  }
  const uniform = seededUniform(3);
  const rows = Array.from({ length: units }, (_, index) => {
    const value = -10 * Math.log1p(-uniform());
    return { unit: `unit-${String(index)}`, value, before: value * (0.5 + uniform()), buys: index < buyers };
  });
  const insert = async (name: string, at: string, of: readonly { unit: string; value: number }[]) => {
    await database.pool.query(
      `insert into events (environment_id, key, name, unit, value, occurred_at)
       select $1, gen_random_uuid(), $2, unit, value, $3 from unnest($4::text[], $5::float8[]) as sent (unit, value)`,
      [environmentId, name, at, of.map(({ unit }) => unit), of.map(({ value }) => value)],
    );
  };
  const buying = rows.filter(({ buys }) => buys);
  await insert(
    'purchase',
    '2026-02-27T00:00:00Z',
    buying.map(({ unit, before }) => ({ unit, value: before })),
  );
  await insert('view', '2026-03-02T00:00:00Z', rows);
  await insert('purchase', '2026-03-10T00:00:00Z', buying);
  const then: Context = { ...ctx, now: () => now };
  const metric = (key: string, changes: object = {}, kind = 'sum') =>
    createMetric({ ctx: then, input: { key, name: key, kind, definition: { ...definition, ...changes } } });
  return { ctx: then, environmentId, metric, rows };
}

describe('the calibration of a metric', () => {
  it('finds a metric of many units calibrated, with and without a covariate and a cap', async () => {
    const { ctx, metric } = await workspaceWithPurchases();
    await metric('plain');
    await metric('adjusted', {
      covariate: { lengthHours: 24 * 7, term: null },
      ...{ winsorisation: 0.95, winsorisationLower: 0.02 },
    });
    for (const key of ['plain', 'adjusted']) {
      const found = await calibrateMetric({ ctx, input: { key, days: 27, rounds: 400, seed: 1 } });
      expect(found).toMatchObject({ verdict: 'calibrated', units, unitsRead: units, rounds: 400 });
      expect(found.sentence).toMatch(/^Calibrated, because/);
      expect(found.histogram.reduce((sum, count) => sum + count, 0)).toBe(400);
      expect(found.histogram).toHaveLength(20);
    }
  });

  it('finds one calibrated no more where two units alone have a value: p is never below alpha', async () => {
    const { ctx, metric } = await workspaceWithPurchases(2);
    await metric('rare');
    const found = await calibrateMetric({ ctx, input: { key: 'rare', days: 27, rounds: 400, seed: 1 } });
    expect(found).toMatchObject({ verdict: 'not-calibrated', falsePositiveShare: 0 });
    expect(found.sentence).toMatch(/too few/);
  });

  it('cannot say where nobody has a value', async () => {
    const { ctx, metric } = await workspaceWithPurchases(0);
    await metric('never');
    const found = await calibrateMetric({ ctx, input: { key: 'never', days: 27, rounds: 50 } });
    expect(found).toMatchObject({ verdict: 'cannot-say', falsePositiveShare: null, rounds: 0 });
    expect(found.withoutFigure?.rounds).toBe(50);
  });

  it('splits in the same way for the same seed alone', async () => {
    const { ctx, metric } = await workspaceWithPurchases();
    await metric('plain');
    const split = (seed: number) =>
      calibrateMetric({ ctx, input: { key: 'plain', days: 27, rounds: 50, seed } });
    const first = await split(1);
    expect(await split(1)).toEqual(first);
    expect((await split(2)).histogram).not.toEqual(first.histogram);
  });

  it('parts all units anew in each round, and draws some where there are too many', async () => {
    const { environmentId, rows } = await workspaceWithPurchases();
    const scope = { environmentId, from: new Date('2026-03-01T00:00:00Z'), horizon: now };
    const measure = measureOf({ kind: 'sum', definition: { ...definition, winsorisation: null } });
    const read = (maximumUnits: number) =>
      createSnapshots(database.pool).inSnapshot(async (snapshot) => {
        const found = await snapshot.randomSplits({ ...scope, measure, rounds: 60, seed: 4, maximumUnits });
        const [row] = found.rows;
        if (row === undefined) throw new Error('one row holds all splits');
        return row;
      });
    const { splits } = await read(1_000);
    const total = rows.reduce((sum, { value }) => sum + value, 0);
    expect(splits).toHaveLength(60);
    for (const arms of splits) {
      expect(arms.reduce((sum, { n }) => sum + n, 0)).toBe(units);
      expect(arms.reduce((sum, { n, means }) => sum + n * (means[0] ?? 0), 0)).toBeCloseTo(total, 6);
      // Half and half: 300 and a standard deviation of 12.
      expect(Math.abs((arms[0]?.n ?? 0) - units / 2)).toBeLessThan(60);
    }
    expect(new Set(splits.map((arms) => arms[0]?.means[0])).size).toBe(60);
    const drawn = await read(100);
    expect(drawn).toMatchObject({ units, unitsRead: 100 });
    expect(drawn.splits.every((arms) => arms.reduce((sum, { n }) => sum + n, 0) === 100)).toBe(true);
  });

  it('is refused for a quantile, for other workspaces’ metrics, and without permission to read', async () => {
    const { ctx, metric } = await workspaceWithPurchases(0);
    const { covariate: _, ...withoutCovariate } = definition;
    await createMetric({
      ctx,
      input: {
        key: 'median',
        name: 'Median',
        kind: 'quantile',
        definition: { ...withoutCovariate, aggregate: 'sum', quantile: 0.5 },
      },
    });
    await metric('plain');
    const { ctx: foreign } = await createWorkspace(database);
    const refusal = (of: Context, key: string, more: object = {}) =>
      calibrateMetric({ ctx: of, input: { key, ...more } }).catch((error: unknown) => error);
    expect(await refusal(ctx, 'median')).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await refusal(ctx, 'plain', { rounds: 10 })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await refusal(foreign, 'plain')).toMatchObject({ code: 'NOT_FOUND' });
    const actor = { ...ctx.actor, permissions: new Set<never>() };
    expect(await refusal({ ...ctx, actor }, 'plain')).toMatchObject({ code: 'FORBIDDEN' });
  });
});
