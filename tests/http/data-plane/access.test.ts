import { describe, expect, test } from 'vitest';
import { forcedHashes } from '../../../lib/assignment/buckets';
import type { AssignableConfiguration } from '../../../lib/assignment/configuration';
import { createKeyMaterial } from '../../../lib/auth/keys';
import { dataPlaneRoutes } from '../../../lib/serving/data-plane';
import { send, startDataPlane } from '../../support/data-plane';
import {
  announceConfiguration,
  makeDraft,
  makeEnvironment,
  makeKey,
  makeRun,
  makeRunningExperiment,
  makeWorkspace,
} from '../../support/factories';

// A long poll interval: what reaches the server reaches it by NOTIFY, or because an unknown key made it look again.
const { database, url, dataPlane } = await startDataPlane({ pollIntervalMs: 60_000 });
const place = await makeWorkspace(database);
await makeRunningExperiment(database, place, { key: 'checkout' });
const keyed = dataPlaneRoutes
  .filter((route) => route.access !== 'open' && !route.path.endsWith('/stream'))
  .map((route) => ({
    method: route.method,
    path: route.path.replace('{key}', 'checkout'),
  }));
const bodyFor = (path: string) => {
  const list = /(?:exposures|events|identities)$/.exec(path)?.[0];
  if (list !== undefined) return { [list]: [] };
  return path.endsWith('assignments') ? { unit: 'u' } : { context: { targetingKey: 'u' } };
};

const call = (
  path: string,
  method: string,
  key: string | null,
  headers: Readonly<Record<string, string>> = {},
) => send(`${url}${path}`, key, method === 'GET' ? undefined : bodyFor(path), { method, headers });

test('a publishable key reads the forced units of an experiment, as hashes of 64 bits that name nobody', async () => {
  const experimentId = await makeDraft(database, place.workspaceId, 'forcing');
  const forced = [{ unit: 'anna@example.com', variant: 'treatment-1' }];
  await database.prisma.experiment.update({ where: { id: experimentId }, data: { forced } });
  await makeRun(database, place.environmentId, experimentId, {});
  await announceConfiguration(database, place.environmentId);
  await dataPlane.refresh();
  const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
  const { body } = await call('/api/v1/configuration', 'GET', key);
  expect(JSON.stringify(body)).not.toContain('anna');
  const { experiments } = body as AssignableConfiguration;
  const served = experiments.find((experiment) => experiment.key === 'forcing');
  expect(served?.forced).toEqual([
    { ...forcedHashes(served?.salt ?? '', 'anna@example.com'), variant: 'treatment-1' },
  ]);
});

