import { expect, test } from 'vitest';
import { controlPlaneCaller } from '../../support/control-plane';
import { send, startDataPlane } from '../../support/data-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const { secretKey } = await createWorkspace(database);
const call = controlPlaneCaller(database, secretKey);
const { url } = await startDataPlane({ databaseUrl: database.url });

test('a draft is disabled as soon as it is saved, under its new key when renamed, and unknown once deleted', async () => {
  const asked = (key: string) => () =>
    send(`${url}/ofrep/v1/evaluate/flags/${key}`, secretKey, { context: { targetingKey: 'u' } });
  expect(await asked('drafted')()).toMatchObject({ status: 404 });

  await call('POST', '/api/v1/experiments', { body: experimentBody({ key: 'drafted' }) });
  await expect.poll(asked('drafted')).toMatchObject({ status: 200, body: { reason: 'DISABLED' } });

  const renamed = { body: { key: 'renamed' }, headers: { 'if-match': '"1"' } };
  expect(await call('PATCH', '/api/v1/experiments/drafted', renamed)).toMatchObject({ status: 200 });
  await expect.poll(asked('renamed')).toMatchObject({ status: 200, body: { reason: 'DISABLED' } });
  expect(await asked('drafted')()).toMatchObject({ status: 404 });

  await call('DELETE', '/api/v1/experiments/renamed', { headers: { 'if-match': '"2"' } });
  await expect.poll(asked('renamed')).toMatchObject({ status: 404 });
});
