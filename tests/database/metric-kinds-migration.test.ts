import { expect, test } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { migrate } from '../../lib/database/migrate';
import { databaseBefore } from '../support/earlier-migrations';

const url = await databaseBefore('20261129171000');

test('metrics keep their kinds, under the names that the API has for them', async () => {
  await withConnection(url, async (client) => {
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Test')`);
    await client.query(
      `insert into metrics (id, workspace_id, key, name, kind, definition)
       select gen_random_uuid(), workspaces.id, lower(kind::text), 'M', kind, '{}'
       from workspaces, unnest(enum_range(null::"MetricKind")) as kind`,
    );
  });
  await migrate({ url });
  const kinds = await withConnection(url, async (client) => {
    const { rows } = await client.query<{ key: string; kind: string }>(
      'select key, kind from metrics order by key',
    );
    return rows.map(({ key, kind }) => [key, kind]);
  });
  expect(kinds).toHaveLength(10);
  expect(kinds).toContainEqual(['time_to_event', 'time-to-event']);
  expect(kinds).toContainEqual(['sum', 'sum']);
});
