import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { auditHeadsFile, keepAuditHeads, readKeptHeads } from '../../../lib/jobs/keep-audit-heads';
import { verifyAudit } from '../../../lib/verbs/audit/verify-audit';
import { recordAudit } from '../../../lib/verbs/record-audit';
import { inTransaction } from '../../../lib/database/client';
import { temporaryDirectory } from '../../support/after-file';
import { recordLog } from '../../support/data-plane';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();

/** What the verifier says of one workspace, by the ids of the entries. */
async function brokenEntries(workspaceId: string): Promise<readonly string[]> {
  const verdicts = await verifyAudit(database, []);
  const own = verdicts.find(({ workspace }) => workspace === workspaceId);
  return (own?.problems ?? []).map(({ entry }) => entry);
}

it('chains every change to the one before, in parallel too, so that a changed or missing entry is found', async () => {
  const { ctx, workspaceId } = await createWorkspace(database);
  const keys = ['one', 'two', 'three', 'four', 'five', 'six'];
  await Promise.all(keys.map((key) => createExperiment({ ctx, input: experimentBody({ key }) })));
  await startExperiment({ ctx, input: { key: 'three' } });
  const entries = await database.prisma.auditEntry.findMany({
    where: { workspaceId },
    orderBy: { id: 'asc' },
  });
  expect(entries).toHaveLength(8);
  expect(entries.at(-1)).toMatchObject({
    action: 'experiment.start',
    subject: 'experiment:three',
    actor: 'system:test',
  });
  expect(await brokenEntries(workspaceId)).toEqual([]);

  await database.pool.query('alter table audit_entries disable trigger user');
  await database.pool.query(`update audit_entries set detail = '{"key": "other"}' where id = $1`, [
    entries[3]?.id,
  ]);
  expect(await brokenEntries(workspaceId)).toEqual([String(entries[3]?.id)]);
  await database.pool.query('delete from audit_entries where id = $1', [entries[3]?.id]);
  expect(await brokenEntries(workspaceId)).toEqual([String(entries[4]?.id)]);
  await database.pool.query('alter table audit_entries enable trigger user');
});

it('refuses to change an entry, an analysis or the configuration of a run', async () => {
  const { ctx } = await createWorkspace(database);
  await createExperiment({ ctx, input: experimentBody() });
  await startExperiment({ ctx, input: { key: 'checkout' } });
  await expect(database.pool.query(`update audit_entries set actor = 'nobody'`)).rejects.toThrow(
    'never changed',
  );
  await expect(database.pool.query(`update runs set configuration = '{}'`)).rejects.toThrow('never changed');
  await database.pool.query('update runs set ended_at = now()');
});

it('refuses to delete an entry, one by one, all at once, or with its workspace', async () => {
  const { workspaceId } = await createWorkspace(database);
  for (const statement of ['delete from audit_entries', 'truncate audit_entries']) {
    await expect(database.pool.query(statement)).rejects.toThrow('never deleted');
  }
  await expect(database.pool.query('delete from workspaces where id = $1', [workspaceId])).rejects.toThrow(
    'never deleted',
  );
});

it('tells an object from the list of its pairs', async () => {
  const { ctx, workspaceId } = await createWorkspace(database);
  await inTransaction(database, (transaction) =>
    recordAudit(transaction, ctx, { action: 'a', subject: 's', detail: { weight: { control: 0.5 } } }),
  );
  expect(await brokenEntries(workspaceId)).toEqual([]);
  const { id } = await database.prisma.auditEntry.findFirstOrThrow({
    where: { workspaceId },
    orderBy: { id: 'desc' },
  });
  const replaced = { weight: [['control', 0.5]] };
  await database.pool.query('alter table audit_entries disable trigger user');
  await database.pool.query('update audit_entries set detail = $2 where id = $1', [id, replaced]);
  expect(await brokenEntries(workspaceId)).toEqual([String(id)]);
  // Nor by calling it an entry of the form that could not.
  await database.pool.query('update audit_entries set form = 1 where id = $1', [id]);
  await database.pool.query('alter table audit_entries enable trigger user');
  expect(await brokenEntries(workspaceId)).toEqual([String(id)]);
});

it('finds by a head kept outside that the last entries are gone, also all of them with the workspace', async () => {
  const { ctx, workspaceId } = await createWorkspace(database);
  await createExperiment({ ctx, input: experimentBody() });
  const log = recordLog();
  const dataDirectory = temporaryDirectory('heads');
  const stop = keepAuditHeads({ database, log, dataDirectory, intervalMs: 3_600_000 });
  await stop();
  const file = auditHeadsFile(dataDirectory);
  const heads = await readKeptHeads(file);
  // Nothing is written twice.
  expect(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes(workspaceId)),
  ).toHaveLength(1);
  expect(log.lines).toContainEqual({
    level: 'info',
    message: 'audit head',
    fields: heads.find(({ workspace }) => workspace === workspaceId),
  });
  const problemsOf = async () =>
    (await verifyAudit(database, heads)).find(({ workspace }) => workspace === workspaceId)?.problems;
  expect(await problemsOf()).toEqual([]);
  await createExperiment({ ctx, input: experimentBody({ key: 'later' }) });
  expect(await problemsOf()).toEqual([]);

  await database.pool.query('alter table audit_entries disable trigger user');
  await database.pool.query(
    'delete from audit_entries where workspace_id = $1 and id > (select min(id) from audit_entries where workspace_id = $1)',
    [workspaceId],
  );
  expect(await brokenEntries(workspaceId)).toEqual([]);
  expect(await problemsOf()).toMatchObject([{ detail: expect.stringContaining('not there') as unknown }]);
  await database.pool.query('delete from audit_entries where workspace_id = $1', [workspaceId]);
  await database.pool.query('alter table audit_entries enable trigger user');
  await database.pool.query('delete from workspaces where id = $1', [workspaceId]);
  expect(await problemsOf()).toMatchObject([{ detail: expect.stringContaining('not there') as unknown }]);
});
