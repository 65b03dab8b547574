import { describe, expect, test } from 'vitest';
import { applyRetention } from '../../../lib/verbs/data/apply-retention';
import { countVerdicts } from '../../../lib/verbs/data/count-verdicts';
import { eraseUnit } from '../../../lib/verbs/data/erase-unit';
import { updateIngestionSettings } from '../../../lib/verbs/data/ingestion-settings';
import { listRejected } from '../../../lib/verbs/data/list-rejected';
import { replayRejected } from '../../../lib/verbs/data/replay-rejected';
import { createEvidence } from '../../../lib/evidence/create-evidence';
import { createIngestion } from '../../../lib/ingestion/ingestion';
import { recordEvents } from '../../../lib/ingestion/record-events';
import { recordExposures } from '../../../lib/ingestion/record-exposures';
import { recordIdentities } from '../../../lib/ingestion/record-identities';
import { cloneDatabase } from '../../support/database';
import { makeRunningExperiment } from '../../support/factories';
import { createWorkspace } from '../../support/workspace';

const database = await cloneDatabase();
const now = new Date('2026-03-10T12:00:00Z');

/** `clock`: replaying asks when an item came, which the database says. */
async function place(clock: () => Date = () => now) {
  const { ctx, workspaceId, environmentId } = await createWorkspace(database);
  // A store of its own is a process of its own: nothing remembered of settings as they were.
  const inProcess = () => ({
    ...ctx,
    environmentId,
    ingestion: createIngestion(createEvidence(database).write),
    now: clock,
  });
  return { ctx: { ...ctx, now: clock }, workspaceId, environmentId, inProcess };
}

async function eventsOf(environmentId: number) {
  const { rows } = await database.pool.query<{ unit: string; name: string; occurred_at: Date }>(
    'select unit, name, occurred_at from events where environment_id = $1 order by occurred_at, unit',
    [environmentId],
  );
  return rows;
}

