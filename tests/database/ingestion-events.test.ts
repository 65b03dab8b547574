import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../lib/database/client';
import { withDatabaseName } from '../../lib/database/connection-url';
import { wholeWorkspace } from '../../lib/auth/context';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import { cloneDatabase } from '../support/database';
import { makeEnvironment, makeWorkspace } from '../support/factories';

const database = await cloneDatabase();
const ingestion = createIngestion(createEvidence(database).write);
const { workspaceId, environmentId } = await makeWorkspace(database);
const now = new Date('2026-03-10T12:00:00Z');
const actor = {
  kind: 'key',
  id: 'k',
  label: 'test',
  permissions: new Set(['data:write'] as const),
  reach: wholeWorkspace,
} as const;
const ctx = { workspaceId, environmentId, actor, database, ingestion, now: () => now };

async function countEvents(name: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    'select count(*)::int as count from events where name = $1',
    [name],
  );
  return rows[0]?.count ?? 0;
}

describe('recording events', () => {
  test('stores value, time and properties, with their defaults', async () => {
    const events = [
      { id: 'd1', unit: 'u', name: 'defaults' },
      {
        id: 'd2',
        unit: 'u',
        name: 'defaults',
        value: -2.5,
        occurredAt: '2026-02-01T00:00:00.123-01:00',
        properties: { a: [1] },
      },
    ];
    expect(await recordEvents({ ctx, input: { events } })).toEqual({
      accepted: 2,
      duplicate: 0,
      rejected: [],
      rejectedByCode: {},
    });
    const { rows } = await database.pool.query(
      'select value, occurred_at, properties from events where name = $1 order by value',
      ['defaults'],
    );
    expect(rows).toEqual([
      { value: -2.5, occurred_at: new Date('2026-02-01T01:00:00.123Z'), properties: { a: [1] } },
      { value: 1, occurred_at: now, properties: null },
    ]);
  });

  test.each(['a\nb', 'a\u0001', 'a\u0085', 'a\u2028b', '\t'])(
    'a name of a property that holds a control character (%j) is refused at every depth, in a text it is not',
    async (name) => {
      const event = { unit: 'u', name: 'printable' };
      const properties = [{ [name]: 1 }, { a: [{ [name]: 1 }] }, { a: name }, { 'größe "b" \\ ☃': 1 }];
      const events = properties.map((one) => ({ ...event, properties: one }));
      const told = await recordEvents({ ctx, input: { events } });
      expect([told.accepted, told.rejectedByCode]).toEqual([2, { INVALID_PROPERTIES: 2 }]);
      expect(told.rejected).toMatchObject([
        {
          index: 0,
          detail: expect.stringMatching(
            /^properties: the name at "\/[^"]*<U\+\w{4}>[^"]*" holds U\+/,
          ) as string,
        },
        { index: 1, detail: expect.stringContaining('the name at "/a/0/') as string },
      ]);
    },
  );

  test('an id counts once: within a request, across requests, with another time, across the edge of a month', async () => {
    const event = { id: 'once', unit: 'u', name: 'once', occurredAt: '2026-02-28T23:59:59.999Z' };
    const events = [event, event, { ...event, occurredAt: '2026-03-01T00:00:00Z' }];
    expect(await recordEvents({ ctx, input: { events } })).toMatchObject({ accepted: 1, duplicate: 2 });
    const withoutTime = { id: 'once', unit: 'u', name: 'once' };
    expect(await recordEvents({ ctx, input: { events: [withoutTime] } })).toMatchObject({
      accepted: 0,
      duplicate: 1,
    });
    expect(await countEvents('once')).toBe(1);
  });

  test('null is nothing, in every field that may be left out', async () => {
    const nothing = { id: null, value: null, occurredAt: null, properties: null, userAgent: null };
    const event = { unit: 'u', name: 'nulls' };
    const events = [{ ...event, ...nothing }, event];
    expect(await recordEvents({ ctx, input: { events } })).toMatchObject({ accepted: 2, rejected: [] });
    const { rows } = await database.pool.query(
      'select distinct value, occurred_at, properties from events where name = $1',
      ['nulls'],
    );
    expect(rows).toEqual([{ value: 1, occurred_at: now, properties: null }]);
  });

  test('no value is so large that sums and squares of many units overflow', async () => {
    const event = { unit: 'u', name: 'large' };
    const values = [1e30, -1e30, 1.000001e30, 1e200, 1.7e308, -1.7e308];
    const events = values.map((value) => ({ ...event, value }));
    const { accepted, rejected } = await recordEvents({ ctx, input: { events } });
    expect(accepted).toBe(2);
    expect(rejected.map(({ index, code }) => `${index} ${code}`)).toEqual(
      [2, 3, 4, 5].map((index) => `${index} INVALID_VALUE`),
    );
    const { rows } = await database.pool.query<{ power: number }>(
      'select sum(pow(value, 4)) * 1e15 as power from events where name = $1',
      ['large'],
    );
    expect(rows[0]?.power).toBeLessThan(Number.MAX_VALUE);
    await database.prisma.rejectedEvent.deleteMany({ where: { environmentId, code: 'INVALID_VALUE' } });
  });

  test('without an id every event is new', async () => {
    const events = [
      { unit: 'u', name: 'unnamed' },
      { unit: 'u', name: 'unnamed' },
    ];
    expect(await recordEvents({ ctx, input: { events } })).toMatchObject({ accepted: 2, duplicate: 0 });
  });

  test('the same ids in two environments do not collide', async () => {
    const staging = await makeEnvironment(database, workspaceId, 'staging');
    const events = [{ id: 'shared', unit: 'u', name: 'shared' }];
    expect(await recordEvents({ ctx, input: { events } })).toMatchObject({ accepted: 1 });
    expect(await recordEvents({ ctx: { ...ctx, environmentId: staging }, input: { events } })).toMatchObject({
      accepted: 1,
    });
  });

  test('bad items are reported by index and kept; the good ones are stored', async () => {
    const good = { unit: 'u', name: 'mixed' };
    const events = [
      { ...good, value: '5' },
      { ...good, value: JSON.parse('1e999') as unknown },
      good,
      { ...good, name: '' },
      { ...good, id: 5 },
      { ...good, unit: 'x'.repeat(513) },
      { ...good, occurredAt: 'yesterday' },
      { ...good, occurredAt: 1_700_000_000 },
      { ...good, properties: [] },
      { ...good, properties: { long: 'x'.repeat(20_000) } },
      'text',
    ];
    const result = await recordEvents({ ctx, input: { events } });
    expect(result.accepted).toBe(1);
    expect(result.rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'INVALID_VALUE'],
      [1, 'INVALID_VALUE'],
      [3, 'INVALID_NAME'],
      [4, 'INVALID_ID'],
      [5, 'INVALID_UNIT'],
      [6, 'INVALID_TIMESTAMP'],
      [7, 'INVALID_TIMESTAMP'],
      [8, 'INVALID_PROPERTIES'],
      [9, 'INVALID_PROPERTIES'],
      [10, 'INVALID_ITEM'],
    ]);
    expect(await countEvents('mixed')).toBe(1);
    expect(
      await database.prisma.rejectedEvent.count({ where: { kind: 'EVENT', code: 'INVALID_VALUE' } }),
    ).toBe(2);
  });

  test('concurrent overlapping requests share commits, each with its own verdict', async () => {
    const batches = Array.from({ length: 40 }, (_, writer) =>
      Array.from({ length: 50 }, (_, index) => ({
        id: `c${(writer * 10 + index * 7) % 200}`,
        unit: 'u',
        name: 'concurrent',
      })),
    );
    const results = await Promise.all(batches.map((events) => recordEvents({ ctx, input: { events } })));
    expect(results.every(({ accepted, duplicate }) => accepted + duplicate === 50)).toBe(true);
    expect(results.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(200);
    expect(await countEvents('concurrent')).toBe(200);
  });

  test('a month that was dropped since is made again', async () => {
    const event = { unit: 'u', name: 'dropped', occurredAt: '2025-06-15T00:00:00Z' };
    await recordEvents({ ctx, input: { events: [event] } });
    await database.pool.query('drop table events_2025_06');
    expect(await recordEvents({ ctx, input: { events: [event] } })).toMatchObject({ accepted: 1 });
  });

  test('a storage that is away acknowledges nothing: 503, try again later', async () => {
    const away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' });
    const awayContext = { ...ctx, database: away, ingestion: createIngestion(createEvidence(away).write) };
    const input = { events: [{ unit: 'u', name: 'away' }] };
    await expect(recordEvents({ ctx: awayContext, input })).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      status: 503,
      retryAfterSeconds: 5,
    });
    await away.close();
    const gone = openDatabase({ url: withDatabaseName(database.url, 'fairsplit_no_such_database') });
    const bug = { ...ctx, database: gone, ingestion: createIngestion(createEvidence(gone).write) };
    await expect(recordEvents({ ctx: bug, input })).rejects.not.toMatchObject({ status: 503 });
    await gone.close();
  });
});
