import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../support/browser';
import { bundleForBrowser, countEvents } from '../support/built-sdk';
import { startDataPlane } from '../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { servePages } from '../support/page-server';
import { only, sdkConfiguration, sdkExperiment } from '../support/sdk-configuration';

// The built SDK in a real page of a real browser, against a real data plane on another origin.

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
const { runId } = await makeRunningExperiment(database, place, { key: 'checkout', values: ['only'] });
await server.dataPlane.refresh();

const script = await bundleForBrowser(`
  import { createClient } from '@fairsplit/sdk';
  import { stream } from '@fairsplit/sdk/stream';
  const options = { url: ${JSON.stringify(url)}, key: ${JSON.stringify(key)} };
  globalThis.start = (more = {}) => (globalThis.client = createClient({ ...options, ...more }));
  globalThis.stream = stream;
  globalThis.value = (key, unit) => client.evaluate(key, 'default', { unit }).value;
`);
const shop = await servePages({
  '/': '<!doctype html><title>Shop</title><script src="/sdk.js"></script>',
  '/elsewhere': '<!doctype html><title>Elsewhere</title>',
  '/framed': '<!doctype html><title>Framed</title><iframe sandbox="allow-scripts" src="/"></iframe>',
  '/sdk.js': script,
  '/worker.js': `${script};
    const errors = [];
    start({ onError: ({ code }) => errors.push(code) });
    client.ready().then(() => { value('checkout', 'in-worker'); return client.flush(); }).then(() => postMessage(errors));`,
});

let browser: Browser;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(shop);
  return () => context.close();
});

/** Served by nobody who lets other pages read it. */
const closed = await servePages({ '/secret.js': 'a secret' });

const exposuresOf = (unit: string) => database.prisma.exposure.count({ where: { runId, unit } });

test('the browser of these tests keeps origins apart: a page without permission reads nothing of another', async () => {
  await expect(page.evaluate(`fetch('${closed}/secret.js')`)).rejects.toThrow('Failed to fetch');
  expect(await page.evaluate(`fetch('${shop}/sdk.js').then(({ status }) => status)`)).toBe(200);
});

