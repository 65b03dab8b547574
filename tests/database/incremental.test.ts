import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eraseUnit } from '../../lib/verbs/data/erase-unit';
import { recordEvents } from '../../lib/ingestion/record-events';
import { recordExposures } from '../../lib/ingestion/record-exposures';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import type { MeasuredMetric } from '../../lib/evidence/read';
import { createSnapshots } from '../../lib/evidence/postgres/read/snapshots';
import { cloneDatabase } from '../support/database';
import { makeRunningExperiment } from '../support/factories';
import { openWindow, spentOnPurchases } from '../support/runs';
import { createWorkspace } from '../support/workspace';

const database = await cloneDatabase();
const warehouse = createSnapshots(database.pool);
const definition = { ...spentOnPurchases, event: 'buy' } as const;
const sum = { key: 'sum', kind: 'sum', definition } as const;
const startedAt = new Date(Date.now() - 3_600_000);

async function place() {
  const { ctx, workspaceId, environmentId } = await createWorkspace(database);
  const { key, runId } = await makeRunningExperiment(
    database,
    { workspaceId, environmentId },
    { startedAt, values: ['old', 'new'] },
  );
  const sending = { ...ctx, environmentId, ingestion: createIngestion(createEvidence(database).write) };
  const expose = (unit: string, variant: string, at = startedAt, attributes: object = {}) =>
    recordExposures({
      ctx: sending,
      input: { exposures: [{ experiment: key, variant, unit, occurredAt: at.toISOString(), attributes }] },
    });
  const buy = (unit: string, value: number, more: object = {}) =>
    recordEvents({ ctx: sending, input: { events: [{ unit, name: 'buy', value, ...more }] } });
  const request = (metrics: readonly MeasuredMetric[]) => ({
    scope: { runId, environmentId, horizon: new Date() },
    metrics,
    attributes: [],
    alphaTwoSided: 0.05,
  });
  /** Arms as n and mean, by variant position. */
  const read = async (isIncremental: boolean, metrics: readonly MeasuredMetric[] = [sum]) => {
    const measured = isIncremental
      ? await warehouse.inRefresh(runId, (snapshot) => snapshot.measureMetrics(request(metrics)))
      : await warehouse.inSnapshot((snapshot) => snapshot.measureMetrics(request(metrics)));
    expect(measured.isIncremental).toBe(isIncremental);
    const evidence = measured.metrics.get('sum');
    return evidence?.ok === true ? evidence.arms.map(({ n, means }) => [n, means[0]]) : evidence;
  };
  const stored = async () => {
    const { rows } = await database.pool.query<{ unit: string }>(
      'select unit from unit_values where run_id = $1 order by unit',
      [runId],
    );
    return rows.map(({ unit }) => unit);
  };
  return { ctx, environmentId, runId, expose, buy, read, request, stored };
}

/** A run of two units an arm, measured once. */
async function measuredPlace() {
  const at = await place();
  for (const [unit, variant] of [
    ['a', 'control'],
    ['b', 'control'],
    ['x', 'treatment-1'],
    ['y', 'treatment-1'],
  ] as const) {
    await at.expose(unit, variant);
  }
  await at.buy('a', 4);
  expect(await at.read(true)).toEqual([
    [2, 2],
    [2, 0],
  ]);
  return at;
}

