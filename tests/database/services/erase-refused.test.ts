import { expect, test } from 'vitest';
import { eraseUnit } from '../../../lib/verbs/data/erase-unit';
import { createEvidence } from '../../../lib/evidence/create-evidence';
import { createIngestion } from '../../../lib/ingestion/ingestion';
import { recordEvents } from '../../../lib/ingestion/record-events';
import { recordIdentities } from '../../../lib/ingestion/record-identities';
import { recordLines } from '../../../lib/ingestion/record-lines';
import { UnreadableItem } from '../../../lib/ingestion/unreadable-item';
import { cloneDatabase } from '../../support/database';
import { createWorkspace } from '../../support/workspace';

// What is refused is kept as it came, the unit in it; so erasing a unit has to hold for that as well.

const database = await cloneDatabase();

async function place() {
  const { ctx, environmentId } = await createWorkspace(database);
  const process = { ...ctx, environmentId, ingestion: createIngestion(createEvidence(database).write) };
  return { ctx, environmentId, process };
}

async function refusedBodies(environmentId: number): Promise<readonly string[]> {
  const kept = await database.prisma.rejectedEvent.findMany({ where: { environmentId } });
  return kept.map(({ body }) => body);
}

test('a process that has not heard of the erasure keeps no refused item of the unit, however it is written', async () => {
  const { ctx, environmentId, process } = await place();
  await process.ingestion.write.rules(environmentId);
  for (const unit of ['gone "é"', '4711']) await eraseUnit({ ctx, input: { unit } });
  const nameless = (unit: unknown) => ({ unit, name: '' });
  await recordEvents({
    ctx: process,
    input: { events: [nameless('gone "é"'), nameless(4711), nameless('stays')] },
  });
  await recordIdentities({
    ctx: process,
    input: { identities: [{ anonymous: 'gone "é"' }, { anonymous: 'stays' }] },
  });
  const broken = (text: string) => new UnreadableItem('MALFORMED_JSON', 'the line is no JSON', text);
  const lines = async function* () {
    await Promise.resolve();
    yield { index: 0, byteCount: 30, item: broken(`{"unit": ${JSON.stringify('gone "é"')}, "name": `) };
    yield { index: 1, byteCount: 30, item: broken('{"unit": "stays", "name": ') };
  };
  await recordLines({ ctx: process, list: 'events', lines: lines() });
  expect((await refusedBodies(environmentId)).toSorted()).toEqual(
    ['{"unit":"stays","name":""}', '{"anonymous":"stays"}', '{"unit": "stays", "name": '].toSorted(),
  );
});

test('erasing waits for who was keeping a refused item before, and erases that too', async () => {
  const { ctx, environmentId } = await place();
  const writer = await database.pool.connect();
  await writer.query('begin');
  await writer.query(
    `insert into rejected_events (environment_id, kind, code, detail, body)
     values ($1, 'EVENT', 'INVALID_NAME', 'no name', '{"unit":"gone","name":""}')`,
    [environmentId],
  );
  const erasing = eraseUnit({ ctx, input: { unit: 'gone' } });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await writer.query('commit');
  writer.release();
  expect(await erasing).toMatchObject({ rejected: 1 });
  expect(await refusedBodies(environmentId)).toEqual([]);
});
