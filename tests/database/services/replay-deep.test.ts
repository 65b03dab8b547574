import { expect, test } from 'vitest';
import { listRejected } from '../../../lib/verbs/data/list-rejected';
import { replayRejected } from '../../../lib/verbs/data/replay-rejected';
import { cloneDatabase } from '../../support/database';
import { createWorkspace } from '../../support/workspace';

const database = await cloneDatabase();

test('refused items that nest too deep stay refused when they are sent again, until what is deep is set to something else', async () => {
  const { ctx, environmentId } = await createWorkspace(database);
  const deepest = (levels: number) => `{"a":`.repeat(levels) + '1' + '}'.repeat(levels);
  for (const levels of [32, 9_000]) {
    await database.prisma.rejectedEvent.create({
      data: {
        ...{ environmentId, kind: 'EVENT', code: 'JSON_TOO_DEEP', detail: 'x' },
        body: `{"unit":"u","name":"deep","properties":${deepest(levels)}}`,
      },
    });
  }
  const { items } = await listRejected({ ctx, input: {} });
  const input = { ids: items.map(({ id }) => id) };
  const stillDeep = { code: 'JSON_TOO_DEEP', detail: expect.stringContaining('32 levels') as string };
  expect(await replayRejected({ ctx, input })).toMatchObject({
    accepted: 0,
    rejected: [stillDeep, stillDeep],
  });
  const set = { properties: { a: 1 } };
  expect(await replayRejected({ ctx, input: { ...input, set } })).toMatchObject({
    accepted: 2,
    rejected: [],
  });
});

test('refused items that have a member twice stay refused: nobody here knows which was meant', async () => {
  const { ctx, environmentId } = await createWorkspace(database);
  const body = '{"unit":"a","name":"twice","unit":"b"}';
  const data = { environmentId, kind: 'EVENT', code: 'REPEATED_MEMBER', detail: 'x', body } as const;
  const { id } = await database.prisma.rejectedEvent.create({ data });
  const input = { ids: [String(id)], set: { unit: 'a' } };
  expect(await replayRejected({ ctx, input })).toMatchObject({
    accepted: 0,
    rejected: [{ code: 'REPEATED_MEMBER', detail: expect.stringContaining('send it from there') as string }],
  });
});
