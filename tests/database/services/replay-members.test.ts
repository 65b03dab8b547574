import { describe, expect, test } from 'vitest';
import { createEvidence } from '../../../lib/evidence/create-evidence';
import { createIngestion } from '../../../lib/ingestion/ingestion';
import { recordEvents } from '../../../lib/ingestion/record-events';
import { eraseUnit } from '../../../lib/verbs/data/erase-unit';
import { listRejected } from '../../../lib/verbs/data/list-rejected';
import { replayRejected } from '../../../lib/verbs/data/replay-rejected';
import { cloneDatabase } from '../../support/database';
import { createWorkspace } from '../../support/workspace';

// Refused items whose members are the mistake: what was misspelt is renamed, what is nobody's is left out.

const database = await cloneDatabase();

async function place() {
  const { ctx, workspaceId, environmentId } = await createWorkspace(database);
  const process = { ...ctx, environmentId, ingestion: createIngestion(createEvidence(database).write) };
  const refuse = (events: readonly unknown[]) => recordEvents({ ctx: process, input: { events } });
  const replay = (input: object) => replayRejected({ ctx, input });
  return { ctx, workspaceId, environmentId, refuse, replay };
}

async function eventsOf(environmentId: number) {
  const { rows } = await database.pool.query<{ unit: string; value: number; properties: unknown }>(
    'select unit, value, properties from events where environment_id = $1 order by unit collate "C"',
    [environmentId],
  );
  return rows;
}

async function waiting(environmentId: number) {
  const where = { environmentId, replayedAt: null };
  return database.prisma.rejectedEvent.findMany({ where, orderBy: { id: 'asc' } });
}

describe('refused items with members that there are not', () => {
  test('are renamed, put into properties and left out, all of one code at once, and keep what nobody can decide', async () => {
    const { environmentId, refuse, replay, workspaceId } = await place();
    const sent = await refuse([
      { unit: 'a', name: 'order', Value: 30 },
      { unit: 'b', name: 'order', amount: 40, plan: 'pro', properties: { country: 'SE' } },
      { unit: 'c', name: 'order', Value: 50, value: 5 },
      { unit: 'd', name: 'order', Value: 60, value: null },
      { unit: 'e', name: 'order', plan: 'pro', properties: { plan: 'free' } },
      { unit: 'f', name: 'order', plan: 'pro', properties: 'none' },
      { unit: 'g', name: '' },
    ]);
    expect(sent.rejectedByCode).toEqual({ UNKNOWN_MEMBER: 6, INVALID_NAME: 1 });
    const mending = {
      code: 'UNKNOWN_MEMBER',
      rename: { Value: 'value', amount: 'value', plan: 'properties.plan' },
    };
    const outcome = await replay(mending);
    expect(outcome).toMatchObject({ accepted: 3, duplicate: 0, skipped: 0, next: null });
    expect(outcome.rejected.map(({ code }) => code)).toEqual(Array(3).fill('UNKNOWN_MEMBER'));
    expect(outcome.rejected.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^\/Value: "value" is there too/),
      expect.stringMatching(/^\/plan: "properties.plan" is there too/),
      '/plan: properties is no object, so nothing can be put into it',
    ]);
    const stored = [
      { unit: 'a', value: 30, properties: null },
      { unit: 'b', value: 40, properties: { country: 'SE', plan: 'pro' } },
      { unit: 'd', value: 60, properties: null },
    ];
    expect(await eventsOf(environmentId)).toEqual(stored);
    const left = await waiting(environmentId);
    expect(left.map(({ body }) => (JSON.parse(body) as { readonly unit: string }).unit)).toEqual([
      ...['c', 'e', 'f', 'g'],
    ]);
    // Sending the same again stores nothing twice, and what was refused is decided by leaving one out.
    expect(await replay(mending)).toMatchObject({ accepted: 0, duplicate: 0 });
    expect(await replay({ code: 'UNKNOWN_MEMBER', remove: ['Value', 'plan'] })).toMatchObject({
      accepted: 2,
      rejected: [{ code: 'INVALID_PROPERTIES' }],
    });
    expect((await eventsOf(environmentId)).slice(2)).toMatchObject([
      { unit: 'c', value: 5 },
      {},
      { unit: 'e' },
    ]);
    const audit = await database.prisma.auditEntry.findFirst({
      where: { workspaceId, action: 'rejected.replay' },
      orderBy: { id: 'asc' },
    });
    expect(audit?.detail).toEqual({
      ...{ replayed: 3, rejected: 3, removed: 0 },
      ...{ renamedTo: ['value', 'value', 'properties'], set: [] },
    });
  });

  test('stay with what they name now where they are sent again as they are', async () => {
    const { environmentId, refuse, replay } = await place();
    await refuse([JSON.parse('{"unit":"a","name":"order","__proto__":{"value":1}}')]);
    const [item] = await waiting(environmentId);
    const ids = [String(item?.id)];
    const rejected = [{ code: 'UNKNOWN_MEMBER', detail: expect.stringContaining('/__proto__: ') as string }];
    expect(await replay({ ids })).toMatchObject({ accepted: 0, rejected });
    expect(await replay({ ids, remove: ['__proto__'] })).toMatchObject({ accepted: 1, rejected: [] });
  });

  test('of other kinds are untouched by a member that theirs do not have', async () => {
    const { environmentId, replay } = await place();
    const row = { environmentId, code: 'UNKNOWN_MEMBER', detail: 'x' } as const;
    await database.prisma.rejectedEvent.createMany({
      data: [
        { ...row, kind: 'IDENTITY', body: '{"anonymousId":"web-1","unit":"a"}' },
        { ...row, kind: 'IDENTITY', body: '{"anonymous":"web-2","unit":"a","Value":3}' },
        { ...row, kind: 'EVENT', body: '{"name":"order","user_id":"a"}' },
      ],
    });
    const rename = { anonymousId: 'anonymous', user_id: 'unit', Value: 'value' };
    const set = { name: 'purchase' };
    expect(await replay({ code: 'UNKNOWN_MEMBER', kind: 'EVENT', rename })).toMatchObject({ accepted: 1 });
    expect(await replay({ code: 'UNKNOWN_MEMBER', rename, set })).toMatchObject({
      accepted: 1,
      rejected: [
        { code: 'UNKNOWN_MEMBER', detail: expect.stringMatching(/^\/Value: .*members are id/) as string },
      ],
    });
    expect(await database.prisma.identityLink.count({ where: { environmentId } })).toBe(1);
  });

  test('are sent part by part where they are many, each once', async () => {
    const { environmentId, replay } = await place();
    const row = { environmentId, kind: 'EVENT', code: 'UNKNOWN_MEMBER', detail: 'x' } as const;
    await database.prisma.rejectedEvent.createMany({
      data: Array.from({ length: 1_500 }, (_, index) => ({
        ...row,
        body: JSON.stringify({ unit: `u${index}`, name: 'order', [index % 2 === 0 ? 'Value' : 'other']: 2 }),
      })),
    });
    const input = { code: 'UNKNOWN_MEMBER', rename: { Value: 'value' } };
    const first = await replay(input);
    expect([first.accepted, first.rejected.length]).toEqual([500, 500]);
    const second = await replay({ ...input, after: first.next });
    expect([second.accepted, second.rejected.length, second.next]).toEqual([250, 250, null]);
    expect((await eventsOf(environmentId)).every(({ value }) => value === 2)).toBe(true);
  });

  test('are not kept of an erased unit, under whatever name it is sent', async () => {
    const { ctx, environmentId, refuse } = await place();
    await eraseUnit({ ctx, input: { unit: 'gone' } });
    const sent = await refuse([
      { userId: 'gone', name: 'order' },
      { unit: 'stays', name: 'order', user: 'gone' },
      { userId: 'stays', name: 'order' },
    ]);
    expect(sent.rejectedByCode).toEqual({ ERASED: 2, UNKNOWN_MEMBER: 1 });
    expect(await waiting(environmentId)).toHaveLength(1);
  });
});

