import { expect, it } from 'vitest';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace } from '../../support/workspace';

// What a query is refused for is said in plain words.

const database = await cloneDatabase();
const { secretKey } = await createWorkspace(database);
const call = controlPlaneCaller(database, secretKey);

it.each([
  ['limit=0', 'Give at least 1.'],
  ['limit=', 'Give at least 1.'],
  ['limit=501', 'Give at most 100.'],
  ['limit=1.5', 'Give a whole number.'],
  ['limit=many', 'Give a number.'],
])('says of %s what to give', async (query, detail) => {
  expect(await call('GET', `/api/v1/layers?${query}`)).toMatchObject({
    status: 400,
    body: { detail: `/limit: ${detail}`, problems: [{ pointer: '/limit', detail }] },
  });
});

it('says of a path without a query that nothing is said there', async () => {
  expect(await call('GET', '/api/v1/interactions?environment=x')).toMatchObject({
    status: 400,
    body: { problems: [{ detail: 'There is no "environment" in the query here: nothing is said there.' }] },
  });
});

it('asks who has no key for one, as signing in does not help', async () => {
  expect(await controlPlaneCaller(database, null)('GET', '/api/v1/experiments')).toMatchObject({
    status: 401,
    body: { detail: 'Send a key as "Authorization: Bearer <key>".' },
  });
});
