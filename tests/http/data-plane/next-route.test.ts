import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import * as api from '../../../app/api/[...path]/route';
import * as ofrep from '../../../app/ofrep/[...path]/route';
import { openDatabase } from '../../../lib/database/client';
import { controlPlaneRoutes } from '../../../lib/api/routes';
import { webAnswer } from '../../../lib/protocol/web-response';
import { dataPlaneRoutes } from '../../../lib/serving/data-plane';
import { temporaryDirectory } from '../../support/after-file';
import { cloneDatabaseUrl } from '../../support/database';
import {
  announceConfiguration,
  makeKey,
  makeRunningExperiment,
  makeWorkspace,
} from '../../support/factories';

// The data plane as Next mounts it where nothing else runs: requests and answers are the web's, and the first request makes
// the process's data plane.

const database = openDatabase({ url: await cloneDatabaseUrl(), maxConnections: 4 });
afterAll(() => database.close());
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
/** Characters of one to four bytes. */
const value = 'ordre für 5 € 🦐';
const { runId } = await makeRunningExperiment(database, place, { key: 'checkout', values: [value] });

const dataDirectory = temporaryDirectory('next');
vi.stubEnv('FAIRSPLIT_DATA_DIRECTORY', dataDirectory);
globalThis.fairsplitDatabase = database;
afterAll(async () => {
  await (await globalThis.fairsplitDataPlane)?.close();
  rmSync(dataDirectory, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

function ask(address: string, { body, headers, method }: Asked = {}): Promise<Response> {
  const handler = address.startsWith('/ofrep/') ? ofrep.GET : api.GET;
  return handler(
    new Request(new URL(address, 'http://next.test'), {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  );
}

const context = { targetingKey: 'u' };

test('the two routes take every method, and every path of both planes is below them, but for /metrics and what next.config.js hands to one of them', () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  expect([Object.keys(api).sort(), Object.keys(ofrep).sort()]).toEqual([methods.sort(), methods.sort()]);
  const elsewhere = [...dataPlaneRoutes, ...controlPlaneRoutes]
    .map(({ path: route }) => route)
    .filter((route) => !route.startsWith('/api/') && !route.startsWith('/ofrep/'));
  expect(elsewhere.sort()).toEqual(['/health/live', '/health/ready', '/metrics']);
});

test('what no plane knows is a problem in words, and the control plane answers beside the data plane', async () => {
  const unknown = await ask('/api/v2/experiments');
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  const experiments = await ask('/api/v1/experiments', { headers: { authorization: '' } });
  expect([experiments.status, await experiments.json()]).toMatchObject([401, { code: 'UNAUTHENTICATED' }]);
});

describe('evaluation', () => {
  test('of one flag by name exposes the unit', async () => {
    const answer = await ask('/ofrep/v1/evaluate/flags/checkout', { body: { context } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toMatch(/./);
    expect(await answer.json()).toMatchObject({ key: 'checkout', value, reason: 'SPLIT' });
    await expect.poll(() => database.prisma.exposure.count({ where: { runId, unit: 'u' } })).toBe(1);
  });

  test('of all flags has an ETag, and 304 without a body for who has it', async () => {
    const first = await ask('/ofrep/v1/evaluate/flags', { body: { context } });
    expect(await first.json()).toMatchObject({ flags: [{ key: 'checkout', value }] });
    const etag = first.headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const again = await ask('/ofrep/v1/evaluate/flags', {
      body: { context },
      headers: { 'if-none-match': etag },
    });
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, null, etag]);
  });

  test('refuses in the form of OFREP', async () => {
    const unknown = await ask('/ofrep/v1/evaluate/flags/unknown', { body: { context } });
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { key: 'unknown', errorCode: 'FLAG_NOT_FOUND' },
    ]);
    const broken = await ask('/ofrep/v1/evaluate/flags/checkout', { body: '{' });
    expect([broken.status, await broken.json()]).toMatchObject([400, { errorCode: 'PARSE_ERROR' }]);
    const stranger = await ask('/ofrep/v1/evaluate/flags/checkout', {
      body: { context },
      headers: { authorization: 'Bearer fs_sec_stranger' },
    });
    expect([stranger.status, stranger.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test('by the API gives the trail', async () => {
    const answer = await ask('/api/v1/assignments', {
      body: { unit: 'u', experiments: ['checkout'], expose: false, explain: true },
    });
    expect(await answer.json()).toMatchObject({
      assignments: { checkout: { value, explanation: expect.any(Array) as unknown } },
    });
  });
});

test('exposures and events are stored by the time they are answered', async () => {
  const exposures = await ask('/api/v1/exposures', {
    body: { exposures: [{ experiment: 'checkout', variant: 'control', unit: 'sent' }, { unit: 'broken' }] },
  });
  expect(await exposures.json()).toMatchObject({ accepted: 1, duplicate: 0, rejected: [{ index: 1 }] });
  expect(await database.prisma.exposure.count({ where: { runId, unit: 'sent' } })).toBe(1);
  const events = await ask('/api/v1/events', {
    body: { events: [{ id: 'e', unit: 'sent', name: 'order' }] },
  });
  expect([events.status, await events.json()]).toMatchObject([200, { accepted: 1 }]);
});

test('the configuration has its ETag, a wrong method is told the right one, and nothing is there where nothing is', async () => {
  const configuration = await ask('/api/v1/configuration');
  expect(await configuration.json()).toMatchObject({ experiments: [{ key: 'checkout' }] });
  const etag = configuration.headers.get('etag') ?? '';
  expect((await ask('/api/v1/configuration', { headers: { 'if-none-match': etag } })).status).toBe(304);
  const wrong = await ask('/api/v1/configuration', { method: 'DELETE' });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  expect((await ask('/ofrep/v1/nothing')).status).toBe(404);
  expect((await ask('/health/ready')).status).toBe(200);
});

/** As the process's own figures tell. */
async function streamsOpen(): Promise<number> {
  const dataPlane = await globalThis.fairsplitDataPlane;
  const request = new Request('http://next.test/metrics', { headers: { authorization: `Bearer ${key}` } });
  const answer = dataPlane === undefined ? null : await webAnswer(dataPlane, request);
  return Number(/^fairsplit_streams (\d+)$/m.exec((await answer?.text()) ?? '')?.[1]);
}

describe('the stream', () => {
  const open = async () => {
    const answer = await ask('/api/v1/configuration/stream');
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    return {
      read: async () => new TextDecoder().decode((await reader.read()).value),
      isOver: async () => (await reader.read()).done,
      cancel: () => reader.cancel(),
    };
  };

  test('tells of changes, and is forgotten when its reader goes', async () => {
    const before = await streamsOpen();
    const { read, cancel } = await open();
    expect(await read()).toContain('"type":"current"');
    expect(await streamsOpen()).toBe(before + 1);
    await announceConfiguration(database, place.environmentId);
    expect(await read()).toContain('"type":"refetchEvaluation"');
    await cancel();
    expect(await streamsOpen()).toBe(before);
  });

  test('ends when the process stops', async () => {
    const { read, isOver } = await open();
    await read();
    (await globalThis.fairsplitDataPlane)?.drain();
    expect(await isOver()).toBe(true);
    expect((await ask('/health/ready')).status).toBe(503);
  });
});
