import { beforeAll, describe, expect, test } from 'vitest';
import { keyScopes } from '../../../lib/auth/permissions';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { apiCaller } from '../../support/api-caller';
import { accepts, describedOperation } from '../../support/described-api';
import { exposuresOfBrokenSegments } from '../../support/broken-segments';
import { definition, toldBodies } from '../../support/told-bodies';
import { startWholeServer } from '../../support/whole-server';
import { createWorkspace, experimentBody } from '../../support/workspace';

// What the document takes, the API takes; what the document refuses is a 400.

const server = await startWholeServer();
const { ctx } = await createWorkspace(server.database);
const { token: key } = await createKey({
  ctx,
  input: { kind: 'secret', reach: 'workspace', name: 'all', scopes: keyScopes },
});
const call = apiCaller(server.url, key);

beforeAll(async () => {
  await call('createMetric', { body: { key: 'orders', name: 'Orders', kind: 'sum', definition } });
  for (const name of ['running', 'met', 'changed', 'broken']) {
    await call('createExperiment', { body: experimentBody({ key: name }) });
  }
  await call('createExperiment', { body: experimentBody({ key: 'planned', plan: { plannedUnits: 1_000 } }) });
  for (const name of ['running', 'met', 'broken', 'planned']) await call('startExperiment', { key: name });
  await server.dataPlane.refresh();
  await call('recordExposures', { body: { exposures: exposuresOfBrokenSegments('broken') } });
  await call('runAnalysis', { key: 'broken', body: { segments: ['country'] } });
});

describe.each(toldBodies)('the body of $id', ({ id, call: options, right, wrong }) => {
  const described = describedOperation(id).bodies['application/json'];

  test.each(wrong.map((body) => [JSON.stringify(body).slice(0, 90), body] as const))(
    'is refused by the document and by the API: %s',
    async (_, body) => {
      expect(accepts(described, body)).toBe(false);
      expect(await call(id, { ...options, body })).toMatchObject({ status: 400, departures: [] });
    },
  );

  test.each(right.map((body) => [JSON.stringify(body).slice(0, 90), body] as const))(
    'is taken by both: %s',
    async (_, body) => {
      expect(accepts(described, body)).toBe(true);
      const { status, departures } = await call(id, { ...options, body });
      expect([status < 300, departures]).toEqual([true, []]);
    },
  );
});

test('a body that needs no field need not come, and a body that needs one must', async () => {
  expect(describedOperation('startExperiment').isBodyRequired).toBe(false);
  expect(describedOperation('shipExperiment').isBodyRequired).toBe(true);
  expect(await call('applyRetention')).toMatchObject({ status: 409 });
  expect(await call('createLayer')).toMatchObject({ status: 400 });
});