test.each([
  [{}, '', 'Say which items'],
  [{ ids: ['1'], code: 'X' }, '', 'Say which items'],
  [{ ids: ['1'], kind: 'EVENT' }, '/kind', 'There is no member'],
  [{ ids: ['1'], after: '3' }, '/after', 'There is no member'],
  [{ ids: ['1'], rename: { Value: 'vlaue' } }, '/rename/Value', 'Did you mean "value"?'],
  [{ ids: ['1'], set: { country: 'SE' } }, '/set/country', 'There is no member "country" here.'],
  [{ ids: ['1'], set: { 'value.x': 1 } }, '/set/value.x', 'There is no member'],
  [{ ids: ['1'], rename: { a: 'value' }, remove: ['a'] }, '/rename/a', 'say one of both'],
  [{ ids: ['1'], renamed: {} }, '/renamed', 'Did you mean "rename"?'],
])('what cannot be meant is refused before anything is sent: %j', async (input, pointer, detail) => {
  const { replay } = await place();
  const problems = [{ pointer, detail: expect.stringContaining(detail) as string }];
  await expect(replay(input)).rejects.toMatchObject({ status: 400, problems });
});

test('a list of refused items says what each has that it should not have', async () => {
  const { ctx, refuse } = await place();
  await refuse([{ unit: 'a', name: 'order', occuredAt: '2026-03-01T00:00:00Z' }]);
  const { items } = await listRejected({ ctx, input: { code: 'UNKNOWN_MEMBER' } });
  expect(items.map(({ detail }) => detail)).toEqual([
    '/occuredAt: There is no member "occuredAt" here. Did you mean "occurredAt"?',
  ]);
});
