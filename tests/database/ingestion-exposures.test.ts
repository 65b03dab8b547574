import { describe, expect, test } from 'vitest';
import { wholeWorkspace } from '../../lib/auth/context';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordExposures } from '../../lib/ingestion/record-exposures';
import { writeExposures } from '../../lib/evidence/postgres/write/write-exposures';
import type { ExposureRow } from '../../lib/evidence/write';
import { cloneDatabase } from '../support/database';
import {
  makeDraft,
  makeEnvironment,
  makeRun,
  makeRunningExperiment,
  makeWorkspace,
} from '../support/factories';

const database = await cloneDatabase();
const ingestion = createIngestion(createEvidence(database).write);
const place = await makeWorkspace(database);
const now = new Date('2026-03-10T12:00:00Z');

function contextIn(environmentId: number, permissions = new Set(['data:write'] as const)) {
  const actor = { kind: 'key', id: 'k', label: 'test', permissions, reach: wholeWorkspace } as const;
  return { workspaceId: place.workspaceId, environmentId, actor, database, ingestion, now: () => now };
}
const ctx = contextIn(place.environmentId);

interface StoredRow {
  readonly unit: string;
  readonly variant: number;
  readonly other_variant: number | null;
  readonly first_seen_at: Date;
  readonly attributes: unknown;
}

async function rowsOf(runId: number): Promise<readonly StoredRow[]> {
  const { rows } = await database.pool.query<StoredRow>(
    'select unit, variant, other_variant, first_seen_at, attributes from exposures where run_id = $1 order by unit collate "C"',
    [runId],
  );
  return rows;
}

describe('writing exposures', () => {
  /** Deterministic, so that a failure can be looked at again. */
  function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
    return items
      .map((item, index) => ({ item, order: Math.sin(seed * 1000 + index * 7.31) }))
      .sort((one, other) => one.order - other.order)
      .map(({ item }) => item);
  }

  test('the table is the same whatever the order, the batches and the repetitions', async () => {
    const instants = ['10:00', '10:01', '10:01', '10:02', '10:03'];
    const sent = Array.from({ length: 300 }, (_, index): Omit<ExposureRow, 'runId'> => {
      const [number, round] = [index % 60, Math.floor(index / 60)];
      const at = instants[(number + round * 2) % instants.length] ?? '';
      const unit = `unit-${number}`;
      const variant = number < 20 ? number % 3 : number < 40 ? (round + number) % 2 : (round * number) % 3;
      return { unit, variant, occurredAt: new Date(`2026-03-10T${at}:00Z`), attributes: `{"at":"${at}"}` };
    });
    let expected: readonly StoredRow[] | null = null;
    for (let runId = 1001; runId < 1009; runId += 1) {
      const order = shuffled([...sent, ...sent.slice(0, 100)], runId);
      const batch = [1, 7, 50, 400][runId % 4] ?? 1;
      for (let start = 0; start < order.length; start += batch) {
        await writeExposures(
          database,
          order.slice(start, start + batch).map((row) => ({ ...row, runId })),
        );
      }
      expected ??= await rowsOf(runId);
      expect(await rowsOf(runId)).toEqual(expected);
    }
    expect(expected).toHaveLength(60);
    const others = new Set(expected?.map((row) => row.other_variant));
    expect(others).toEqual(new Set([null, -1, 0, 1]));
  });

  test('the earliest exposure decides the variant, and a second variant is remembered', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 10, 10, minute));
    const row = { runId: 2001, unit: 'u', attributes: null };
    await writeExposures(database, [{ ...row, variant: 1, occurredAt: at(5) }]);
    await writeExposures(database, [{ ...row, variant: 0, occurredAt: at(1) }]);
    expect(await rowsOf(2001)).toMatchObject([{ variant: 0, other_variant: 1, first_seen_at: at(1) }]);
    await writeExposures(database, [{ ...row, variant: 2, occurredAt: at(9) }]);
    expect(await rowsOf(2001)).toMatchObject([{ variant: 0, other_variant: -1, first_seen_at: at(1) }]);
  });

  test('overlapping batches from many writers neither deadlock nor lose a unit', async () => {
    const batches = Array.from({ length: 24 }, (_, writer) =>
      shuffled(
        Array.from({ length: 200 }, (_, unit) => `unit-${unit}`),
        writer,
      ).map((unit): ExposureRow => ({
        runId: 3001,
        unit,
        variant: 0,
        occurredAt: new Date(now.getTime() - writer),
        attributes: null,
      })),
    );
    const written = await Promise.all(batches.map((batch) => writeExposures(database, batch)));
    expect(written.reduce((sum, duplicates) => sum + 200 - duplicates.size, 0)).toBe(200);
    expect(await rowsOf(3001)).toHaveLength(200);
  });
});

