import { expect, test } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { migrate } from '../../lib/database/migrate';
import { databaseBefore } from '../support/earlier-migrations';

const url = await databaseBefore('20261130090000');

/** Who made each, where it ran first, and whose it is then. */
const experiments: Readonly<Record<string, { by: string; ran: string | null; home: string }>> = {
  'of a key': { by: 'staging', ran: 'production', home: 'staging' },
  'of production': { by: 'production', ran: 'staging', home: 'production' },
  'of a person, in staging': { by: 'member', ran: 'staging', home: 'staging' },
  'of a person, a draft': { by: 'member', ran: null, home: 'production' },
  'made anew by a person': { by: 'staging, then member', ran: null, home: 'production' },
};

test('an experiment belongs to the environment of the key that made it, else to that of its first run, else to production', async () => {
  await withConnection(url, async (client) => {
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Test')`);
    await client.query(
      `insert into environments (workspace_id, key, name)
       select id, key, key from workspaces, unnest('{staging,production}'::text[]) as key`,
    );
    await client.query(
      `insert into keys (id, environment_id, kind, name, prefix, hash, scopes, allowed_origins)
       select gen_random_uuid(), id, 'SECRET', key, 'p', key::bytea, '{}', '{}' from environments`,
    );
    for (const [key, { by, ran }] of Object.entries(experiments)) {
      await client.query(
        `insert into experiments (id, workspace_id, key, name) select gen_random_uuid(), id, $1, $1 from workspaces`,
        [key],
      );
      await client.query(
        `insert into runs (experiment_id, environment_id, number, salt, started_at, configuration)
         select experiments.id, environments.id, 1, 's', now(), '{}'
         from experiments, environments where experiments.key = $1 and environments.key = $2`,
        [key, ran],
      );
      for (const maker of by.split(', then ')) {
        await client.query(
          `insert into audit_entries (workspace_id, actor, action, subject, detail, occurred_at, previous_hash, hash)
           select workspaces.id, coalesce('key:' || keys.id, 'member:somebody'), 'experiment.create', 'experiment:' || $1,
             '{}', now(), uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid())
           from workspaces left join keys on keys.name = $2`,
          [key, maker],
        );
      }
    }
  });
  await migrate({ url });
  await withConnection(url, async (client) => {
    const { rows } = await client.query<{ key: string; home: string }>(
      `select experiments.key, environments.key as home from experiments left join environments on environments.id = home_id`,
    );
    expect(Object.fromEntries(rows.map(({ key, home }) => [key, home]))).toEqual(
      Object.fromEntries(Object.entries(experiments).map(([key, { home }]) => [key, home])),
    );
  });
});
