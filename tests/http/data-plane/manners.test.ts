import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createControlPlane } from '../../../lib/api/control-plane';
import { controlPlaneOptions } from '../../../lib/api/control-plane-options';
import { nodeListener } from '../../../lib/protocol/node-listener';
import { recordLog, startDataPlane } from '../../support/data-plane';
import { startWholeServer } from '../../support/whole-server';
import { makeEnvironment, makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';
import { createWorkspace, experimentBody } from '../../support/workspace';

// What callers may rely on at every path of the data plane, and of the control plane where it reads bodies too.

const server = await startWholeServer();
const { database, url } = server;
const place = await makeWorkspace(database);
const { key: experiment } = await makeRunningExperiment(database, place);
const staging = await makeEnvironment(database, place.workspaceId, 'staging');
const production = await makeKey(database, place.environmentId);
const ofStaging = await makeKey(database, staging);
const { secretKey: manager } = await createWorkspace(database);

const unit = { context: { targetingKey: 'u' } };
const evaluations = [
  ['/ofrep/v1/evaluate/flags', unit],
  [`/ofrep/v1/evaluate/flags/${experiment}`, unit],
  ['/api/v1/assignments', { unit: 'u', experiments: [experiment] }],
] as const;

async function ask(key: string, path: string, body?: string | Uint8Array<ArrayBuffer>, headers = {}) {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe.each(evaluations)('a body of %s', (path, body) => {
  const text = JSON.stringify(body);
  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('is read in %s as it is plain', async (encoding, pack) => {
    const packed = await ask(production, path, new Uint8Array(pack(text)), { 'content-encoding': encoding });
    expect(packed.status).toBe(200);
    expect(packed).toEqual(await ask(production, path, text));
  });

  test('is bounded unpacked as it is plain, and what cannot be unpacked is said', async () => {
    const send = (bytes: Uint8Array<ArrayBuffer>, encoding = 'gzip') =>
      ask(production, path, bytes, { 'content-encoding': encoding });
    const bomb = new Uint8Array(gzipSync(text + ' '.repeat(10_000_000)));
    expect((await send(bomb)).status).toBe(413);
    expect(JSON.stringify((await send(bomb)).body)).toContain('64 kB');
    const broken = new Uint8Array(gzipSync(text).subarray(0, 15));
    for (const bytes of [broken, new TextEncoder().encode(text)]) {
      const answer = await send(bytes);
      expect([answer.status, JSON.stringify(answer.body)]).toEqual([
        400,
        expect.stringContaining('not compressed as Content-Encoding says'),
      ]);
    }
    const unknown = await send(bomb, 'zstd');
    expect([unknown.status, JSON.stringify(unknown.body)]).toEqual([
      415,
      expect.stringContaining('use gzip, deflate or br'),
    ]);
  });
});

test('the control plane reads packed bodies too, within its own bound', async () => {
  const path = '/api/v1/experiments';
  const pack = (body: object, more = '') => new Uint8Array(gzipSync(JSON.stringify(body) + more));
  const headers = { 'content-encoding': 'gzip' };
  expect(await ask(manager, path, pack(experimentBody({ key: 'packed' })), headers)).toMatchObject({
    status: 201,
    body: { key: 'packed' },
  });
  const large = pack(experimentBody({ key: 'large' }), ' '.repeat(2_000_000));
  expect(await ask(manager, path, large, headers)).toMatchObject({
    status: 413,
    body: { code: 'BODY_TOO_LARGE' },
  });
});

test.each([
  [{ name: 'a\0b' }, '/name'],
  [{ variants: [{ key: 'a', name: '\ud800' }] }, '/variants/0/name'],
  [{ targeting: { 'a/b~c': '\0' } }, '/targeting/a~1b~0c'],
])('what cannot be stored is told where it stands in the body (%#)', async (change, pointer) => {
  const body = JSON.stringify(experimentBody({ key: 'odd', ...change }));
  expect(await ask(manager, '/api/v1/experiments', body)).toMatchObject({
    status: 400,
    body: { problems: [{ pointer }] },
  });
});

test.each([
  ['/api/v1/configuration', undefined],
  ['/api/v1/configuration/stream', undefined],
  ...evaluations,
  ['/api/v1/events', { events: [] }],
] as const)(
  '%s is refused to a key of another environment than the one that is named',
  async (path, body) => {
    const named = (environment: string) =>
      ask(ofStaging, `${path}?environment=${environment}`, body && JSON.stringify(body));
    const refused = await named('production');
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      403,
      expect.stringContaining('its own environment'),
    ]);
    if (!path.endsWith('stream')) expect((await named('staging')).status).toBeLessThan(405);
    if (path.endsWith('configuration')) {
      expect((await named('staging')).body).toMatchObject({ environment: 'staging' });
    }
  },
);

test.each([
  ['/api/v1/events', { events: [] }],
  ['/api/v1/assignments', { unit: 'u' }],
  ['/api/v1/configuration', undefined],
] as const)('%s passes over nothing that its query says', async (path, body) => {
  const said = (query: string) => ask(ofStaging, `${path}?${query}`, body && JSON.stringify(body));
  const refusal = (name: string, detail: string) => ({
    status: 400,
    body: { code: 'INVALID_INPUT', problems: [{ pointer: `/${name}`, detail }] },
  });
  expect(await said('environment=staging&environment=production')).toMatchObject(
    refusal('environment', '"environment" is given more than once in the query; give it one value.'),
  );
  const unknown = expect.stringMatching(
    /^There is no "environmnt" in the query here: it takes "environment"/,
  ) as string;
  expect(await said('environmnt=production')).toMatchObject(refusal('environmnt', unknown));
  const inBody = '"sentAt" is said in the body; leave it out of the query.';
  const sentAt = path.endsWith('events') ? inBody : (expect.stringContaining('no "sentAt"') as string);
  expect(await said('sentAt=2026-03-01T00:00:00Z')).toMatchObject(refusal('sentAt', sentAt));
  expect((await said('environment=staging')).status).toBe(200);
});

test.each(evaluations.slice(0, 2))(
  '%s takes what clients of OFREP add, but nothing twice',
  async (path, body) => {
    const said = (query: string) => ask(ofStaging, `${path}?${query}`, JSON.stringify(body));
    expect((await said('flagConfigEtag=%221-2%22&flagConfigLastModified=7&_=1')).status).toBeLessThan(405);
    expect((await said('environment=staging&environment=production')).status).toBe(400);
  },
);

test.each(['/ofrep/v1//evaluate/flags', `/ofrep/v1/evaluate/flags/${experiment}/`, '/api/v1/events/'])(
  '%s, which is no path of ours, is answered as such, preflights too: never by a page or a redirect',
  async (path) => {
    const planes = await startDataPlane({
      fallback: (own) =>
        nodeListener(createControlPlane(controlPlaneOptions(own, recordLog())), (_, response) => {
          response.writeHead(308, { location: '/' }).end();
        }),
    });
    for (const method of ['OPTIONS', 'POST', 'GET']) {
      const { status } = await fetch(`${planes.url}${path}`, { method, redirect: 'manual' });
      expect([method, status]).toEqual([method, 404]);
    }
  },
);
