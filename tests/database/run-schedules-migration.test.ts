import { expect, test } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { migrate } from '../../lib/database/migrate';
import { databaseBefore } from '../support/earlier-migrations';

const url = await databaseBefore('20261130163000');

test('an active run has the schedule of its experiment from its start on, and one that ended has none', async () => {
  await withConnection(url, async (client) => {
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Test')`);
    await client.query(
      `insert into environments (workspace_id, key, name) select id, 'production', 'Production' from workspaces`,
    );
    await client.query(
      `insert into experiments (id, workspace_id, key, name, ends_at)
       select gen_random_uuid(), id, 'checkout', 'Checkout', '2026-03-01Z' from workspaces`,
    );
    await client.query(
      `insert into runs (experiment_id, environment_id, number, salt, started_at, ended_at, configuration)
       select experiments.id, environments.id, number, 's', started_at, ended_at, '{}'
       from experiments, environments, (values
         (1, '2026-01-01Z'::timestamptz, '2026-02-01Z'::timestamptz),
         (2, '2026-02-01Z', null)
       ) as lives (number, started_at, ended_at)`,
    );
  });
  await migrate({ url });
  await withConnection(url, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(
      `select runs.number as run, run_schedules.number, effective_from, starts_at, ends_at
       from run_schedules join runs on runs.id = run_id`,
    );
    expect(rows).toEqual([
      {
        ...{ run: 2, number: 1, effective_from: new Date('2026-02-01Z') },
        ...{ starts_at: null, ends_at: new Date('2026-03-01Z') },
      },
    ]);
    await expect(client.query('update run_schedules set ends_at = null')).rejects.toThrow('never changed');
  });
});
