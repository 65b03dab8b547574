import { describe, expect, test } from 'vitest';
import { startClient } from '../support/built-sdk';
import { startDataPlane } from '../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { only, sdkConfiguration, sdkExperiment } from '../support/sdk-configuration';

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
await makeRunningExperiment(database, place, { key: 'checkout', values: ['only'] });
await server.dataPlane.refresh();

function keptTexts() {
  const texts = new Map<string, string | null>();
  const get = (name: string) => texts.get(name) ?? null;
  return { get, set: (name: string, text: string | null) => void texts.set(name, text) };
}

test('a change reaches a client over the stream, long before it would poll', async () => {
  const client = startClient({ url, key });
  expect(await client.ready()).toBe(true);
  const events: unknown[] = [];
  client.subscribe((event) => events.push(event));
  expect(client.evaluate('streamed', '', { unit: 'u' }).errorCode).toBe('FLAG_NOT_FOUND');
  await makeRunningExperiment(database, place, { key: 'streamed', values: ['here'] });
  await expect
    .poll(() => client.evaluate('streamed', '', { unit: 'u' }).value, { timeout: 5_000 })
    .toBe('here');
  expect(events).toEqual([{ type: 'changed', experiments: ['streamed'] }]);
});

test('a client that polls asks with the ETag, and is told of a change', async () => {
  const statuses: number[] = [];
  const client = startClient({
    url,
    key,
    updates: 'poll',
    pollIntervalMs: 1_000,
    fetch: async (...request) => {
      const response = await fetch(...request);
      statuses.push(response.status);
      return response;
    },
  });
  await client.ready();
  await expect.poll(() => statuses, { timeout: 5_000 }).toEqual([200, 304]);
  await makeRunningExperiment(database, place, { key: 'polled', values: ['here'] });
  await expect
    .poll(() => client.evaluate('polled', '', { unit: 'u' }).value, { timeout: 5_000 })
    .toBe('here');
});

test('the last good configuration is used at a start without network, and is told to be stale', async () => {
  const storage = keptTexts();
  const online = startClient({ url, key, storage });
  await online.ready();
  await online.close();

  const offline = startClient({
    url,
    key,
    storage,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  });
  // In the very first line: the storage is synchronous.
  expect(offline.evaluate('checkout', '', { unit: 'u' }).value).toBe('only');
  expect(await offline.ready()).toBe(true);
  await expect.poll(() => offline.status()).toBe('stale');
  expect(offline.errors).toContainEqual(expect.objectContaining({ code: 'CONFIGURATION_UNAVAILABLE' }));

  const otherKey = startClient({ url, key: 'fs_pub_other', storage, updates: 'none' });
  expect(otherKey.evaluate('checkout', '', { unit: 'u' }).errorCode).toBe('PROVIDER_NOT_READY');
});

test('what is kept and broken is reported, and the network is asked as if there were nothing', async () => {
  const storage = { get: () => '{"version"', set: () => undefined };
  const client = startClient({ url, key, storage });
  expect(await client.ready()).toBe(true);
  expect(client.evaluate('checkout', '', { unit: 'u' }).value).toBe('only');
  expect(new Set(client.errors.map(({ code }) => code))).toEqual(new Set(['STORAGE_FAILED']));
});

test('a refused key is an error that is told, and no reason to stop', async () => {
  const client = startClient({ url, key: 'fs_pub_wrong', updates: 'poll' });
  expect(await client.ready()).toBe(false);
  expect(client.status()).toBe('error');
  expect(client.errors[0]?.detail).toContain('401');
});

describe('a stream that ends', () => {
  const encoder = new TextEncoder();

  test('is opened again, and what changed meanwhile is fetched', async () => {
    let version = 1;
    let connections = 0;
    let asked = 0;
    let end = (): void => undefined;
    const fake: typeof fetch = async (input) => {
      if (!(input as string).endsWith('/stream')) {
        asked += 1;
        return Response.json(
          sdkConfiguration([sdkExperiment('split', { variants: only(`version ${version}`) })], { version }),
        );
      }
      connections += 1;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          // An event may come in pieces, and comments between them.
          controller.enqueue(encoder.encode(':\n\nid: 1\nda'));
          controller.enqueue(encoder.encode(`ta: {"version":${version}}\n\n`));
          end = () => controller.close();
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    };
    const client = startClient({ url: 'http://fairsplit.test', key: 'k', fetch: fake });
    // At the start, and because of the event on connecting.
    await expect.poll(() => [connections, asked]).toEqual([1, 2]);
    version = 2;
    end();
    await expect
      .poll(() => client.evaluate('split', '', { unit: 'u' }).value, { timeout: 5_000 })
      .toBe('version 2');
    expect(connections).toBe(2);
    await client.close();
    end();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(connections).toBe(2);
  });
});
