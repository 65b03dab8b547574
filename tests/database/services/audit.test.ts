import { expect, it } from 'vitest';
import { auditHash } from '../../../lib/services/record-audit';
import { createExperiment } from '../../../lib/services/experiments/create-experiment';
import { startExperiment } from '../../../lib/services/experiments/start-experiment';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();

/** Ids of the entries that do not follow from what stands before them. */
async function brokenEntries(workspaceId: string): Promise<bigint[]> {
  const entries = await database.prisma.auditEntry.findMany({
    where: { workspaceId },
    orderBy: { id: 'asc' },
  });
  let previous: Uint8Array = Buffer.alloc(32);
  const broken: bigint[] = [];
  for (const entry of entries) {
    const expected = auditHash(previous, entry);
    if (!expected.equals(entry.hash) || !Buffer.from(previous).equals(entry.previousHash))
      broken.push(entry.id);
    previous = entry.hash;
  }
  return broken;
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

  await database.pool.query('alter table audit_entries disable trigger audit_entries_immutable');
  await database.pool.query(`update audit_entries set detail = '{"key": "other"}' where id = $1`, [
    entries[3]?.id,
  ]);
  expect(await brokenEntries(workspaceId)).toEqual([entries[3]?.id]);
  await database.pool.query('delete from audit_entries where id = $1', [entries[3]?.id]);
  expect(await brokenEntries(workspaceId)).toEqual([entries[4]?.id]);
  await database.pool.query('alter table audit_entries enable trigger audit_entries_immutable');
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