describe('an incremental reading', () => {
  it('counts what was being written during the one before, and was not seen by it', async () => {
    const { environmentId, read } = await measuredPlace();
    const writer = await database.pool.connect();
    try {
      await writer.query('begin');
      await writer.query(
        `insert into events (environment_id, key, name, unit, value, occurred_at)
         values ($1, $2, 'buy', 'x', 10, now())`,
        [environmentId, randomUUID()],
      );
      // Later arrivals are committed before it.
      expect(await read(true)).toEqual([
        [2, 2],
        [2, 0],
      ]);
      expect(await read(true)).toEqual([
        [2, 2],
        [2, 0],
      ]);
      await writer.query('commit');
    } finally {
      writer.release();
    }
    expect(await read(true)).toEqual([
      [2, 2],
      [2, 5],
    ]);
  });

  it('notices an event whose time moves before the exposure, and a unit that meets a second variant', async () => {
    const { buy, expose, read } = await measuredPlace();
    await buy('y', 6, { id: 'moves' });
    expect(await read(true)).toEqual([
      [2, 2],
      [2, 3],
    ]);
    await buy('y', 6, { id: 'moves', occurredAt: new Date(startedAt.getTime() - 60_000).toISOString() });
    await expose('b', 'treatment-1', new Date(startedAt.getTime() + 60_000));
    expect(await read(true)).toEqual([
      [1, 4],
      [2, 0],
    ]);
    expect(await read(false)).toEqual(await read(true));
  });

  it('keeps nothing of a unit that was erased, and goes on without it', async () => {
    const { ctx, read, stored } = await measuredPlace();
    expect(await stored()).toEqual(['a', 'b', 'x', 'y']);
    await eraseUnit({ ctx, input: { unit: 'a' } });
    expect(await stored()).toEqual([]);
    expect(await read(true)).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(await stored()).toEqual(['b', 'x', 'y']);
  });

  it('begins anew where another definition is asked for, and reads the same twice where nothing came', async () => {
    const { read } = await measuredPlace();
    const caps = { winsorisation: 0.5, winsorisationLower: 0.4 };
    const capped: MeasuredMetric = { ...sum, definition: { ...definition, ...caps } };
    expect(await read(true, [capped])).toEqual(await read(false, [capped]));
    expect(await read(true)).toEqual(await read(true));
    expect(await read(true)).toEqual(await read(false));
  });

  it('lets two at once go one after the other, with the same figures', async () => {
    const { buy, read } = await measuredPlace();
    await buy('x', 2);
    const readings = await Promise.all([read(true), read(true), read(true)]);
    expect(readings).toEqual(
      [1, 2, 3].map(() => [
        [2, 2],
        [2, 1],
      ]),
    );
  });

  it('goes on from moments that an earlier version kept, without third ones, with the figures of a full computation', async () => {
    const { runId, expose, buy, request } = await place();
    const read = async (isIncremental: boolean) => {
      const asked = request([sum]);
      const { metrics } = isIncremental
        ? await warehouse.inRefresh(runId, (snapshot) => snapshot.measureMetrics(asked))
        : await warehouse.inSnapshot((snapshot) => snapshot.measureMetrics(asked));
      return metrics.get('sum');
    };
    for (const unit of ['a', 'b', 'c', 'd']) await expose(unit, 'control');
    await buy('a', 4);
    await buy('b', 8);
    const kept = await read(true);
    expect(kept?.ok === true ? kept.arms[0]?.thirds?.[0] : kept).toBe(18);
    const forgetThirds = () =>
      database.pool.query(
        `update measured_runs set moments = regexp_replace(moments::text, ', "thirds": [[][^]]*[]]', '', 'g')::jsonb
         where run_id = $1 and moments::text like '%thirds%'`,
        [runId],
      );
    expect((await forgetThirds()).rowCount).toBe(1);
    expect(await read(true)).toEqual(kept);
    expect((await forgetThirds()).rowCount).toBe(1);
    await buy('c', 16);
    const read16 = await read(true);
    expect(read16).toEqual(await read(false));
    expect(read16?.ok === true ? read16.arms[0]?.thirds?.[0] : read16).toBe(90);
  });

  it('carries quantiles of many units along, to the last digit of what all units give', async () => {
    const { environmentId, runId, request } = await place();
    const median = quantileOf('median', 0.5);
    const high = quantileOf('high', 0.9);
    const both = async (isIncremental: boolean) => {
      const asked = request([median, high]);
      const { metrics } = isIncremental
        ? await warehouse.inRefresh(runId, (snapshot) => snapshot.measureMetrics(asked))
        : await warehouse.inSnapshot((snapshot) => snapshot.measureMetrics(asked));
      return metrics;
    };
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at)
       select $1, 'many-' || id, id % 2, $2 from generate_series(1, 6000) as id`,
      [runId, startedAt],
    );
    const send = (from: number, to: number) =>
      database.pool.query(
        `insert into events (environment_id, key, name, unit, value, occurred_at)
         select $1, gen_random_uuid(), 'buy', 'many-' || id, (id * 7919) % 1000 + id / 7.0, $2
         from generate_series($3::int, $4::int) as id`,
        [environmentId, new Date(startedAt.getTime() + 1_000), from, to],
      );
    await send(1, 6_000);
    expect(await both(true)).toEqual(await both(false));
    // So many at once that the median leaves what was kept around it.
    await send(1_000, 2_000);
    expect(await both(true)).toEqual(await both(false));
    // Whoever read all stored units now would find other quantiles.
    await database.pool.query(
      `update unit_values set figures = '{1e6, 1e6}'
       where run_id = $1 and substr(unit, 6)::int not between 3000 and 4000`,
      [runId],
    );
    for (const from of [3_000, 3_100, 3_500]) {
      await send(from, from + 50);
      expect(await both(true)).toEqual(await both(false));
    }
  });

  it('adjusts for attributes of first exposures with the figures of a full computation, also of units that changed', async () => {
    const { runId, expose, buy, request } = await place();
    const covariate = { lengthHours: 24, term: null, attributes: ['country', 'age'] };
    const adjusted: MeasuredMetric = { ...sum, definition: { ...definition, covariate } };
    const read = async (isIncremental: boolean) => {
      const asked = request([adjusted]);
      const measured = isIncremental
        ? await warehouse.inRefresh(runId, (snapshot) => snapshot.measureMetrics(asked))
        : await warehouse.inSnapshot((snapshot) => snapshot.measureMetrics(asked));
      expect(measured.isIncremental).toBe(isIncremental);
      return measured.metrics.get('sum');
    };
    // Moments that are merged differ in their last digits.
    const figures = async (isIncremental: boolean): Promise<unknown> =>
      JSON.parse(
        JSON.stringify(await read(isIncremental), (_, value: unknown) =>
          typeof value === 'number' ? Number(value.toPrecision(9)) : value,
        ),
      );
    const units = [
      ['a', 'control', { country: 'de', age: 31 }],
      ['b', 'control', { country: 'at', age: 40 }],
      ['c', 'control', { country: 'de' }],
      ['x', 'treatment-1', { country: 'de', age: 25 }],
      ['y', 'treatment-1', { country: 'at', age: 52 }],
      ['z', 'treatment-1', {}],
    ] as const;
    const first = new Date(startedAt.getTime() + 60_000);
    for (const [unit, variant, attributes] of units) await expose(unit, variant, first, attributes);
    await buy('a', 4);
    expect(await figures(true)).toEqual(await figures(false));
    const kept = await storedFigures(runId, 'b');
    // An event of a unit whose attributes stay, an earlier exposure with others, and units of a value that is there.
    await buy('x', 10);
    await expose('y', 'treatment-1', startedAt, { country: 'de', age: 53 });
    await expose('w', 'control', startedAt, { country: 'at', age: 20 });
    await expose('v', 'treatment-1', startedAt, { country: 'at', age: 20 });
    expect(await figures(true)).toEqual(await figures(false));
    const whole = await read(true);
    expect(whole?.ok === true && whole.attributes?.map(({ levels }) => levels)).toEqual([['at'], []]);
    // What nothing came for is left as it was stored, and so is not what all evidence would give.
    expect(await storedFigures(runId, 'b')).toEqual(kept);
    await database.pool.query("update unit_values set figures[1] = 9 where run_id = $1 and unit = 'b'", [
      runId,
    ]);
    await buy('a', 1);
    await read(true);
    expect((await storedFigures(runId, 'b'))?.[0]).toBe(9);
    // Another frequent value changes what is measured, so all units are measured again.
    for (const unit of ['p', 'q', 'r']) await expose(unit, 'control', startedAt, { country: 'fr', age: 30 });
    expect(await figures(true)).toEqual(await figures(false));
  });

  it('computes those units anew for which an event that arrived can count, and those whose event was moved', async () => {
    const { runId, expose, buy, request } = await place();
    const halfAnHour: MeasuredMetric = {
      ...sum,
      definition: { ...definition, window: { startHours: 0, lengthHours: 0.5, mustBeComplete: false } },
    };
    const read = async () => {
      const { metrics } = await warehouse.inRefresh(runId, (snapshot) =>
        snapshot.measureMetrics(request([halfAnHour])),
      );
      const evidence = metrics.get('sum');
      return evidence?.ok === true ? evidence.arms.map(({ means }) => means[0]) : evidence;
    };
    await expose('early', 'control');
    await expose('late', 'treatment-1', new Date(startedAt.getTime() + 1_800_000));
    const inside = new Date(startedAt.getTime() + 60_000).toISOString();
    await buy('early', 3, { id: 'inside', occurredAt: inside });
    expect(await read()).toEqual([3, 0]);
    // Half an hour after its exposure nothing counts for this unit any more; what is stored is left as it is.
    await database.pool.query("update unit_values set figures = '{9}' where run_id = $1 and unit = 'early'", [
      runId,
    ]);
    await buy('early', 5, { occurredAt: new Date(startedAt.getTime() + 2_000_000).toISOString() });
    await buy('late', 4, { occurredAt: new Date(startedAt.getTime() + 2_000_000).toISOString() });
    expect(await read()).toEqual([9, 4]);
    expect(await storedFigures(runId, 'early')).toEqual([9]);
    // Moved out of the window: where it was cannot be told from where it is.
    await buy('early', 3, { id: 'inside', occurredAt: new Date(startedAt.getTime() - 60_000).toISOString() });
    expect(await read()).toEqual([0, 4]);
  });
});

function quantileOf(key: string, quantile: number): MeasuredMetric {
  return {
    key,
    kind: 'quantile',
    definition: { version: 2, event: 'buy', where: [], aggregate: 'sum', quantile, window: openWindow },
  };
}

async function storedFigures(runId: number, unit: string): Promise<readonly number[] | undefined> {
  const { rows } = await database.pool.query<{ figures: number[] }>(
    'select figures from unit_values where run_id = $1 and unit = $2',
    [runId, unit],
  );
  return rows[0]?.figures;
}
