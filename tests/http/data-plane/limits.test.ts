import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createKeyMaterial } from '../../../lib/auth/keys';
import { send, startDataPlane } from '../../support/data-plane';
import { cloneDatabaseUrl } from '../../support/database';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

const databaseUrl = await cloneDatabaseUrl();
const open = await startDataPlane({ databaseUrl });
const { database } = open;
const place = await makeWorkspace(database);
await makeRunningExperiment(database, place, { key: 'checkout' });
const [first, second] = [
  await makeKey(database, place.environmentId),
  await makeKey(database, place.environmentId),
];
const publishable = await makeKey(database, place.environmentId, { kind: 'publishable' });
await open.dataPlane.refresh();

const generous = { perSecond: 0, burst: 0 };
/** A quarter of an hour for another one: none comes back while a test runs. */
const tight = { perSecond: 0.001, burst: 5 };
const body = { context: { targetingKey: 'u', 'fairsplit.expose': false } };
const flag = '/ofrep/v1/evaluate/flags/checkout';

async function statuses(count: number, call: () => ReturnType<typeof send>): Promise<number[]> {
  const answers = [];
  for (let index = 0; index < count; index += 1) answers.push((await call()).status);
  return answers;
}

describe('requests beyond the limit', () => {
  test('of one key are refused with Retry-After, in the form of the route; another key goes on', async () => {
    const { url } = await startDataPlane({
      databaseUrl,
      rateLimits: { perKey: tight, perAddress: generous, trustedProxies: 0 },
    });
    expect(await statuses(6, () => send(`${url}${flag}`, first, body))).toEqual([
      200, 200, 200, 200, 200, 429,
    ]);
    const refused = await send(`${url}${flag}`, first, body);
    expect(refused).toMatchObject({ status: 429, body: { key: 'checkout', errorCode: 'GENERAL' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const other = await send(`${url}/api/v1/events`, first, { events: [] });
    expect(other).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect((await send(`${url}${flag}`, second, body)).status).toBe(200);
  });

  test('of one address are refused without a secret key: browsers, and who tries keys', async () => {
    const { url } = await startDataPlane({
      databaseUrl,
      rateLimits: { perKey: generous, perAddress: tight, trustedProxies: 0 },
    });
    const unknown = createKeyMaterial('secret').key;
    const tried = await statuses(7, () => send(`${url}${flag}`, unknown, body));
    expect(tried).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await send(`${url}${flag}`, publishable, body)).status).toBe(429);
    expect((await send(`${url}${flag}`, null, body)).status).toBe(429);
    expect((await send(`${url}${flag}`, first, body)).status).toBe(200);
    expect((await send(`${url}/health/ready`, null)).status).toBe(200);
  });

  test('behind a proxy count for the address that the proxy saw, whatever the client wrote before it', async () => {
    const { url } = await startDataPlane({
      databaseUrl,
      rateLimits: { perKey: generous, perAddress: tight, trustedProxies: 1 },
    });
    let spoofed = 0;
    const from = (address: string) => {
      const headers = { 'x-forwarded-for': `198.51.100.${(spoofed += 1)}, ${address}` };
      return send(`${url}${flag}`, publishable, body, { headers });
    };
    expect(await statuses(6, () => from('203.0.113.7'))).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await from('203.0.113.8')).status).toBe(200);
  });
});

/** Sends bytes as they are, and waits until the answer is as it should. */
async function converse(url: string, text: string, answer: RegExp): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(text);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  await expect.poll(() => received).toMatch(answer);
  socket.destroy();
}

describe('a client that asks before it sends its body', () => {
  const head = (key: string, length: number) =>
    `POST ${flag} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\nexpect: 100-continue\r\n` +
    `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

  test('is refused before the upload, or told to go on', async () => {
    await converse(open.url, head('nonsense', 1_000), /^HTTP\/1.1 401 /);
    await converse(open.url, head(first, 1_000), /^HTTP\/1.1 100 /);
    const text = JSON.stringify(body);
    await converse(open.url, head(first, text.length) + text, /^HTTP\/1.1 100 [^]*HTTP\/1.1 200 /);
  });
});

test('a client that sends its body in drops has a time limit, and heads a shorter one', () => {
  expect(open.httpServer.requestTimeout).toBe(120_000);
  expect(open.httpServer.headersTimeout).toBe(10_000);
});

describe('the body of an evaluation', () => {
  const padded = (bytes: number) => {
    const context = { targetingKey: 'u', 'fairsplit.expose': false, padding: '' };
    const padding = 'x'.repeat(bytes - JSON.stringify({ context }).length);
    return JSON.stringify({ context: { ...context, padding } });
  };
  const asked = (url: string, bytes: number) =>
    [flag, '/ofrep/v1/evaluate/flags'].map((path) => send(`${url}${path}`, first, padded(bytes)));

  test('is 64 kB at most, whatever evidence may bring', async () => {
    const right = await Promise.all(asked(open.url, 65_536));
    expect(right.map(({ status }) => status)).toEqual([200, 200]);
    const wrong = await Promise.all([
      ...asked(open.url, 65_537),
      ...asked(open.url, 9_900_000),
      send(`${open.url}/api/v1/assignments`, first, { unit: 'u', attributes: { long: 'x'.repeat(65_536) } }),
    ]);
    expect(wrong.map(({ status }) => status)).toEqual([413, 413, 413, 413, 413]);
    const events = Array.from({ length: 10 }, () => ({
      unit: 'u',
      name: 'n',
      properties: { p: 'x'.repeat(9_000) },
    }));
    expect((await send(`${open.url}/api/v1/events`, first, { events })).status).toBe(200);
  });

  test('is as large as the operator says', async () => {
    const small = await startDataPlane({ databaseUrl, maxEvaluationBytes: 1_024 });
    const answers = await Promise.all([...asked(small.url, 1_024), ...asked(small.url, 1_025)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 413, 413]);
  });
});