describe('a page', () => {
  test('that is left delivers what waits, though it would have waited for a minute', async () => {
    const before = await countEvents(database);
    await page.evaluate('start({ flushIntervalMs: 60_000 }).ready()');
    await page.evaluate("value('checkout', 'leaving'), client.track({ unit: 'leaving', name: 'order' })");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await exposuresOf('leaving')).toBe(0);
    await page.goto(`${shop}/elsewhere`);
    await expect
      .poll(async () => [await exposuresOf('leaving'), await countEvents(database)])
      .toEqual([1, before + 1]);
  });

  test('that is closed delivers too', async () => {
    await page.evaluate('start({ flushIntervalMs: 60_000 }).ready()');
    await page.evaluate("value('checkout', 'closing')");
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => exposuresOf('closing')).toBe(1);
  });

  test('that is left while offline keeps what waits, and the next page delivers it, once', async () => {
    await page.evaluate('start({ flushIntervalMs: 60_000 }).ready()');
    await page.route(`${url}/**`, (route) => route.abort('internetdisconnected'));
    await page.evaluate(
      "value('checkout', 'offline'), client.track({ unit: 'offline', name: 'order', id: 'offline-order' })",
    );
    const before = await countEvents(database);
    await page.goto(`${shop}/elsewhere`);
    expect(await exposuresOf('offline')).toBe(0);
    await page.unroute(`${url}/**`);
    await page.goto(shop);
    await page.evaluate('start({ flushIntervalMs: 50 }).ready()');
    const counts = async () => [await exposuresOf('offline'), await countEvents(database)];
    await expect.poll(counts).toEqual([1, before + 1]);
    await page.goto(shop);
    await page.evaluate('start({ flushIntervalMs: 50 }).ready().then(() => client.flush())');
    expect(await counts()).toEqual([1, before + 1]);
  });

  test('has its last configuration in the first line of its next visit, without any network', async () => {
    await page.evaluate('start().ready()');
    await page.route(`${url}/**`, (route) => route.abort('internetdisconnected'));
    await page.goto(shop);
    expect(await page.evaluate("start(), value('checkout', 'u')")).toBe('only');
  });

  test('works with defaults where it may not use localStorage', async () => {
    await page.goto(`${shop}/framed`);
    const frame = page.frames()[1];
    await expect(frame?.evaluate('localStorage.length')).rejects.toThrow('SecurityError');
    expect(await frame?.evaluate("start(), value('checkout', 'u')")).toBe('default');
    await frame?.evaluate('client.ready()');
    expect(await frame?.evaluate("value('checkout', 'u')")).toBe('only');
  });

  test('whose tracers add headers to every request is ready all the same', async () => {
    const tracers = [
      'traceparent',
      'tracestate',
      'baggage',
      'sentry-trace',
      'x-datadog-trace-id',
      'x-b3-traceid',
    ];
    await page.evaluate((names) => {
      const plain = globalThis.fetch;
      globalThis.fetch = (input, init) => {
        const headers = new Headers(init?.headers);
        for (const name of names) headers.set(name, '1');
        return plain(input, { ...init, headers });
      };
    }, tracers);
    expect(await page.evaluate('start({ flushIntervalMs: 50 }).ready()')).toBe(true);
    await page.evaluate("value('checkout', 'traced')");
    await expect.poll(() => exposuresOf('traced')).toBe(1);
  });

  test('that sends a beacon of its own has no error in its console', async () => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    const before = await countEvents(database);
    await page.evaluate(
      ([to, body]) => navigator.sendBeacon(to, new Blob([body], { type: 'application/json' })),
      [`${url}/api/v1/events?key=${key}`, '{"events":[{"unit":"beacon","name":"left"}]}'] as const,
    );
    await expect.poll(() => countEvents(database)).toBe(before + 1);
    // A request after it in the same console: what the beacon's answer led to has been said by then.
    await page.evaluate("fetch('/nothing')");
    await expect.poll(() => complaints.length).toBeGreaterThan(0);
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  test('of two tabs forgets nothing that either met', async () => {
    const configuration = (intake: 'open' | 'closed') => ({
      bootstrap: {
        configuration: sdkConfiguration(
          ['x', 'y'].map((name) => sdkExperiment(name, { intake, variants: only('here') })),
        ),
      },
      updates: 'none',
    });
    const other = await context.newPage();
    await other.goto(shop);
    for (const tab of [page, other]) await tab.evaluate(`start(${JSON.stringify(configuration('open'))})`);
    await page.evaluate("value('x', 'u'), client.close()");
    await other.evaluate("value('y', 'u'), client.close()");
    await page.goto(shop);
    await page.evaluate(`start(${JSON.stringify(configuration('closed'))})`);
    expect(await page.evaluate("[value('x', 'u'), value('y', 'u')]")).toEqual(['here', 'here']);
  });

  test('whose address of the server has slashes at its end works', async () => {
    expect(await page.evaluate(`start({ url: '${url}//', flushIntervalMs: 50 }).ready()`)).toBe(true);
    await page.evaluate("value('checkout', 'slashed')");
    await expect.poll(() => exposuresOf('slashed')).toBe(1);
  });

  test('has a client in its worker, which has no localStorage', async () => {
    const errors = await page.evaluate(`new Promise((resolve, reject) => {
      const worker = new Worker('/worker.js');
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    })`);
    expect(errors).toEqual([]);
    await expect.poll(() => exposuresOf('in-worker')).toBe(1);
  });

  test('hears of a change over the stream', async () => {
    await page.evaluate('start({ updates: stream }).ready()');
    expect(await page.evaluate("value('streamed', 'u')")).toBe('default');
    await makeRunningExperiment(database, place, { key: 'streamed', values: ['here'] });
    await expect.poll(() => page.evaluate("value('streamed', 'u')")).toBe('here');
  });
});
