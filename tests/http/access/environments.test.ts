import { describe, expect, test } from 'vitest';
import { permissionsOf, roles } from '../../../lib/auth/permissions';
import type { Context } from '../../../lib/auth/context';
import { controlPlaneCaller, controlPlaneCallerAs } from '../../support/control-plane';
import { send } from '../../support/data-plane';
import { startKeys } from '../../support/keys';
import { experimentBody } from '../../support/workspace';

// Environments are made, renamed and archived; what is archived serves nothing and its keys are as unknown.

const { database, ctx, url, dataPlane, owner, made, statuses } = await startKeys();
const path = '/api/v1/environments';

const works = [200, 200];
const refused = [401, 401];

const create = (key: string) => owner('POST', path, { body: { key, name: `Of ${key}` } });
const act = (key: string, verb: 'archive' | 'unarchive') => owner('POST', `${path}/${key}/${verb}`);
const experiment = async (key: string) => {
  expect((await owner('POST', '/api/v1/experiments', { body: experimentBody({ key }) })).status).toBe(201);
  return (verb: string, environment: string) =>
    owner('POST', `/api/v1/experiments/${key}/${verb}`, { body: { environment } });
};

test('is made with a key that never changes, and renamed with the version that was read', async () => {
  const answer = await create('preview');
  expect([answer.status, answer.headers.get('location')]).toEqual([201, `${path}/preview`]);
  expect(answer.body).toMatchObject({ key: 'preview', archivedAt: null, running: [], keys: 0, version: 1 });
  expect(await create('preview')).toMatchObject({ status: 409, body: { code: 'DUPLICATE_KEY' } });
  expect((await create('Not a key')).status).toBe(400);
  const patch = (body: object, version: number) =>
    owner('PATCH', `${path}/preview`, { body, headers: { 'if-match': `"${String(version)}"` } });
  expect(await patch({ name: 'Previews' }, 1)).toMatchObject({
    status: 200,
    body: { name: 'Previews', version: 2 },
  });
  expect((await patch({ name: 'Late' }, 1)).status).toBe(412);
  expect((await patch({ key: 'other' }, 2)).status).toBe(400);
  expect((await patch({ name: '' }, 2)).status).toBe(400);
  expect((await owner('GET', `${path}/preview`)).body).toMatchObject({ key: 'preview', name: 'Previews' });
});

test('has an active run of its own, and keys that evaluate there', async () => {
  await create('canary');
  const { token } = await made({ environment: 'canary', reach: 'environment' });
  expect(await statuses(token)).toEqual(works);
  const call = await experiment('everywhere');
  for (const environment of ['production', 'canary']) {
    expect((await call('start', environment)).status).toBe(200);
    expect(await owner('GET', `${path}/${environment}`)).toMatchObject({ body: { running: ['everywhere'] } });
  }
  await dataPlane.refresh();
  const answer = await send(`${url}/api/v1/assignments`, token, { unit: 'u', experiments: ['everywhere'] });
  expect(answer.body).toMatchObject({ assignments: { everywhere: { reason: 'SPLIT', run: 2 } } });
});