describe.each(keyed)('$method $path', ({ method, path }) => {
  test('without a key, with an unknown one, or with nonsense: 401', async () => {
    const unknown = createKeyMaterial('secret').key;
    for (const key of [null, unknown, 'nonsense', 'fs_sec_', `${unknown} x`]) {
      const answer = await call(path, method, key);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('the wrong method: 405 with Allow', async () => {
    const answer = await call(path, method === 'GET' ? 'POST' : 'PUT', null);
    expect([answer.status, answer.headers.get('allow')]).toEqual([
      405,
      `${method === 'GET' ? 'GET, HEAD' : method}, OPTIONS`,
    ]);
  });

  test('a preflight is answered without a key', async () => {
    const origin = 'https://shop.example';
    const answer = await call(path, 'OPTIONS', null, { origin, 'access-control-request-method': method });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-methods')).toContain(method);
    expect(answer.headers.get('access-control-allow-headers')).toContain('X-API-Key');
  });

  test('a preflight allows the headers that tracing tools add, and no text that is no name of one', async () => {
    const tracing =
      'traceparent, tracestate, baggage, sentry-trace, x-datadog-trace-id,x-datadog-origin, x-b3-traceid';
    const allowedFor = async (asked: string) => {
      const headers = { origin: 'https://shop.example', 'access-control-request-headers': asked };
      return (await call(path, 'OPTIONS', null, headers)).headers;
    };
    const headers = await allowedFor(tracing);
    expect(headers.get('access-control-allow-headers')).toBe(
      `Authorization, Content-Type, If-None-Match, Last-Event-ID, X-API-Key, ${tracing}`,
    );
    expect(headers.get('vary')).toBe('Access-Control-Request-Headers, Origin');
    for (const asked of ['', 'a b', 'a;b', ',', '<script>']) {
      expect((await allowedFor(asked)).get('access-control-allow-headers')).toMatch(/X-API-Key$/);
    }
  });

  test('an address with slashes at its end leads to the same place', async () => {
    const key = await makeKey(database, place.environmentId);
    await dataPlane.refresh();
    for (const slashes of ['/', '//']) {
      expect((await call(slashes + path, method, key)).status).toBe(200);
      expect((await call(slashes + path, 'OPTIONS', null)).status).toBe(204);
    }
  });

  test('a secret key without any scope: 403', async () => {
    const key = await makeKey(database, place.environmentId, { scopes: [] });
    await dataPlane.refresh();
    expect((await call(path, method, key)).status).toBe(403);
  });
});

test('a key made a moment ago works at once, as Bearer and as X-API-Key', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const key = await makeKey(database, place.environmentId);
  expect((await call('/api/v1/configuration', 'GET', key)).status).toBe(200);
  expect((await call('/api/v1/configuration', 'GET', null, { 'x-api-key': key })).status).toBe(200);
});

test('a revoked key stops working', async () => {
  const key = await makeKey(database, place.environmentId);
  await dataPlane.refresh();
  expect((await call('/api/v1/configuration', 'GET', key)).status).toBe(200);
  await database.prisma.key.updateMany({
    where: { prefix: key.slice(0, 13) },
    data: { revokedAt: new Date() },
  });
  await announceConfiguration(database, place.environmentId);
  await expect.poll(async () => (await call('/api/v1/configuration', 'GET', key)).status).toBe(401);
});

test('a key sees its own environment and no other', async () => {
  const staging = await makeKey(database, await makeEnvironment(database, place.workspaceId, 'staging'));
  const foreign = await makeWorkspace(database);
  const foreignKey = await makeKey(database, foreign.environmentId);
  await dataPlane.refresh();
  const path = '/ofrep/v1/evaluate/flags/checkout';
  expect((await call(path, 'POST', staging)).body).toMatchObject({ reason: 'DISABLED' });
  expect((await call(path, 'POST', foreignKey)).status).toBe(404);
});

describe('a publishable key', async () => {
  const allowedOrigins = ['https://shop.example'];
  const key = await makeKey(database, place.environmentId, {
    kind: 'publishable',
    scopes: ['experiments:write'],
    allowedOrigins,
  });
  await dataPlane.refresh();

  test('evaluates and sends data from its origins, and pages can read ETag and Retry-After', async () => {
    for (const { path, method } of keyed) {
      const answer = await call(path, method, key, { origin: 'https://shop.example' });
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
      expect(answer.headers.get('access-control-expose-headers')).toMatch(/ETag.*Retry-After/);
      expect(answer.headers.get('vary')).toBe('Origin');
    }
  });

  test('is refused from any other origin, null included', async () => {
    for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example']) {
      expect((await call('/api/v1/events', 'POST', key, { origin })).status).toBe(403);
    }
  });
});

test("a page is not let to read a secret key's answer", async () => {
  const key = await makeKey(database, place.environmentId);
  await dataPlane.refresh();
  const answer = await call('/api/v1/configuration', 'GET', key, { origin: 'https://shop.example' });
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});

test('health needs no key, and what is not ours is left to others', async () => {
  expect(await send(`${url}/health/live`, null)).toMatchObject({ status: 200, body: { status: 'live' } });
  expect(await send(`${url}/health/ready`, null)).toMatchObject({
    status: 200,
    body: { database: 'reachable' },
  });
  for (const path of [
    '/',
    '/api/v1/experiments',
    '/api/v1/events/x',
    '/ofrep/v1/evaluate/flags/a/b',
    '/ofrep/v1/evaluate/flags/',
  ]) {
    expect(await send(`${url}${path}`, null)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  }
});
