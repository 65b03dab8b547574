import { expect, it } from 'vitest';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

// What was made says where it can be read.

const database = await cloneDatabase();
const { secretKey } = await createWorkspace(database);
const call = controlPlaneCaller(database, secretKey);

it('says of an analysis where it can be read, also of a run that is not the newest', async () => {
  const path = '/api/v1/experiments/checkout';
  await call('POST', '/api/v1/experiments', { body: experimentBody() });
  for (const step of ['start', 'stop', 'start']) await call('POST', `${path}/${step}`);
  for (const run of [1, 2]) {
    const made = await call('POST', `${path}/analyses`, { body: { run } });
    const place = made.headers.get('location') ?? '';
    expect([made.status, place]).toEqual([201, `${path}/analyses/latest?run=${String(run)}`]);
    const read = await call('GET', place);
    expect(read).toMatchObject({ status: 200, body: { runNumber: run } });
  }
});

it('says it of what has a key', async () => {
  const made = await call('POST', '/api/v1/experiments', { body: experimentBody({ key: 'other' }) });
  expect(made.headers.get('location')).toBe('/api/v1/experiments/other');
});
