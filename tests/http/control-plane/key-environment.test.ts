import { expect, it } from 'vitest';
import { keyContext } from '../../../lib/auth/key-context';
import { watchIngestion } from '../../../lib/services/data/watch-ingestion';
import { createIngestionTail } from '../../../lib/services/ingestion/ingestion-tail';
import { keyScopes, createKey } from '../../../lib/services/keys/create-key';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

// A key is for one environment: what a staging server holds opens nothing of production.

const database = await cloneDatabase();
const { ctx, environmentId: production } = await createWorkspace(database);
const { key: stagingKey } = await createKey({
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
  const watch = (input: unknown) => watchIngestion({ ctx: keyed, input, tail, onItem: () => undefined });
  const stop = await watch({});
  expect([tail.isWatched(staging), tail.isWatched(production)]).toEqual([true, false]);
  stop();
  await expect(watch({ environment: 'production' })).rejects.toMatchObject({ status: 403 });
});

it('starts an experiment in its own environment', async () => {
  expect(await call('POST', '/api/v1/experiments/checkout/start')).toMatchObject({ status: 200 });
  const runs = await database.prisma.run.findMany({ select: { environmentId: true } });
  expect(runs).toEqual([{ environmentId: staging }]);
});