describe('refused items', () => {
  test('are listed for their environment alone, mended, and sent again once', async () => {
    const { ctx, workspaceId, environmentId, inProcess } = await place(() => new Date());
    const { runId } = await makeRunningExperiment(
      database,
      { workspaceId, environmentId },
      {
        key: 'checkout',
        startedAt: new Date('2026-03-01T00:00:00Z'),
      },
    );
    const exposure = { experiment: 'chekout', variant: 'control' };
    await recordExposures({
      ctx: inProcess(),
      input: {
        exposures: [
          { ...exposure, unit: 'a' },
          { ...exposure, unit: 'b', variant: 'purple' },
        ],
      },
    });
    await recordEvents({ ctx: inProcess(), input: { events: [{ unit: 'a', name: '' }, 'text'] } });
    const { items } = await listRejected({ ctx, input: {} });
    expect(items.map(({ code }) => code)).toEqual([
      'INVALID_ITEM',
      'INVALID_NAME',
      'UNKNOWN_EXPERIMENT',
      'UNKNOWN_EXPERIMENT',
    ]);
    expect((await listRejected({ ctx, input: { environment: 'staging' } })).items).toEqual([]);
    expect((await listRejected({ ctx: (await place()).ctx, input: {} })).items).toEqual([]);
    expect((await listRejected({ ctx, input: { limit: '3', code: 'UNKNOWN_EXPERIMENT' } })).next).toBeNull();

    const [text, nameless, b, a] = items.map(({ id }) => id);
    const exposures = { ids: [a, b], set: { experiment: 'checkout' } };
    expect(await replayRejected({ ctx, input: exposures })).toMatchObject({
      accepted: 1,
      duplicate: 0,
      skipped: 0,
      rejected: [{ id: b, code: 'UNKNOWN_VARIANT' }],
    });
    expect(await replayRejected({ ctx, input: exposures })).toMatchObject({ accepted: 0, skipped: 1 });
    const [stored, ...others] = await database.prisma.exposure.findMany({ where: { runId } });
    expect([stored?.unit, others.length]).toEqual(['a', 0]);

    const events = { ids: [text, nameless], set: { name: 'bought' } };
    expect(await replayRejected({ ctx, input: events })).toMatchObject({
      accepted: 1,
      rejected: [{ id: text, code: 'MALFORMED_JSON' }],
    });
    // As if the answer had been lost before the item was marked: its id is made of the refused item's.
    await database.prisma.rejectedEvent.updateMany({ data: { replayedAt: null }, where: { environmentId } });
    expect(await replayRejected({ ctx, input: events })).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(await eventsOf(environmentId)).toHaveLength(1);
    const remaining = await listRejected({ ctx, input: {} });
    expect(remaining.items.map(({ code }) => code)).toEqual([
      'MALFORMED_JSON',
      'UNKNOWN_VARIANT',
      'UNKNOWN_EXPERIMENT',
    ]);
    const audit = await database.prisma.auditEntry.findMany({
      where: { workspaceId, action: 'rejected.replay' },
    });
    expect(audit).toHaveLength(4);
    expect(audit[0]?.detail).toMatchObject({ replayed: 1, rejected: 1, set: ['experiment'] });
  });

  test('of another workspace are not there', async () => {
    const one = await place();
    await recordEvents({ ctx: one.inProcess(), input: { events: [{}] } });
    const [item] = (await listRejected({ ctx: one.ctx, input: {} })).items;
    const other = await place();
    expect(await replayRejected({ ctx: other.ctx, input: { ids: [item?.id] } })).toMatchObject({
      skipped: 1,
    });
    const viewer = {
      ...one.ctx,
      actor: { ...one.ctx.actor, permissions: new Set(['experiments:read'] as const) },
    };
    await expect(listRejected({ ctx: viewer, input: {} })).rejects.toMatchObject({ status: 403 });
    await expect(replayRejected({ ctx: viewer, input: { ids: ['1'] } })).rejects.toMatchObject({
      status: 403,
    });
  });

  test('and all other verdicts are counted, with clocks that are off', async () => {
    const { ctx, inProcess } = await place();
    const process = inProcess();
    const event = (id: string, occurredAt?: string, more: object = {}) => ({
      id,
      unit: 'u',
      name: 'n',
      occurredAt,
      ...more,
    });
    const events = [
      event('1'),
      event('1'),
      event('2', '2026-03-10T20:00:00Z'),
      event('3', '2026-03-01T00:00:00Z'),
      event('4', '2026-03-10T12:04:00Z'),
      event('5', undefined, { userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' }),
      event('6', 'never'),
    ];
    await recordEvents({ ctx: process, input: { events } });
    await process.ingestion.write.verdicts.flush();
    const { counts } = await countVerdicts({ ctx, input: {} });
    expect(Object.fromEntries(counts.map(({ code, items }) => [code, items]))).toEqual({
      ACCEPTED: 4,
      DUPLICATE: 1,
      CLOCK_AHEAD: 1,
      LATE: 1,
      BOT: 1,
      INVALID_TIMESTAMP: 1,
    });
  });

  test('crawlers are let in where the filter is off, in that environment', async () => {
    const { ctx, inProcess } = await place();
    const input = {
      events: [{ unit: 'u', name: 'n', userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' }],
    };
    expect(await recordEvents({ ctx: inProcess(), input })).toMatchObject({ rejected: [{ code: 'BOT' }] });
    await updateIngestionSettings({ ctx, input: { environment: 'staging', botFilter: false } });
    expect(await recordEvents({ ctx: inProcess(), input })).toMatchObject({ rejected: [{ code: 'BOT' }] });
    await updateIngestionSettings({ ctx, input: { botFilter: false } });
    expect(await recordEvents({ ctx: inProcess(), input })).toMatchObject({ accepted: 1, rejected: [] });
  });
});

describe('erasing a unit', () => {
  test('removes it from everywhere, leaves every other, and it stays away', async () => {
    const { ctx, workspaceId, environmentId, inProcess } = await place();
    const elsewhere = await place();
    const { key, runId } = await makeRunningExperiment(
      database,
      { workspaceId, environmentId },
      { startedAt: new Date('2026-03-01T00:00:00Z') },
    );
    const units = ['gone "é"', 'device', 'stays'];
    const events = units.flatMap((unit) => [
      { id: `${unit}1`, unit, name: 'a', occurredAt: '2026-02-01T00:00:00Z' },
      { id: `${unit}2`, unit, name: 'b' },
      { unit, name: 'b', value: 'bad' },
    ]);
    const exposures = units.map((unit) => ({ experiment: key, variant: 'control', unit }));
    await recordEvents({ ctx: inProcess(), input: { events } });
    await recordExposures({ ctx: inProcess(), input: { exposures } });
    await recordIdentities({
      ctx: inProcess(),
      input: { identities: [{ anonymous: 'device', unit: 'gone "é"' }] },
    });
    await recordEvents({ ctx: elsewhere.inProcess(), input: { events } });

    const erased = await eraseUnit({ ctx, input: { unit: 'gone "é"' } });
    expect(erased).toMatchObject({ units: 2, exposures: 2, events: 4, rejected: 2, links: 1, standing: [] });
    const unitsLeft = async () => ({
      events: [...new Set((await eventsOf(environmentId)).map(({ unit }) => unit))],
      exposures: (await database.prisma.exposure.findMany({ where: { runId } })).map(({ unit }) => unit),
      rejected: await database.prisma.rejectedEvent.count({ where: { environmentId } }),
      links: await database.prisma.identityLink.count({ where: { environmentId } }),
      keys: await database.prisma.eventKey.count({ where: { environmentId } }),
    });
    const left = { events: ['stays'], exposures: ['stays'], rejected: 1, links: 0, keys: 2 };
    expect(await unitsLeft()).toEqual(left);
    expect(await eventsOf(elsewhere.environmentId)).toHaveLength(6);

    const again = await recordEvents({ ctx: inProcess(), input: { events } });
    expect([again.accepted, again.duplicate]).toEqual([0, 2]);
    expect(again.rejected.filter(({ code }) => code === 'ERASED')).toHaveLength(6);
    expect(await recordExposures({ ctx: inProcess(), input: { exposures } })).toMatchObject({
      accepted: 0,
      duplicate: 1,
      rejected: [{ code: 'ERASED' }, { code: 'ERASED' }],
    });
    const identities = [{ anonymous: 'new device', unit: 'gone "é"' }];
    expect(await recordIdentities({ ctx: inProcess(), input: { identities } })).toMatchObject({
      rejected: [{ code: 'ERASED' }],
    });
    expect(await unitsLeft()).toEqual({ ...left, rejected: 2 });
    const trail = JSON.stringify(
      await database.prisma.auditEntry.findMany({ where: { workspaceId } }),
      (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    );
    expect(trail).not.toContain('gone');
    expect(trail).toContain('unit.erase');
  });

  test('holds for what does not pass the verdicts too: evaluations, and processes that have not heard of it', async () => {
    const { ctx, workspaceId, environmentId, inProcess } = await place();
    const { runId } = await makeRunningExperiment(database, { workspaceId, environmentId });
    const unaware = inProcess();
    await unaware.ingestion.write.rules(environmentId);
    await eraseUnit({ ctx, input: { unit: 'gone' } });
    await recordEvents({
      ctx: unaware,
      input: {
        events: [
          { unit: 'gone', name: 'n' },
          { unit: 'other', name: 'n' },
        ],
      },
    });
    await unaware.ingestion.write.exposures.submit([
      { runId, unit: 'gone', variant: 0, occurredAt: now, attributes: null },
      { runId, unit: 'other', variant: 0, occurredAt: now, attributes: null },
    ]);
    expect((await eventsOf(environmentId)).map(({ unit }) => unit)).toEqual(['other']);
    expect((await database.prisma.exposure.findMany({ where: { runId } })).map(({ unit }) => unit)).toEqual([
      'other',
    ]);
  });

  test('loses no race: whatever is written meanwhile is written before and erased, or refused', async () => {
    const { ctx, environmentId, inProcess } = await place();
    const process = inProcess();
    let isErasing = true;
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      for (let round = 0; isErasing; round += 1) {
        const events = Array.from({ length: 20 }, (_item, index) => ({
          id: `${writer} ${round} ${index}`,
          unit: 'gone',
          name: 'n',
        }));
        await recordEvents({ ctx: process, input: { events } });
      }
    });
    await expect.poll(() => eventsOf(environmentId)).not.toHaveLength(0);
    const { events } = await eraseUnit({ ctx, input: { unit: 'gone' } });
    expect(events).toBeGreaterThan(0);
    expect(await eventsOf(environmentId)).toEqual([]);
    isErasing = false;
    await Promise.all(writing);
    expect(await eventsOf(environmentId)).toEqual([]);
  });
});

test('erasing waits for who was writing before, and erases that too', async () => {
  const { ctx, environmentId, inProcess } = await place();
  await recordEvents({ ctx: inProcess(), input: { events: [{ unit: 'other', name: 'n' }] } });
  const writer = await database.pool.connect();
  await writer.query('begin');
  await writer.query(
    `insert into events (environment_id, key, name, unit, value, occurred_at)
     values ($1, gen_random_uuid(), 'n', 'gone', 1, $2)`,
    [environmentId, now],
  );
  const erasing = eraseUnit({ ctx, input: { unit: 'gone' } });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await writer.query('commit');
  writer.release();
  expect(await erasing).toMatchObject({ events: 1 });
  expect((await eventsOf(environmentId)).map(({ unit }) => unit)).toEqual(['other']);
});

describe('retention', () => {
  const monthly = ['2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03'].map((month) => ({
    id: month,
    unit: 'u',
    name: 'n',
    occurredAt: `${month}-02T00:00:00Z`,
  }));
  const months = async (environmentId: number) =>
    (await eventsOf(environmentId)).map(({ occurred_at: at }) => at.toISOString().slice(0, 7));
  const partitions = async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by 1`,
    );
    return rows.map(({ name }) => name);
  };

  test('drops what is older, months as a whole where nobody else keeps them, and takes none of it again', async () => {
    const { ctx, workspaceId, environmentId, inProcess } = await place();
    const neighbour = await place();
    await database.pool.query('delete from events');
    await recordEvents({ ctx: inProcess(), input: { events: [...monthly, { unit: 'u' }] } });
    const lately = monthly.filter(({ id }) => id >= '2025-12');
    await recordEvents({ ctx: neighbour.inProcess(), input: { events: lately } });
    await database.prisma.rejectedEvent.updateMany({
      where: { environmentId },
      data: { receivedAt: new Date('2025-12-31T00:00:00Z') },
    });
    const ended = { startedAt: new Date('2025-10-01T00:00:00Z'), endedAt: new Date('2025-11-15T00:00:00Z') };
    const { key, runId } = await makeRunningExperiment(database, { workspaceId, environmentId }, ended);
    const exposure = { experiment: key, variant: 'control', unit: 'u', occurredAt: '2025-10-05T00:00:00Z' };
    await recordExposures({ ctx: inProcess(), input: { exposures: [exposure] } });
    await expect(applyRetention({ ctx, input: {} })).rejects.toMatchObject({ code: 'NO_RETENTION' });
    await updateIngestionSettings({ ctx, input: { retentionMonths: 2 } });

    const before = await partitions();
    const planned = await applyRetention({ ctx, input: { dryRun: true } });
    expect(planned.from).toEqual(new Date('2026-01-01T00:00:00Z'));
    expect(planned.keptFor).toBeNull();
    expect(planned.deleted).toEqual({ events: 1, eventKeys: 3, rejected: 1, counts: 0, exposures: 1 });
    expect(planned.droppedMonths).toEqual(expect.arrayContaining(['events_2025_10', 'events_2025_11']));
    expect(planned.droppedMonths).not.toContain('events_2025_12');
    expect([await partitions(), await months(environmentId)]).toEqual([before, monthly.map(({ id }) => id)]);

    const applied = await applyRetention({ ctx, input: {} });
    expect(applied).toEqual(planned);
    expect(await months(environmentId)).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(await months(neighbour.environmentId)).toEqual(lately.map(({ id }) => id));
    expect(await partitions()).not.toContain('events_2025_10');
    expect(await database.prisma.exposure.count({ where: { runId } })).toBe(0);
    expect(await applyRetention({ ctx, input: {} })).toMatchObject({
      droppedMonths: [],
      deleted: { events: 0, eventKeys: 0, rejected: 0, exposures: 0 },
    });

    const again = await recordEvents({ ctx: inProcess(), input: { events: monthly } });
    expect(again).toMatchObject({ accepted: 0, duplicate: 3 });
    expect(again.rejected.map(({ code }) => code)).toEqual(Array(3).fill('TIMESTAMP_TOO_OLD'));
    const elsewhere = await recordEvents({ ctx: neighbour.inProcess(), input: { events: monthly } });
    expect(elsewhere).toMatchObject({ accepted: 2, duplicate: 4 });
    expect(
      await database.prisma.auditEntry.count({ where: { workspaceId, action: 'retention.apply' } }),
    ).toBe(2);
  });

  test('waits for who writes into a month, and keeps the month when the writer is another workspace', async () => {
    const { ctx, inProcess } = await place();
    const neighbour = await place();
    await database.pool.query('delete from events');
    await recordEvents({ ctx: inProcess(), input: { events: monthly } });
    await updateIngestionSettings({ ctx, input: { retentionMonths: 2 } });
    // The first to go: at those after it, the writer has been waited for.
    const [oldest = ''] = await partitions();
    const writer = await database.pool.connect();
    await writer.query('begin');
    await writer.query(
      `insert into events (environment_id, key, name, unit, value, occurred_at)
       values ($1, gen_random_uuid(), 'n', 'u', 1, $2)`,
      [neighbour.environmentId, `${oldest.slice(7).replace('_', '-')}-02T00:00:00Z`],
    );
    const applying = applyRetention({ ctx, input: {} });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await writer.query('commit');
    writer.release();
    const { droppedMonths } = await applying;
    expect(droppedMonths).toContain('events_2025_11');
    expect(droppedMonths).not.toContain(oldest);
    expect(await months(neighbour.environmentId)).toHaveLength(1);
  });

  test('keeps the months that a run still needs', async () => {
    const { ctx, workspaceId, environmentId, inProcess } = await place();
    await recordEvents({ ctx: inProcess(), input: { events: monthly } });
    await updateIngestionSettings({ ctx, input: { retentionMonths: 1 } });
    const { key } = await makeRunningExperiment(
      database,
      { workspaceId, environmentId },
      {
        startedAt: new Date('2025-12-20T00:00:00Z'),
      },
    );
    const { from, keptFor } = await applyRetention({ ctx, input: {} });
    expect([from, keptFor]).toEqual([new Date('2025-12-01T00:00:00Z'), { experiment: key, run: 1 }]);
    expect(await months(environmentId)).toEqual(['2025-12', '2026-01', '2026-02', '2026-03']);
  });
});
