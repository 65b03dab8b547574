import { expect, it } from 'vitest';
import { keyContext } from '../../../lib/auth/key-context';
import { watchIngestion } from '../../../lib/verbs/data/watch-ingestion';
import { createIngestionTail } from '../../../lib/ingestion/ingestion-tail';
import { keyScopes } from '../../../lib/auth/permissions';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { controlPlaneCaller, type ControlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

// A key is for one environment: what a staging server holds opens nothing of production.

const database = await cloneDatabase();
const { ctx, environmentId: production, secretKey } = await createWorkspace(database);
const { token: stagingKey } = await createKey({
  ctx,
  input: { environment: 'staging', kind: 'secret', name: 'staging', scopes: [...keyScopes] },
});
const call = controlPlaneCaller(database, stagingKey);
const { id: staging } = await database.prisma.environment.findUniqueOrThrow({
  where: { workspaceId_key: { workspaceId: ctx.workspaceId, key: 'staging' } },
});

async function refuseIn(environmentId: number, body: string): Promise<string> {
  const data = { environmentId, kind: 'EVENT', code: 'INVALID_NAME', detail: 'no name', body } as const;
  const { id } = await database.prisma.rejectedEvent.create({ data });
  return String(id);
}

const itsOwn = await refuseIn(staging, '{"unit":"of staging"}');
const foreign = await refuseIn(production, '{"unit":"of production"}');

it('stands for its own environment where the request names none', async () => {
  const listed = await call('GET', '/api/v1/rejected');
  expect(listed).toMatchObject({ status: 200, body: { items: [{ id: itsOwn }] } });
  expect(await call('GET', '/api/v1/ingestion/settings')).toMatchObject({
    body: { environment: 'staging' },
  });
  const body = { ids: [foreign, itsOwn], set: { name: 'bought' } };
  expect(await call('POST', '/api/v1/rejected/replay', { body })).toMatchObject({
    status: 200,
    body: { accepted: 1, skipped: 1 },
  });
  expect(await call('PATCH', '/api/v1/ingestion/settings', { body: { botFilter: false } })).toMatchObject({
    status: 200,
  });
  const filters = await database.prisma.environment.findMany({
    where: { workspaceId: ctx.workspaceId },
    select: { key: true, botFilter: true },
    orderBy: { key: 'asc' },
  });
  expect(filters).toEqual([
    { key: 'production', botFilter: true },
    { key: 'staging', botFilter: false },
  ]);
});

it('neither reads nor changes another environment, and is told which it is for', async () => {
  const environment = 'production';
  await call('POST', '/api/v1/experiments', { body: experimentBody() });
  const answers = [
    await call('GET', `/api/v1/rejected?environment=${environment}`),
    await call('GET', `/api/v1/ingestion/counts?environment=${environment}`),
    await call('GET', `/api/v1/ingestion/settings?environment=${environment}`),
    await call('PATCH', '/api/v1/ingestion/settings', { body: { environment, botFilter: false } }),
    await call('POST', '/api/v1/rejected/replay', { body: { environment, ids: [foreign] } }),
    await call('POST', '/api/v1/experiments/checkout/start', { body: { environment } }),
  ];
  for (const { status, body } of answers) {
    expect({ status, body }).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(JSON.stringify(body)).toContain('This key is for the environment \\"staging\\"');
  }
  expect(await call('GET', '/api/v1/rejected?environment=nowhere')).toMatchObject({ status: 404 });
});

it('watches its own environment, and no other', async () => {
  const keyed = await keyContext(database, `Bearer ${stagingKey}`);
  const tail = createIngestionTail();
  const watch = async (input: unknown) =>
    (await watchIngestion({ ctx: keyed, input })).watch(tail, () => undefined);
  const stop = await watch({});
  expect([tail.isWatched(staging), tail.isWatched(production)]).toEqual([true, false]);
  stop();
  await expect(watch({ environment: 'production' })).rejects.toMatchObject({ status: 403 });
});

it('touches no run of another environment, nor what holds in all of them', async () => {
  const owner = controlPlaneCaller(database, secretKey);
  const path = '/api/v1/experiments/live';
  const forced = [{ unit: 'somebody', variant: 'treatment' }];
  await owner('POST', '/api/v1/experiments', { body: experimentBody({ key: 'live' }) });
  await owner('POST', `${path}/start`, { body: { environment: 'production' } });
  await owner('POST', `${path}/analyses`);
  const before = await owner('GET', path);
  const headers = { 'if-match': '"2"' };
  const tried: readonly [method: string, path: string, body?: object][] = [
    ['POST', `${path}/ramp`, { coverage: 1 }],
    ['POST', `${path}/stop`, {}],
    ['POST', `${path}/stop`, { keepAssigned: true }],
    ['POST', `${path}/ship`, { variant: 'treatment' }],
    ['POST', `${path}/archive`, {}],
    ['DELETE', path],
    ['PATCH', path, { forced }],
    ['PATCH', path, { coverage: 0.5, newRun: true }],
    ['PATCH', path, { name: 'Other' }],
    ['POST', `${path}/analyses`],
    ['GET', `${path}/analyses`],
    ['GET', `${path}/analyses/latest`],
    ['GET', `${path}/export?format=json`],
    ['GET', `${path}/export?rows=units`],
    ['PATCH', '/api/v1/ingestion/settings', { retentionMonths: 1 }],
    ['POST', '/api/v1/retention', { dryRun: true }],
    ['POST', '/api/v1/erasures', { unit: 'somebody' }],
    ['POST', '/api/v1/layers', { key: 'checkout', name: 'Checkout' }],
    ['POST', '/api/v1/metrics', { key: 'orders', name: 'Orders' }],
  ];
  for (const [method, at, body] of tried) {
    const answer = await call(method, at, {
      ...(method === 'PATCH' && { headers }),
      ...(body !== undefined && { body }),
    });
    expect([method, at, answer.status]).toEqual([method, at, 403]);
  }
  expect((await owner('GET', path)).body).toEqual(before.body);
  const { body } = await call('GET', path);
  expect(body).toMatchObject({ status: 'running', runs: [] });
});

it('changes an experiment that ran in its own environment alone, and starts one that has run in another', async () => {
  const owner = controlPlaneCaller(database, secretKey);
  const path = '/api/v1/experiments/rehearsed';
  await call('POST', '/api/v1/experiments', { body: experimentBody({ key: 'rehearsed' }) });
  await call('POST', `${path}/start`);
  const headers = { 'if-match': '"2"' };
  expect(await call('PATCH', path, { body: { name: 'Own' }, headers })).toMatchObject({ status: 200 });
  expect(await call('POST', `${path}/stop`)).toMatchObject({ status: 200 });
  await owner('POST', `${path}/start`, { body: { environment: 'production' } });
  await owner('POST', `${path}/stop`);
  const patched = await call('PATCH', path, { body: { name: 'Other' }, headers: { 'if-match': '"6"' } });
  expect(patched).toMatchObject({ status: 403 });
  expect(await call('POST', `${path}/start`)).toMatchObject({ status: 200 });
  const ramped = await call('POST', `${path}/ramp`, { body: { weights: { control: 0.2, treatment: 0.8 } } });
  expect(ramped).toMatchObject({ status: 200, body: { variants: [{ weight: 0.5 }, { weight: 0.5 }] } });
});

it('starts an experiment in its own environment', async () => {
  expect(await call('POST', '/api/v1/experiments/checkout/start')).toMatchObject({ status: 200 });
  const runs = await database.prisma.run.findMany({
    where: { experiment: { key: 'checkout' } },
    select: { environmentId: true },
  });
  expect(runs).toEqual([{ environmentId: staging }]);
});

it('reads no ids of people in an experiment of another environment, and all of its own', async () => {
  const owner = controlPlaneCaller(database, secretKey);
  const path = '/api/v1/experiments/with-people';
  const forced = [{ unit: 'anna@shop.example', variant: 'treatment' }];
  const forcedIn = async (reader: ControlPlaneCaller) => {
    const one = await reader('GET', path);
    const listed = await reader('GET', '/api/v1/experiments');
    expect(JSON.stringify(listed.body).includes('anna@')).toBe(JSON.stringify(one.body).includes('anna@'));
    return one.body;
  };
  await owner('POST', '/api/v1/experiments', { body: experimentBody({ key: 'with-people', forced }) });
  expect(await forcedIn(call)).toMatchObject({ forced: [] });
  const read = await owner('GET', path);
  expect(read.body).toMatchObject({ forced });
  const headers = { 'if-match': read.headers.get('etag') ?? '' };
  expect(await owner('PATCH', path, { headers, body: read.body })).toMatchObject({
    status: 200,
    body: { forced },
  });
  const { token: key } = await createKey({
    ctx,
    input: { kind: 'secret', name: 'all', reach: 'workspace', scopes: [...keyScopes] },
  });
  await controlPlaneCaller(database, key)('POST', `${path}/start`, { body: { environment: 'staging' } });
  expect(await forcedIn(call)).toMatchObject({ forced });
});
