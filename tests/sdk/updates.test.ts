import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
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
  await expect.poll(() => client.evaluate('streamed', '', { unit: 'u' }).value).toBe('here');
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
  await expect.poll(() => statuses).toEqual([200, 304]);
  await makeRunningExperiment(database, place, { key: 'polled', values: ['here'] });
  await expect.poll(() => client.evaluate('polled', '', { unit: 'u' }).value).toBe('here');
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

test.each(['http://fairsplit.test', 'http://fairsplit.test/', 'http://fairsplit.test//'])(
  'the address %s leads to the same places, and to the same storage',
  async (address) => {
    const asked: string[] = [];
    const storage = keptTexts();
    const client = startClient({
      url: address,
      key: 'k',
      updates: 'poll',
      storage,
      fetch: async (input) => {
        asked.push(input as string);
        return Response.json(sdkConfiguration([sdkExperiment('split')]), { headers: { etag: '"1-1"' } });
      },
    });
    await client.ready();
    expect(asked).toEqual(['http://fairsplit.test/api/v1/configuration?flagConfigEtag=""']);
    const next = startClient({ url: 'http://fairsplit.test', key: 'k', updates: 'none', storage });
    expect(next.evaluate('split', '', { unit: 'u' }).reason).toBe('SPLIT');
  },
);

const encoder = new TextEncoder();

describe('a process that is behind the others', () => {
  const versioned = (version: number, environment = 'test') =>
    Response.json(
      sdkConfiguration([sdkExperiment('split', { variants: only(version) })], { version, environment }),
      { headers: { etag: `"1-${version}"` } },
    );
  const valueOf = (client: Pick<ReturnType<typeof startClient>, 'evaluate'>) =>
    client.evaluate('split', 0, { unit: 'u' }).value;

  test('does not bring an older version back, and is asked for the known one', async () => {
    const asked: string[] = [];
    const answers = [versioned(2), versioned(1), versioned(2), versioned(1, 'another'), versioned(3)];
    const client = startClient({
      url: 'http://fairsplit.test',
      key: 'k',
      updates: 'none',
      fetch: async (input) => {
        asked.push(new URL(input as string).searchParams.get('flagConfigEtag') ?? '');
        return answers.shift() ?? versioned(3);
      },
    });
    const seen: unknown[] = [];
    for (let count = 0; count < 5; count += 1) {
      await client.refresh();
      seen.push([valueOf(client), client.status()]);
    }
    // Versions of two environments do not compare.
    expect(seen).toEqual([
      [2, 'ready'],
      [2, 'stale'],
      [2, 'ready'],
      [1, 'ready'],
      [3, 'ready'],
    ]);
    expect(asked).toEqual(['""', '"1-2"', '"1-2"', '"1-2"', '"1-1"']);
    expect(client.errors).toMatchObject([{ code: 'CONFIGURATION_UNAVAILABLE', detail: 'an older version' }]);
  });

  test('is believed in the end: a server that was restored from a backup counts anew', async () => {
    vi.useFakeTimers();
    try {
      let version = 9;
      const client = startClient({
        url: 'http://fairsplit.test',
        key: 'k',
        updates: 'poll',
        fetch: async () => versioned(version),
      });
      await vi.advanceTimersByTimeAsync(0);
      version = 4;
      void client.refresh();
      await vi.advanceTimersByTimeAsync(9_000);
      expect([valueOf(client), client.status()]).toEqual([9, 'stale']);
      await vi.advanceTimersByTimeAsync(30_000);
      expect([valueOf(client), client.status()]).toEqual([4, 'ready']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('looks before it answers a client that was told of a version elsewhere', async () => {
    const deaf = await startDataPlane({ databaseUrl: database.url, pollIntervalMs: 60_000 });
    await deaf.dataPlane.refresh();
    const client = startClient({
      url,
      key,
      // The stream comes from one process, answers come from the other.
      fetch: (input, init) => {
        const address = input as string;
        return fetch(address.includes('/stream') ? address : address.replace(url, deaf.url), init);
      },
    });
    await client.ready();
    await database.pool.query('alter table "environments" disable trigger user');
    await makeRunningExperiment(database, place, { key: 'told-elsewhere', values: ['here'] });
    await database.pool.query('alter table "environments" enable trigger user');
    await server.dataPlane.refresh();
    await expect.poll(() => client.evaluate('told-elsewhere', '', { unit: 'u' }).value).toBe('here');
  });
});

test('a stream that is refused is not opened again before the server wants it', async () => {
  vi.useFakeTimers();
  try {
    let connections = 0;
    startClient({
      url: 'http://fairsplit.test',
      key: 'k',
      fetch: async (input) => {
        if (!(input as string).endsWith('/stream')) return new Response(null, { status: 304 });
        connections += 1;
        return new Response('{}', { status: 503, headers: { 'retry-after': '60' } });
      },
    });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(connections).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(connections).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

test('a stream that tells of the version that is known is no reason to ask', async () => {
  const asked: string[] = [];
  let tell = (_etag: string): void => undefined;
  const client = startClient({
    url: 'http://fairsplit.test',
    key: 'k',
    fetch: async (input) => {
      const { pathname, searchParams } = new URL(input as string);
      if (!pathname.endsWith('/stream')) {
        asked.push(searchParams.get('flagConfigEtag') ?? '');
        return Response.json(sdkConfiguration([], { version: asked.length }), {
          headers: { etag: `"1-${asked.length}"` },
        });
      }
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          tell = (etag) => controller.enqueue(encoder.encode(`data: ${JSON.stringify({ etag })}\n\n`));
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  await client.ready();
  tell('"1-1"');
  await sleep(50);
  expect(asked).toEqual(['""']);
  tell('"1-2"');
  await expect.poll(() => asked).toEqual(['""', '"1-2"']);
});

describe('a stream that ends', () => {
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
    await expect.poll(() => client.evaluate('split', '', { unit: 'u' }).value).toBe('version 2');
    expect(connections).toBe(2);
    await client.close();
    end();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(connections).toBe(2);
  });
});
