import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/after-file';
import { countEvents, loadSdk, startClient } from '../support/built-sdk';
import { startDataPlane } from '../support/data-plane';
import { cloneDatabase } from '../support/database';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { unusedPort } from '../support/page-server';
import { nowhere, sdkConfiguration, sdkExperiment } from '../support/sdk-configuration';

const units = Array.from({ length: 50 }, (_, index) => `user-${index}`);

/** What a sender sees: requests it made, and answers that the test decides on. */
function recordRequests(answer: (count: number) => Response | Promise<Response>) {
  const bodies: Record<string, readonly Record<string, unknown>[]>[] = [];
  const fake: typeof fetch = async (_, init) => {
    bodies.push(JSON.parse(init?.body as string) as (typeof bodies)[number]);
    return answer(bodies.length);
  };
  return { bodies, fetch: fake };
}

const accepted = () => Response.json({ accepted: 1, duplicate: 0, rejected: [] });
const bootstrap = { configuration: sdkConfiguration([sdkExperiment('split')]) };
const sending = { ...nowhere, updates: 'none', bootstrap } as const;

test('what nests deeper than the server takes is refused at once, or left out, and costs nobody else anything', async () => {
  const { database, url } = await startDataPlane();
  const place = await makeWorkspace(database);
  const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
  const { runId } = await makeRunningExperiment(database, place, { key: 'checkout', values: ['old', 'new'] });
  const client = startClient({ url, key, flushIntervalMs: 60_000 });
  expect(await client.ready()).toBe(true);
  const nested = (levels: number): Record<string, unknown> => {
    let value: unknown = levels % 2 === 0 ? { text: '{[' } : [];
    for (let level = 2; level < levels; level += 1)
      value = level % 2 === 0 ? [0, value, '[{'] : { '[': value };
    return { a: value };
  };
  const depths = [2, 29, 30, 31, 32, 33, 40, 1_000];
  for (const depth of depths) {
    client.evaluate('checkout', '', { unit: `user-${depth}`, attributes: nested(depth) });
    const isTaken = client.track({ unit: `user-${depth}`, name: 'n', properties: nested(depth) });
    expect([depth, isTaken]).toEqual([depth, depth <= 31]);
  }
  await client.flush();
  expect(client.errors.filter(({ code }) => code === 'REJECTED')).toEqual([]);
  expect(client.errors.filter(({ code }) => code === 'INVALID_EVENT')).toHaveLength(4);
  expect(client.errors.filter(({ code }) => code === 'INVALID_CONTEXT')).toHaveLength(4);
  expect(await database.prisma.exposure.count({ where: { runId } })).toBe(depths.length);
  expect(await countEvents(database)).toBe(4);
});

describe('a server that is away, and comes', async () => {
  const port = await unusedPort();
  const database = await cloneDatabase();
  const place = await makeWorkspace(database);
  const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
  const { runId } = await makeRunningExperiment(database, place, { key: 'checkout', values: ['old', 'new'] });
  const late = await makeRunningExperiment(database, place, {
    key: 'late',
    values: [1],
  });
  const variants = [
    { key: 'control', value: 'old', weight: 0.5 },
    { key: 'treatment-1', value: 'new', weight: 0.5 },
  ];
  const known = sdkConfiguration([sdkExperiment('checkout', { variants })], { version: 0 });
  const url = `http://127.0.0.1:${port}`;

  test('offline from the first moment: defaults and no throw; then exposures and events arrive, once', async () => {
    const without = startClient({ url, key });
    const withKnown = startClient({ url, key, bootstrap: { configuration: known } });
    expect(await without.ready()).toBe(false);
    for (const unit of units) {
      expect(without.evaluate('late', 0, { unit })).toMatchObject({
        value: 0,
        errorCode: 'PROVIDER_NOT_READY',
      });
      // Each unit three times, as pages do.
      for (let time = 0; time < 3; time += 1) withKnown.evaluate('checkout', '', { unit });
      withKnown.track({ unit, name: 'order', value: 2 });
    }
    await Promise.all([without.flush(), withKnown.flush()]);
    expect(withKnown.errors).toContainEqual(expect.objectContaining({ code: 'SENDING_FAILED' }));
    expect(withKnown.status()).toBe('stale');

    await startDataPlane({ databaseUrl: database.url, port });
    const { prisma } = database;
    const counts = async () => [
      await prisma.exposure.count({ where: { runId } }),
      await countEvents(database),
    ];
    await expect.poll(counts).toEqual([units.length, units.length]);
    await expect.poll(() => without.status()).toBe('ready');
    for (const unit of units) expect(without.evaluate('late', 0, { unit }).value).toBe(1);
    await without.flush();
    await withKnown.flush();
    expect(await prisma.exposure.count({ where: { runId: late.runId } })).toBe(units.length);
    expect(await counts()).toEqual([units.length, units.length]);
  });
});