describe('an archived one', () => {
  test('serves nothing and its keys are as unknown, those for the whole workspace too, until it is used again', async () => {
    await create('spring');
    const own = await made({ environment: 'spring', reach: 'environment' });
    const wide = await made({ environment: 'spring' });
    for (const { token } of [own, wide]) expect(await statuses(token)).toEqual(works);
    const stream = await fetch(`${url}/api/v1/configuration/stream`, {
      headers: { authorization: `Bearer ${own.token}` },
      // It only ends a stream that hangs.
      signal: AbortSignal.timeout(600_000),
    });
    const archived = await act('spring', 'archive');
    expect(archived).toMatchObject({
      status: 200,
      body: { keys: 2, archivedAt: expect.any(String) as string },
    });
    for (const { token } of [own, wide]) expect(await statuses(token)).toEqual(refused);
    expect(await stream.text()).toContain('"type":"current"');
    const { body } = await controlPlaneCaller(database, own.token)('GET', '/api/v1/experiments');
    expect(body).toMatchObject({ detail: 'This key is unknown, was revoked or is over.' });
    expect(await owner('GET', `/api/v1/keys/${own.key}`)).toMatchObject({ body: { state: 'archived' } });
    expect(JSON.stringify((await owner('GET', path)).body)).not.toContain('"spring"');
    expect(JSON.stringify((await owner('GET', `${path}?archived=true`)).body)).toContain('"spring"');
    expect((await act('spring', 'unarchive')).status).toBe(200);
    for (const { token } of [own, wide]) expect(await statuses(token)).toEqual(works);
    expect(await act('spring', 'unarchive')).toMatchObject({ status: 409, body: { code: 'NOT_ARCHIVED' } });
  });

  test('takes neither a start nor a key, and shows what has run there', async () => {
    await create('summer');
    const call = await experiment('holiday');
    await call('start', 'summer');
    await owner('POST', '/api/v1/experiments/holiday/analyses', { body: {} });
    await call('stop', 'summer');
    await act('summer', 'archive');
    const body = { kind: 'secret', name: 'late', environment: 'summer' };
    for (const answer of [await call('start', 'summer'), await owner('POST', '/api/v1/keys', { body })]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'ENVIRONMENT_ARCHIVED' } });
    }
    expect((await owner('GET', '/api/v1/experiments/holiday/analyses/latest')).status).toBe(200);
    expect((await call('start', 'production')).status).toBe(200);
  });
});

test('stays while something runs there, and says what to stop; the one that is meant by default always', async () => {
  await create('autumn');
  const call = await experiment('leaves');
  await call('start', 'autumn');
  expect(await act('autumn', 'archive')).toMatchObject({
    status: 409,
    body: { code: 'RUNS_ACTIVE', detail: 'These run in "autumn": "leaves". Stop them there first.' },
  });
  await call('stop', 'autumn');
  expect((await act('autumn', 'archive')).status).toBe(200);
  expect((await act('autumn', 'archive')).status).toBe(200);
  expect(await act('production', 'archive')).toMatchObject({
    status: 409,
    body: { code: 'DEFAULT_ENVIRONMENT' },
  });
});

test('is never archived with a run that starts at the same time', async () => {
  for (let round = 0; round < 10; round += 1) {
    const key = `winter-${String(round)}`;
    await create(key);
    const call = await experiment(key);
    const [started, archived] = await Promise.all([call('start', key), act(key, 'archive')]);
    expect([started.status, archived.status].toSorted()).toEqual([200, 409]);
  }
});

test.each(roles)('the role %s changes environments, or is refused', async (role) => {
  const permissions = permissionsOf(role);
  const person: Context = { ...ctx, actor: { ...ctx.actor, kind: 'member', permissions } };
  const call = controlPlaneCallerAs(person);
  const may = role === 'admin' || role === 'owner';
  const key = `by-${role}`;
  const headers = { 'if-match': '*' };
  expect((await call('POST', path, { body: { key, name: 'x' } })).status).toBe(may ? 201 : 403);
  if (!may) await create(key);
  expect((await call('PATCH', `${path}/${key}`, { body: { name: 'y' }, headers })).status).toBe(
    may ? 200 : 403,
  );
  expect((await call('POST', `${path}/${key}/archive`)).status).toBe(may ? 200 : 403);
  if (!may) await act(key, 'archive');
  expect((await call('POST', `${path}/${key}/unarchive`)).status).toBe(may ? 200 : 403);
  expect((await call('GET', `${path}/${key}`)).status).toBe(200);
});

test('each change is an entry', async () => {
  const entries = await database.prisma.auditEntry.findMany({
    where: { workspaceId: ctx.workspaceId, subject: { in: ['environment:preview', 'environment:spring'] } },
    orderBy: { id: 'asc' },
  });
  expect(entries.map(({ action, subject }) => [action, subject])).toEqual([
    ['environment.create', 'environment:preview'],
    ['environment.update', 'environment:preview'],
    ['environment.create', 'environment:spring'],
    ['environment.archive', 'environment:spring'],
    ['environment.unarchive', 'environment:spring'],
  ]);
});
