import { request, type ClientRequest } from 'node:http';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startDataPlane } from '../../support/data-plane';
import { makeKey, makeWorkspace } from '../../support/factories';

const { database, url, dataPlane } = await startDataPlane();
const key = await makeKey(database, (await makeWorkspace(database)).environmentId);
await dataPlane.refresh();
const authorization = `Bearer ${key}`;

function upload(headers: Readonly<Record<string, string | number>>): ClientRequest {
  const sending = request(`${url}/api/v1/events`, { method: 'POST', headers: { authorization, ...headers } });
  sending.on('error', () => undefined);
  return sending;
}

async function statusOf(sending: ClientRequest, body: string | Buffer): Promise<number> {
  const answered = once(sending, 'response');
  sending.end(body);
  const [response] = (await answered) as [{ statusCode: number; resume: () => void }];
  response.resume();
  return response.statusCode;
}

const one = JSON.stringify({ events: [{ unit: 'u', name: 'n' }] });

test('uploads that announce much and bring little keep nobody out', async () => {
  const megabyte = 1024 * 1024;
  const idle = [10, 10, 4].map((megabytes) => upload({ 'content-length': megabytes * megabyte }));
  for (const sending of idle) sending.write('{"events": [');
  await sleep(300);
  expect(await statusOf(upload({ 'content-length': one.length }), one)).toBe(200);
  for (const sending of idle) sending.destroy();
});

test('32 small bodies of no announced length are all let in at once', async () => {
  const begun = Array.from({ length: 32 }, () => upload({ 'transfer-encoding': 'chunked' }));
  for (const sending of begun) sending.write(one.slice(0, 5));
  await sleep(300);
  const statuses = await Promise.all(begun.map((sending) => statusOf(sending, one.slice(5))));
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('what a body unpacks to counts, and a refused one is told so and leaves the connection usable', async () => {
  const spaces = (megabytes: number) => `{"events": [${' '.repeat(megabytes * 1024 * 1024)}]}`;
  // Two that have come but for their ends hold 18 MB; the third unpacks to more than is left.
  const held = [9, 9].map((megabytes) => {
    const body = spaces(megabytes);
    const sending = upload({ 'content-length': body.length });
    sending.write(body.slice(0, -2));
    return sending;
  });
  const headers = { authorization, 'content-encoding': 'gzip' };
  const post = (body: string) =>
    fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: new Uint8Array(gzipSync(body)) });
  // Both have arrived as far as they go once there is no room for a third.
  await expect.poll(async () => (await post(spaces(9))).status).toBe(503);
  const refused = await post(spaces(9));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  await refused.arrayBuffer();
  const tooMuch = 'x'.repeat(9 * 1024 * 1024);
  const plain = await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { authorization },
    body: tooMuch,
  });
  expect(plain.status).toBe(503);
  expect((await post(one)).status).toBe(200);
  const statuses = await Promise.all(held.map((sending) => statusOf(sending, ']}')));
  expect(statuses).toEqual([200, 200]);
});
