import { expect, it } from 'vitest';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { sourceDatabase } from '../../support/source-database';
import { createWorkspace } from '../../support/workspace';

const database = await cloneDatabase();
const shop = await sourceDatabase();
const { ctx, secretKey } = await createWorkspace(database);
const { token: key } = await createKey({
  ctx,
  input: {
    kind: 'secret',
    reach: 'workspace',
    name: 'sources',
    scopes: ['sources:write', 'metrics:read', 'metrics:write'],
  },
});
const call = controlPlaneCaller(database, key);
const usual = controlPlaneCaller(database, secretKey);
const sql = 'select unit, at as "time", amount as "value" from orders';
const body = { key: 'orders', name: 'Orders', connection: shop.connection, sql };

it('goes through its life over HTTP, and no answer holds the password', async () => {
  const checked = await call('POST', '/api/v1/source-checks', { body: { connection: shop.connection, sql } });
  expect(checked).toMatchObject({ status: 200, body: { rows: [], recentRows: 0 } });
  const made = await call('POST', '/api/v1/sources', { body });
  expect(made).toMatchObject({ status: 201, body: { key: 'orders', version: 1, rowLimit: 1_000_000 } });
  expect(made.headers.get('etag')).toBe('"1"');
  expect(await call('POST', '/api/v1/sources', { body })).toMatchObject({ status: 409 });
  const changed = await call('PATCH', '/api/v1/sources/orders', {
    body: { name: 'All orders', rowLimit: 10 },
    headers: { 'if-match': '"1"' },
  });
  expect(changed).toMatchObject({ status: 200, body: { name: 'All orders', rowLimit: 10, version: 2, sql } });
  const again = await call('POST', '/api/v1/source-checks', { body: { key: 'orders' } });
  expect(again).toMatchObject({ status: 200 });
  const read = await call('GET', '/api/v1/sources/orders');
  const listed = await call('GET', '/api/v1/sources');
  expect(listed).toMatchObject({ body: { sources: [{ key: 'orders' }], next: null } });
  const gone = await call('DELETE', '/api/v1/sources/orders');
  expect(gone).toMatchObject({ status: 200 });
  expect(await call('GET', '/api/v1/sources')).toMatchObject({ body: { sources: [] } });
  const answers = JSON.stringify([made, changed, again, read, listed, gone].map((answer) => answer.body));
  expect(answers).toContain(`${shop.role}@`);
  expect(answers).not.toContain(new URL(shop.connection).password);
});

it('is refused without the scope, which a key only has when it was given by name', async () => {
  expect(await usual('POST', '/api/v1/sources', { body })).toMatchObject({ status: 403 });
  expect(await usual('POST', '/api/v1/source-checks', { body: { key: 'orders' } })).toMatchObject({
    status: 403,
  });
  expect(await usual('GET', '/api/v1/sources')).toMatchObject({ status: 200 });
});

it('is refused with the place of what is wrong, and with what its database says', async () => {
  const wrong = { ...body, key: 'wrong', connection: 'mysql://u:p@h/d', statementTimeoutMs: 1 };
  expect(await call('POST', '/api/v1/sources', { body: wrong })).toMatchObject({
    status: 400,
    body: { problems: [{ pointer: '/statementTimeoutMs' }] },
  });
  const unreadable = { ...body, key: 'wrong', sql: 'select 1 as "unit"' };
  expect(await call('POST', '/api/v1/sources', { body: unreadable })).toMatchObject({
    status: 422,
    body: {
      code: 'SOURCE_REFUSED',
      detail: expect.stringContaining('columns unit, time and value') as string,
    },
  });
});