describe('items on their way', () => {
  test('share requests, and each unit is exposed once a run', async () => {
    const { bodies, fetch } = recordRequests(accepted);
    const exposures: unknown[] = [];
    const client = startClient({ ...sending, fetch, onExposure: (one) => exposures.push(one) });
    for (const unit of [...units, ...units])
      client.evaluate('split', '', { unit, attributes: { plan: 'pro' } });
    client.evaluate('split', '', { unit: 'not exposed', expose: false });
    await client.flush();
    expect(bodies.map((body) => body['exposures']?.length)).toEqual([units.length]);
    expect(bodies[0]?.['exposures']?.[0]).toMatchObject({
      experiment: 'split',
      run: 1,
      unit: 'user-0',
      attributes: { plan: 'pro' },
    });
    expect(new Set(bodies[0]?.['exposures']?.map(({ id }) => id)).size).toBe(units.length);
    expect(exposures).toHaveLength(units.length);
  });

  test('are sent again under the same ids after no answer, a 503 and an answer that is no verdict', async () => {
    vi.useFakeTimers();
    try {
      const { bodies, fetch } = recordRequests((count) => {
        if (count === 1) throw new TypeError('fetch failed');
        if (count === 2) return new Response('{}', { status: 503, headers: { 'retry-after': '30' } });
        if (count === 3) return new Response('<html>Log in to this wifi</html>');
        return accepted();
      });
      const client = startClient({ ...sending, fetch });
      client.track({ unit: 'u', name: 'order' });
      await vi.advanceTimersByTimeAsync(1_100);
      expect(bodies).toHaveLength(2);
      await vi.advanceTimersByTimeAsync(29_000);
      expect(bodies).toHaveLength(2);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(bodies).toHaveLength(3);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(bodies).toHaveLength(4);
      expect(new Set(bodies.map((body) => body['events']?.[0]?.['id'])).size).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that the server rejects are reported and not sent again', async () => {
    const verdict = {
      accepted: 0,
      duplicate: 0,
      rejected: [{ index: 0, code: 'INVALID_TIMESTAMP', detail: '' }],
    };
    const { bodies, fetch } = recordRequests((count) =>
      count === 1 ? Response.json(verdict) : new Response('no', { status: 400 }),
    );
    const client = startClient({ ...sending, fetch });
    for (let count = 0; count < 2; count += 1) {
      client.track({ unit: 'u', name: 'order' });
      await client.flush();
    }
    await client.flush();
    expect(bodies).toHaveLength(2);
    expect(client.errors.map(({ code }) => code)).toEqual(['REJECTED', 'REJECTED']);
  });

  test('are bounded: the first stay, the rest are refused and reported, and a refused exposure may come again', async () => {
    let isAway = true;
    const { bodies, fetch } = recordRequests(() => (isAway ? new Response('', { status: 503 }) : accepted()));
    const client = startClient({ ...sending, fetch, maxQueued: 3 });
    for (const unit of units.slice(0, 5)) client.evaluate('split', '', { unit });
    expect(client.errors.filter(({ code }) => code === 'QUEUE_FULL')).toHaveLength(2);
    isAway = false;
    await client.flush();
    for (const unit of units.slice(0, 5)) client.evaluate('split', '', { unit });
    await client.flush();
    const sent = bodies.slice(-2).map((body) => body['exposures']?.map(({ unit }) => unit));
    expect(sent).toEqual([units.slice(0, 3), units.slice(3, 5)]);
  });

  test('hold only what can be stored', async () => {
    const { bodies, fetch } = recordRequests(accepted);
    const client = startClient({ ...sending, fetch });
    const properties = {
      plan: 'a\ud800b',
      list: [1, 'x', undefined],
      nested: { deep: true },
      at: new Date(0),
    };
    expect(client.track({ unit: 'u', name: 'n', properties, occurredAt: new Date(0), id: 'mine' })).toBe(
      true,
    );
    for (const bad of [
      { unit: '', name: 'n' },
      { unit: 'u', name: '' },
      { unit: 'u', name: 'n', value: NaN },
    ]) {
      expect(client.track(bad)).toBe(false);
    }
    await client.flush();
    expect(bodies[0]?.['events']).toMatchObject([
      {
        id: 'mine',
        value: 1,
        occurredAt: '1970-01-01T00:00:00.000Z',
        properties: {
          plan: 'a\ufffdb',
          list: [1, 'x', null],
          nested: { deep: true },
          at: '1970-01-01T00:00:00.000Z',
        },
      },
    ]);
    expect(client.errors.map(({ code }) => code)).toEqual([
      'INVALID_EVENT',
      'INVALID_EVENT',
      'INVALID_EVENT',
    ]);
  });
});

test('an event that the server would refuse is refused at once, whatever its id', () => {
  const client = startClient({ ...sending, fetch: recordRequests(accepted).fetch });
  const isTaken = (id: unknown) => client.track({ unit: 'u', name: 'n', id: id as string });
  expect([12, '', true, {}, 'a\ud800', 'a\0', 'x'.repeat(513)].map(isTaken)).toEqual(Array(7).fill(false));
  expect([undefined, null, 'mine', 'x'.repeat(512)].map(isTaken)).toEqual([true, true, true, true]);
  expect(client.errors.map(({ code }) => code)).toEqual(Array(7).fill('INVALID_EVENT'));
});

test.each<[string, object]>([
  ...['undefined', ' ', '[object Object]'].map((unit): [string, object] => [`the unit "${unit}"`, { unit }]),
  ['an id that is none', { id: 'NaN' }],
  ['a name of two lines', { name: 'a\nb' }],
  ['a name with the end of a line in it', { name: 'a\u2028' }],
  ['a name with what nobody sees in it', { name: 'plan\u200b' }],
  ['a name that programs write where they have none', { name: 'undefined' }],
  ['a name over 200 characters', { name: 'x'.repeat(201) }],
  ['a property that turns text around', { properties: { nested: { '\u202eplan': 1 } } }],
  ['a property that programs write where they have none', { properties: { undefined: 1 } }],
  ['a value that is too large', { value: 1e31 }],
  ['a value that is too small', { value: -1e31 }],
  ['a value that is a text', { value: '5' }],
  ['properties over 16 kB', { properties: { text: 'x'.repeat(17_000) } }],
  ['properties that are a text', { properties: 'x' }],
  ['properties that are a list', { properties: [1] }],
  ['a property for which JSON has no words', { properties: { order: 123n } }],
])('%s is refused at once, and told', (_, part) => {
  const client = startClient({ ...sending, fetch: recordRequests(accepted).fetch });
  expect(client.track({ unit: 'u', name: 'n', ...part })).toBe(false);
  expect(client.errors.map(({ code }) => code)).toEqual(['INVALID_EVENT']);
});

test('further in, a name may be what is counted', () => {
  const client = startClient({ ...sending, fetch: recordRequests(accepted).fetch });
  expect(client.track({ unit: 'u', name: 'n', properties: { byPlan: { null: 1, '': 2 } } })).toBe(true);
});

test('null in an event is what is left out', async () => {
  const { bodies, fetch } = recordRequests(accepted);
  const client = startClient({ ...sending, fetch });
  const nothing = { value: null, id: null, occurredAt: null, properties: null, userAgent: null };
  expect(client.track({ unit: 'u', name: 'n', ...nothing })).toBe(true);
  expect(client.track({ unit: 'u', name: 'n', value: 1e30 })).toBe(true);
  await client.flush();
  const text = expect.any(String) as string;
  expect(bodies[0]?.['events']).toEqual([
    { unit: 'u', name: 'n', value: 1, id: text, occurredAt: text, properties: {} },
    expect.objectContaining({ value: 1e30 }),
  ]);
});

test.each<[string, Record<string, unknown>]>([
  ['over 16 kB', { text: 'x'.repeat(17_000) }],
  ['with a name that no rule can ask for', { undefined: 1, country: 'SE' }],
])('attributes %s are left out of the exposure, which is told', async (_, attributes) => {
  const { bodies, fetch } = recordRequests(accepted);
  const client = startClient({ ...sending, fetch });
  expect(client.evaluate('split', '', { unit: 'u', attributes })).toMatchObject({ reason: 'SPLIT' });
  await client.flush();
  expect(bodies[0]?.['exposures']).toMatchObject([{ unit: 'u' }]);
  expect(bodies[0]?.['exposures']?.[0]).not.toHaveProperty('attributes');
  expect(client.errors.map(({ code }) => code)).toEqual(['INVALID_CONTEXT']);
});

describe('a server on behalf of people', async () => {
  const { database, url, dataPlane } = await startDataPlane();
  const place = await makeWorkspace(database);
  const key = await makeKey(database, place.environmentId);
  const { runId } = await makeRunningExperiment(database, place, { key: 'checkout', values: ['only'] });
  await dataPlane.refresh();
  const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

  test('passes on what calls itself a robot, which is no evidence', async () => {
    const client = startClient({ url, key });
    await client.ready();
    client.evaluate('checkout', '', { unit: 'robot', userAgent: crawler });
    client.evaluate('checkout', '', {
      unit: 'person',
      userAgent: 'Mozilla/5.0 (X11; Linux x64) Firefox/140.0',
    });
    client.evaluate('checkout', '', { unit: 'wordy', userAgent: 'x'.repeat(2_001) });
    client.track({ unit: 'robot', name: 'order', userAgent: crawler });
    client.track({ unit: 'person', name: 'order', userAgent: 'okhttp/4.12.0' });
    await client.flush();
    const exposed = await database.prisma.exposure.findMany({ where: { runId }, select: { unit: true } });
    expect(exposed.map(({ unit }) => unit).sort()).toEqual(['person', 'wordy']);
    expect(await countEvents(database)).toBe(1);
  });

  test('links an anonymous unit to the known one', async () => {
    const client = startClient({ url, key });
    expect(client.identify('visitor-1', 'user-1')).toBe(true);
    expect([
      client.identify('', 'user-1'),
      client.identify('visitor-1', undefined as never),
      client.identify('visitor-1', 'Guest'),
      client.identify('visitor-1', 'visitor-1'),
    ]).toEqual([false, false, false, false]);
    await client.flush();
    const links = await database.prisma.identityLink.findMany({ select: { unit: true, person: true } });
    expect(links).toEqual([{ unit: 'visitor-1', person: 'user-1' }]);
    expect(client.errors.map(({ code }) => code)).toEqual([
      'INVALID_EVENT',
      'INVALID_EVENT',
      'INVALID_EVENT',
      'INVALID_EVENT',
    ]);
  });
});

test('what a process could not send is sent by the next one, from a file', async () => {
  const { fileStorage } = loadSdk('file-storage');
  const storage = fileStorage(path.join(temporaryDirectory('sdk'), 'kept'));
  const away = startClient({
    ...sending,
    storage,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  });
  away.evaluate('split', '', { unit: 'u' });
  away.track({ unit: 'u', name: 'order', id: 'order-1' });
  await away.close();

  const { bodies, fetch } = recordRequests(accepted);
  const next = startClient({ ...sending, storage, fetch });
  await expect.poll(() => bodies).toHaveLength(2);
  // Exposures and events are kept in a file each, and leave in the order in which these were read.
  expect(bodies.find((body) => 'exposures' in body)).toMatchObject({ exposures: [{ unit: 'u' }] });
  expect(bodies.find((body) => 'events' in body)).toMatchObject({ events: [{ id: 'order-1' }] });
  await next.close();
  const third = recordRequests(accepted);
  const last = startClient({ ...sending, storage, fetch: third.fetch });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await last.close();
  expect(third.bodies).toEqual([]);
});
