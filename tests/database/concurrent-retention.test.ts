import { expect, test } from 'vitest';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { openDatabase } from '../../lib/database/client';
import { cloneDatabaseUrl } from '../support/database';
import { createWorkspace } from '../support/workspace';

// Waits until so many sessions wait to lock the events.
const WAITING = `
select count(*)::int as "sessions" from pg_locks
where not granted and database = (select oid from pg_database where datname = current_database())
  and relation = 'events'::regclass`;

test('two retentions that find the same month at once both succeed, and the month is dropped once', async () => {
  const database = openDatabase({ url: await cloneDatabaseUrl(), maxConnections: 12 });
  try {
    const workspaces = [await createWorkspace(database), await createWorkspace(database)];
    await database.pool.query(`select ensure_event_partition('2026-01-15T00:00:00Z')`);
    const { forget } = createEvidence(database);
    const from = new Date('2026-03-01T00:00:00Z');
    // Both have found the month, and wait for the same lock, before either drops it.
    const reader = await database.pool.connect();
    await reader.query('begin; lock table only events in access share mode');
    const both = Promise.all(
      workspaces.map(({ ctx: { workspaceId } }) => forget.before({ workspaceId, from })),
    );
    await expect
      .poll(async () => (await database.pool.query<{ sessions: number }>(WAITING)).rows, {
        interval: 20,
      })
      .toEqual([{ sessions: 2 }]);
    await reader.query('commit');
    reader.release();
    const dropped = (await both).flatMap(({ droppedMonths }) => droppedMonths);
    expect(dropped).toEqual(['events_2026_01']);
  } finally {
    await database.close();
  }
});