describe('recording exposures', () => {
  test('counts accepted and duplicate, and stores the variant by its position', async () => {
    const { key, runId } = await makeRunningExperiment(database, place, {
      startedAt: new Date('2026-03-01T00:00:00Z'),
    });
    const exposures = [
      {
        experiment: key,
        variant: 'treatment-1',
        unit: 'a',
        occurredAt: '2026-03-09T10:00:00+02:00',
        attributes: { x: 1 },
      },
      { experiment: key, variant: 'control', unit: 'b' },
      { experiment: key, variant: 'control', unit: 'b' },
    ];
    expect(await recordExposures({ ctx, input: { exposures } })).toEqual({
      accepted: 2,
      duplicate: 1,
      rejected: [],
      rejectedByCode: {},
    });
    expect(await recordExposures({ ctx, input: { exposures } })).toEqual({
      accepted: 0,
      duplicate: 3,
      rejected: [],
      rejectedByCode: {},
    });
    expect(await rowsOf(runId)).toEqual([
      {
        unit: 'a',
        variant: 1,
        other_variant: null,
        first_seen_at: new Date('2026-03-09T08:00:00Z'),
        attributes: { x: 1 },
      },
      { unit: 'b', variant: 0, other_variant: null, first_seen_at: now, attributes: null },
    ]);
  });

  test('rejects by name what it does not know, stores the rest, and keeps the rejected', async () => {
    const { key, runId } = await makeRunningExperiment(database, place, {
      startedAt: new Date('2026-03-01T00:00:00Z'),
    });
    await makeDraft(database, place.workspaceId, 'only-drafted');
    const good = { experiment: key, variant: 'control', unit: 'u' };
    const exposures = [
      { ...good, experiment: 'nothing', id: 'e0' },
      { ...good, variant: 'purple' },
      good,
      { ...good, experiment: 'only-drafted' },
      { ...good, unit: 17 },
      { ...good, unit: 'nul\0' },
      { ...good, unit: 'half\ud800' },
      { ...good, occurredAt: '2026-03-10 12:00' },
      { ...good, occurredAt: '2026-03-12T00:00:00Z' },
      { ...good, occurredAt: '1999-12-31T23:59:59Z' },
      { ...good, occurredAt: '2026-02-30T00:00:00Z' },
      { ...good, attributes: { deep: ['\0'] } },
      { ...good, attributes: JSON.parse('{"__proto__": {"x": 1}}') as unknown },
      null,
    ];
    const result = await recordExposures({ ctx, input: { exposures } });
    expect(result.accepted).toBe(1);
    expect(result.rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'UNKNOWN_EXPERIMENT'],
      [1, 'UNKNOWN_VARIANT'],
      [3, 'NOT_RUNNING'],
      [4, 'INVALID_UNIT'],
      [5, 'INVALID_UNIT'],
      [6, 'INVALID_UNIT'],
      [7, 'INVALID_TIMESTAMP'],
      [8, 'TIMESTAMP_IN_FUTURE'],
      [9, 'TIMESTAMP_TOO_OLD'],
      [10, 'INVALID_TIMESTAMP'],
      [11, 'INVALID_ATTRIBUTES'],
      [12, 'INVALID_ATTRIBUTES'],
      [13, 'INVALID_ITEM'],
    ]);
    expect(result.rejected[0]).toMatchObject({ id: 'e0', detail: 'there is no experiment "nothing"' });
    expect(await rowsOf(runId)).toHaveLength(1);
    const kept = await database.prisma.rejectedEvent.findMany({
      where: { environmentId: place.environmentId },
    });
    expect(kept).toHaveLength(13);
    expect(kept.find(({ code }) => code === 'UNKNOWN_VARIANT')).toMatchObject({
      kind: 'EXPOSURE',
      body: JSON.stringify(exposures[1]),
    });
  });

  test('a late exposure counts in the run that was active when it happened', async () => {
    const end = new Date('2026-03-05T00:00:00Z');
    const { key, runId, experimentId } = await makeRunningExperiment(database, place, {
      startedAt: new Date('2026-03-01T00:00:00Z'),
      endedAt: end,
    });
    const second = await makeRun(database, place.environmentId, experimentId, { number: 2, startedAt: end });
    const exposures = [
      { experiment: key, variant: 'control', unit: 'late', occurredAt: '2026-03-04T23:59:59.999Z' },
      { experiment: key, variant: 'control', unit: 'next', occurredAt: '2026-03-05T00:00:00.000Z' },
      { experiment: key, variant: 'control', unit: 'early', occurredAt: '2026-02-28T00:00:00Z' },
    ];
    const { rejected } = await recordExposures({ ctx, input: { exposures } });
    expect(rejected).toMatchObject([{ index: 2, code: 'NOT_RUNNING' }]);
    expect((await rowsOf(runId)).map((row) => row.unit)).toEqual(['late']);
    expect((await rowsOf(second)).map((row) => row.unit)).toEqual(['next']);
  });

  test('an exposure counts in the run it names and in no other', async () => {
    const end = new Date('2026-03-05T00:00:00Z');
    const { key, runId, experimentId } = await makeRunningExperiment(database, place, {
      startedAt: new Date('2026-03-01T00:00:00Z'),
      endedAt: end,
    });
    const second = await makeRun(database, place.environmentId, experimentId, { number: 2, startedAt: end });
    const item = { experiment: key, variant: 'control' };
    const exposures = [
      { ...item, run: 1, unit: 'late', occurredAt: '2026-03-04T00:00:00Z' },
      { ...item, run: 2, unit: 'current', occurredAt: '2026-03-06T00:00:00Z' },
      { ...item, run: null, unit: 'by time', occurredAt: '2026-03-06T00:00:00Z' },
      { ...item, run: 1, unit: 'old configuration', occurredAt: '2026-03-06T00:00:00Z' },
      { ...item, run: 3, unit: 'unknown' },
      { ...item, run: 0, unit: 'no number' },
    ];
    const { rejected } = await recordExposures({ ctx, input: { exposures } });
    expect(rejected).toMatchObject([
      {
        index: 3,
        code: 'NOT_RUNNING',
        detail: `run 1 of the experiment "${key}" was not running here at 2026-03-06T00:00:00.000Z`,
      },
      { index: 4, code: 'UNKNOWN_RUN', detail: `the experiment "${key}" has no run 3 here` },
      { index: 5, code: 'INVALID_RUN' },
    ]);
    expect((await rowsOf(runId)).map((row) => row.unit)).toEqual(['late']);
    expect((await rowsOf(second)).map((row) => row.unit)).toEqual(['by time', 'current']);
  });

  test('a device whose clock is behind counts in the run that it names, by its own time, and is noticed', async () => {
    const workspace = await makeWorkspace(database);
    const here = { ...contextIn(workspace.environmentId), workspaceId: workspace.workspaceId };
    const startedAt = new Date(now.getTime() - 30_000);
    const { key, runId } = await makeRunningExperiment(database, workspace, { startedAt });
    const hoursBefore = (hours: number) => new Date(startedAt.getTime() - hours * 3_600_000).toISOString();
    const seen = { experiment: key, variant: 'control', run: 1 };
    const exposures = [
      { ...seen, unit: 'a-minute', occurredAt: hoursBefore(1 / 60) },
      { ...seen, unit: 'a-day', occurredAt: hoursBefore(24) },
      { ...seen, unit: 'two-days', occurredAt: hoursBefore(48) },
      { ...seen, unit: 'unnamed', occurredAt: hoursBefore(1 / 60), run: null },
      { ...seen, unit: 'right', occurredAt: now.toISOString() },
    ];
    const result = await recordExposures({ ctx: here, input: { exposures } });
    expect(result.accepted).toBe(3);
    expect(result.rejected.map(({ index, code }) => [index, code])).toEqual([
      [2, 'NOT_RUNNING'],
      [3, 'NOT_RUNNING'],
    ]);
    expect((await rowsOf(runId)).map((row) => [row.unit, row.first_seen_at])).toEqual([
      ['a-day', new Date(hoursBefore(24))],
      ['a-minute', new Date(hoursBefore(1 / 60))],
      ['right', now],
    ]);
    await ingestion.write.verdicts.flush();
    const { environmentId } = workspace;
    const noticed = await database.prisma.ingestionCount.findMany({
      where: { environmentId, code: 'CLOCK_BEHIND' },
    });
    expect(noticed).toMatchObject([{ kind: 'EXPOSURE', items: 2n }]);
  });

  test('an experiment of another workspace is unknown, one that runs in another environment not running', async () => {
    const foreign = await makeWorkspace(database);
    const { key: foreignKey } = await makeRunningExperiment(database, foreign);
    const staging = await makeEnvironment(database, place.workspaceId, 'staging');
    const { key } = await makeRunningExperiment(database, place, {
      startedAt: new Date('2026-03-01T00:00:00Z'),
    });
    const item = { variant: 'control', unit: 'u' };
    const exposures = [
      { ...item, experiment: foreignKey },
      { ...item, experiment: key },
    ];
    const { rejected } = await recordExposures({ ctx: contextIn(staging), input: { exposures } });
    expect(rejected.map(({ code }) => code)).toEqual(['UNKNOWN_EXPERIMENT', 'NOT_RUNNING']);
  });

  test('a run whose stored configuration is malformed rejects its own exposures alone', async () => {
    const broken = await makeDraft(database, place.workspaceId, 'broken');
    await makeRun(database, place.environmentId, broken, {
      startedAt: new Date(0),
      configuration: { variants: 'two' },
    });
    const { key } = await makeRunningExperiment(database, place, { startedAt: new Date(0) });
    const item = { variant: 'control', unit: 'u' };
    const exposures = [
      { ...item, experiment: 'broken' },
      { ...item, experiment: key },
    ];
    const result = await recordExposures({ ctx, input: { exposures } });
    expect(result).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'UNKNOWN_VARIANT' }] });
  });

  test('refuses whoever may not write, a body without the list, and more than 1,000 items', async () => {
    const denied = contextIn(place.environmentId, new Set());
    await expect(recordExposures({ ctx: denied, input: { exposures: [] } })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(recordExposures({ ctx, input: [] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      status: 400,
    });
    const exposures = Array.from({ length: 1001 }, () => null);
    await expect(recordExposures({ ctx, input: { exposures } })).rejects.toMatchObject({
      code: 'TOO_MANY_ITEMS',
      status: 413,
    });
  });
});
