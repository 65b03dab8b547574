import { describe, expect, test } from 'vitest';
import { createKeyMaterial } from '../../../lib/auth/keys';
import { controlPlaneRoutes } from '../../../lib/api/routes';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { makeKey } from '../../support/factories';
import { createWorkspace } from '../../support/workspace';

// Every route of the control plane, whatever is added to it, for every kind of caller that may do nothing there. What a stranger is
// told must not tell whether a name exists: all names here do not.

const database = await cloneDatabase();
const { environmentId } = await createWorkspace(database);
const routes = controlPlaneRoutes.map(({ method, path }) => ({
  method,
  path: path.replaceAll(/\{\w+\}/g, 'nope'),
}));
const headers = { 'if-match': '"1"' };

async function statusOf(key: string | null, { method, path }: (typeof routes)[number]): Promise<number> {
  const call = controlPlaneCaller(database, key);
  const body = method === 'GET' ? {} : { body: {} };
  return (await call(method, path, { ...body, headers })).status;
}

test('there are routes to be tried', () => {
  expect(routes.length).toBeGreaterThan(40);
});

describe.each(routes)('$method $path', (route) => {
  test('without a key, with an unknown one, or with nonsense: 401', async () => {
    for (const key of [null, createKeyMaterial('secret').key, 'nonsense', 'fs_sec_']) {
      expect(await statusOf(key, route)).toBe(401);
    }
  });

  test('a publishable key, whatever scopes it was given, and a secret key without scopes: 403', async () => {
    const scopes = ['experiments:write', 'results:write'];
    const publishable = await makeKey(database, environmentId, { kind: 'publishable', scopes });
    expect(await statusOf(publishable, route)).toBe(403);
    expect(await statusOf(await makeKey(database, environmentId, { scopes: [] }), route)).toBe(403);
  });
});
