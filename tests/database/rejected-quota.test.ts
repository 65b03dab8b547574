import { describe, expect, test } from 'vitest';
import { countVerdicts } from '../../lib/verbs/data/count-verdicts';
import { dropOldRejected } from '../../lib/jobs/drop-old-rejected';
import { listRejected } from '../../lib/verbs/data/list-rejected';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import { cloneDatabase } from '../support/database';
import { createWorkspace } from '../support/workspace';

const database = await cloneDatabase();

async function place(limits: { readonly items: number; readonly bytes: number }) {
  const { ctx, environmentId } = await createWorkspace(database);
  const process = (id = ctx.actor.id) => {
    const { write } = createEvidence(database, { rejectedQuota: limits });
    return { ...ctx, actor: { ...ctx.actor, id }, environmentId, ingestion: createIngestion(write) };
  };
  const refused = async (count: number, name = '', by = process()) => {
    const events = Array.from({ length: count }, (_, index) => ({ unit: `u${index}`, name, value: 'bad' }));
    const answer = await recordEvents({
      ctx: by,
      input: { events: [...events, { unit: 'u', name: 'good' }] },
    });
    await by.ingestion.write.verdicts.flush();
    return answer;
  };
  const kept = async () => (await listRejected({ ctx, input: {} })).items.length;
  const notKept = async () =>
    (await countVerdicts({ ctx, input: {} })).counts.find(({ code }) => code === 'NO_ROOM')?.items ?? 0;
  return { ctx, environmentId, process, refused, kept, notKept };
}

test('an environment keeps so many refused items; more are answered the same, and counted', async () => {
  const one = await place({ items: 5, bytes: 1e6 });
  const answer = await one.refused(7);
  expect([answer.accepted, answer.rejected.length]).toEqual([1, 7]);
  expect([await one.kept(), await one.notKept()]).toEqual([5, 2]);
  // Another process reads what is kept.
  expect((await one.refused(3)).rejected).toHaveLength(3);
  expect([await one.kept(), await one.notKept()]).toEqual([5, 5]);
  const other = await place({ items: 5, bytes: 1e6 });
  await other.refused(1);
  expect([await other.kept(), await other.notKept()]).toEqual([1, 0]);
});

/** How many of each sender and reason are kept. */
async function keptShares(environmentId: number): Promise<Readonly<Record<string, number>>> {
  const { rows } = await database.pool.query<{ readonly of: string; readonly items: number }>(
    `select sender || ' ' || code as of, count(*)::int as items from rejected_events
     where environment_id = $1 group by 1`,
    [environmentId],
  );
  return Object.fromEntries(rows.map(({ of, items }) => [of, items]));
}

describe('where there is no room', () => {
  const send = (by: Parameters<typeof recordEvents>[0]['ctx'], count: number, item: object) =>
    recordEvents({ ctx: by, input: { events: Array.from({ length: count }, () => item) } });
  const noName = { unit: 'u' };

  test('whoever has most makes room for another key, down to equal shares', async () => {
    const { environmentId, process } = await place({ items: 10, bytes: 1e6 });
    const page = process('page');
    await send(page, 1_000, {});
    expect(await keptShares(environmentId)).toEqual({ 'page INVALID_UNIT': 10 });
    // Another process knows of it too.
    const server = process('server');
    await send(server, 3, noName);
    expect(await keptShares(environmentId)).toEqual({ 'page INVALID_UNIT': 7, 'server INVALID_NAME': 3 });
    await send(server, 1_000, noName);
    expect(await keptShares(environmentId)).toEqual({ 'page INVALID_UNIT': 5, 'server INVALID_NAME': 5 });
    // The one that has its share already gets no more, by however many reasons.
    const again = process('page');
    await send(again, 1_000, {});
    await send(again, 1_000, noName);
    await send(again, 1_000, { ...noName, name: 'n', value: 'v' });
    const shares = await keptShares(environmentId);
    expect(shares['server INVALID_NAME']).toBe(5);
    expect(Object.values(shares).reduce((sum, items) => sum + items, 0)).toBe(10);
    expect(Object.keys(shares)).toHaveLength(4);
  });

  test('of one key the reason that has most makes room for another', async () => {
    const { environmentId, process, notKept } = await place({ items: 10, bytes: 1e6 });
    const page = process('page');
    await send(page, 20, {});
    await send(page, 1, noName);
    expect(await keptShares(environmentId)).toEqual({ 'page INVALID_NAME': 1, 'page INVALID_UNIT': 9 });
    await send(page, 20, noName);
    expect(await keptShares(environmentId)).toEqual({ 'page INVALID_NAME': 5, 'page INVALID_UNIT': 5 });
    // Every item that is not there was counted, those that made room too.
    await page.ingestion.write.verdicts.flush();
    expect(await notKept()).toBe(41 - 10);
  });

  test('what goes first was sent again already; of the others the oldest', async () => {
    const { ctx, environmentId, process } = await place({ items: 4, bytes: 1e6 });
    const page = process('page');
    for (const id of ['1', '2', '3', '4']) await send(page, 1, { id });
    const { items } = await listRejected({ ctx, input: {} });
    await database.pool.query('update rejected_events set replayed_at = now() where id = $1', [items[0]?.id]);
    await send(process('server'), 2, noName);
    const { rows } = await database.pool.query<{ readonly body: string }>(
      `select body from rejected_events where environment_id = $1 and sender = 'page' order by id`,
      [environmentId],
    );
    expect(rows.map(({ body }) => body)).toEqual(['{"id":"2"}', '{"id":"3"}']);
  });

  test('a sender that has most writes nothing more', async () => {
    const { ctx, process } = await place({ items: 5, bytes: 1e6 });
    const page = process('page');
    await send(page, 10, {});
    const before = await listRejected({ ctx, input: {} });
    await send(page, 1_000, {});
    expect(await listRejected({ ctx, input: {} })).toEqual(before);
  });
});

test('an environment keeps so many bytes of them', async () => {
  const { process, refused, kept, notKept } = await place({ items: 100, bytes: 3_500 });
  const by = process();
  await refused(2, 'x'.repeat(1_000), by);
  await refused(2, 'x'.repeat(1_000), by);
  expect([await kept(), await notKept()]).toEqual([3, 1]);
});

test('refused items go after 90 days, whatever the retention', async () => {
  const { environmentId, refused, kept } = await place({ items: 100, bytes: 1e6 });
  await refused(3);
  const { rows } = await database.pool.query<{ id: string }>(
    `update rejected_events set received_at = now() - interval '91 days'
     where id = (select min(id) from rejected_events where environment_id = $1) returning id`,
    [environmentId],
  );
  expect(rows).toHaveLength(1);
  const context = { database, now: () => new Date() };
  expect(await dropOldRejected(context, { dryRun: true })).toBe(1);
  expect(await kept()).toBe(3);
  expect(await dropOldRejected(context)).toBe(1);
  expect(await kept()).toBe(2);
});
