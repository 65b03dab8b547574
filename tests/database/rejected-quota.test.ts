import { expect, test } from 'vitest';
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
  const process = () => {
    const { write } = createEvidence(database, { rejectedQuota: limits });
    return { ...ctx, environmentId, ingestion: createIngestion(write) };
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
