import { expect, test } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { migrate } from '../../lib/database/migrate';
import { databaseBefore } from '../support/earlier-migrations';

const url = await databaseBefore('20261129132600');

const kinds: readonly (readonly [key: string, type: string, values: readonly string[], after: string])[] = [
  ['whole', 'number', ['1', '-2', '3.0'], 'integer'],
  ['largest', 'number', ['0', '9007199254740991'], 'integer'],
  ['mixed', 'number', ['1', '2.5'], 'number'],
  ['huge', 'number', ['1', '1e300'], 'number'],
  ['bare', 'number', [], 'number'],
  ['switch', 'boolean', ['true', 'false'], 'boolean'],
  ['json', 'json', ['{"a":1}', '{}'], 'json'],
];

test('experiments and runs with whole numbers become integers, so that what they serve stays as it is; nothing else changes', async () => {
  await withConnection(url, async (client) => {
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Test')`);
    await client.query(
      `insert into environments (workspace_id, key, name) select id, 'p', 'P' from workspaces`,
    );
    for (const [key, type, values] of kinds) {
      await client.query(
        `insert into experiments (id, workspace_id, key, name, value_type)
         select gen_random_uuid(), id, $1, $1, $2::"ValueType" from workspaces`,
        [key, type.toUpperCase()],
      );
      for (const [position, value] of values.entries()) {
        await client.query(
          `insert into variants (id, experiment_id, key, name, value, weight, position)
           select gen_random_uuid(), id, $2, 'v', $3::jsonb, 0.5, $4::int from experiments where key = $1`,
          [key, `v${String(position)}`, value, position],
        );
      }
      await client.query(
        `insert into runs (experiment_id, environment_id, number, salt, started_at, configuration)
         select experiments.id, environments.id, 1, 's', now(), $2::jsonb from experiments, environments where experiments.key = $1`,
        [
          key,
          `{"valueType":"${type}","variants":[${values.map((value) => `{"value":${value}}`).join(',')}]}`,
        ],
      );
    }
  });
  await migrate({ url });
  await withConnection(url, async (client) => {
    const { rows } = await client.query<{ key: string; stored: string; frozen: string }>(
      `select key, lower(value_type::text) as stored, configuration ->> 'valueType' as frozen
       from experiments join runs on experiment_id = experiments.id order by runs.id`,
    );
    expect(rows).toEqual(kinds.map(([key, , , after]) => ({ key, stored: after, frozen: after })));
    await expect(client.query(`update runs set configuration = '{}'`)).rejects.toThrow('never changed');
  });
});
