import { expect, test } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { migrate } from '../../lib/database/migrate';
import { databaseBefore } from '../support/earlier-migrations';

const url = await databaseBefore('20261130100000');

test('whoever was an editor is an experimenter, and everybody else keeps their role', async () => {
  await withConnection(url, async (client) => {
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Test')`);
    for (const role of ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER']) {
      await client.query(`insert into users (id, name, email, updated_at) values ($1, $1, $1, now())`, [
        role,
      ]);
      await client.query(
        `insert into members (id, workspace_id, user_id, role) select gen_random_uuid(), id, $1, $2::"Role" from workspaces`,
        [role, role],
      );
    }
  });
  await migrate({ url });
  await withConnection(url, async (client) => {
    const { rows } = await client.query<{ was: string; is: string; version: number }>(
      `select user_id as was, role as is, version from members`,
    );
    expect(Object.fromEntries(rows.map(({ was, is, version }) => [was, [is, version]]))).toEqual({
      OWNER: ['OWNER', 1],
      ADMIN: ['ADMIN', 1],
      EDITOR: ['EXPERIMENTER', 1],
      VIEWER: ['VIEWER', 1],
    });
    await client.query(`update members set role = 'ANALYST' where user_id = 'VIEWER'`);
  });
});
