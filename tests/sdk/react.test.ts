import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { openBrowser } from '../support/browser';
import { bundleForBrowser } from '../support/built-sdk';
import { startDataPlane } from '../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { servePages } from '../support/page-server';

const consumer = inject('sdkConsumer');
const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
const { runId } = await makeRunningExperiment(database, place, { key: 'checkout', values: ['shown'] });
await server.dataPlane.refresh();

const exposuresOf = (unit: string) => database.prisma.exposure.count({ where: { runId, unit } });

/** An application as it is rendered on a server and then in the page. */
const application = `
  import { StrictMode, useState } from 'react';
  import { createClient } from '@fairsplit/sdk';
  import { FairsplitProvider, useTrack, useVariant } from '@fairsplit/sdk/react';
  function Checkout() {
    const { value, reason } = useVariant('checkout', 'default');
    const track = useTrack();
    return <button id="buy" onClick={() => track('purchase', { value: 2 })}>{value} {reason}</button>;
  }
  function Hidden() {
    const [isShown, show] = useState(false);
    return <><button id="show" onClick={() => show(true)}>show</button>{isShown && <Checkout />}</>;
  }
  export function Application({ url, apiKey, unit, nobody, snapshot, isHidden }) {
    const create = () => {
      globalThis.made = (globalThis.made ?? 0) + 1;
      return createClient({ url, key: apiKey, flushIntervalMs: 20, bootstrap: { snapshot } });
    };
    return (
      <StrictMode>
        <FairsplitProvider client={create} subject={unit === undefined ? nobody : { unit }} snapshot={snapshot}>
          {isHidden ? <Hidden /> : <Checkout />}
        </FairsplitProvider>
      </StrictMode>
    );
  }
`;
const snapshotOf = (unit: string) => ({
  version: 1_000,
  unit,
  evaluations: { checkout: { value: 'shown', variant: 'control', reason: 'SPLIT', run: 1 } },
});

test('rendering a page forty times on a server opens nothing and exposes nobody', async () => {
  writeFileSync(path.join(consumer, 'application.jsx'), application);
  const script = path.join(consumer, 'render.mjs');
  const code = await bundleForBrowser(
    `import { renderToString } from 'react-dom/server.edge';
     import { Application } from './application.jsx';
     const opened = [];
     globalThis.fetch = (...request) => { opened.push(String(request[0])); return new Promise(() => {}); };
     globalThis.setTimeout = () => opened.push('timer');
     const props = (unit, snapshot) => ({ url: ${JSON.stringify(url)}, apiKey: ${JSON.stringify(key)}, unit, snapshot });
     const pages = Array.from({ length: 40 }, (_, index) =>
       renderToString(<Application {...props('rendered-' + index, index < 20 ? undefined : ${JSON.stringify(snapshotOf('x'))})} />));
     const unknown = [undefined, null, {}].flatMap((nobody) => [undefined, ${JSON.stringify(snapshotOf('x'))}].map((snapshot) =>
       renderToString(<Application {...props(undefined, snapshot)} nobody={nobody} />)));
     pages.push(...unknown);
     const own = renderToString(<Application {...props('x', ${JSON.stringify(snapshotOf('x'))})} />);
     console.log(JSON.stringify({ opened, made: globalThis.made ?? 0, pages: [...new Set(pages)], own }));`,
    'tsx',
  );
  writeFileSync(script, code);
  const output = execFileSync(process.execPath, [script], { encoding: 'utf8', timeout: 300_000 });
  const { opened, made, pages, own } = JSON.parse(output) as {
    opened: string[];
    made: number;
    pages: string[];
    own: string;
  };
  expect([opened, made]).toEqual([[], 0]);
  // Another unit's snapshot says nothing of these, nor of a subject that is not known yet.
  expect(pages).toEqual(['<button id="buy">default<!-- --> <!-- -->ERROR</button>']);
  expect(own).toContain('shown<!-- --> <!-- -->SPLIT');
});

describe('in a page', () => {
  let page: Page;
  let shop: string;
  beforeAll(async () => {
    writeFileSync(path.join(consumer, 'application.jsx'), application);
    const script = await bundleForBrowser(
      `import { createRoot, hydrateRoot } from 'react-dom/client';
       import { Application } from './application.jsx';
       let root;
       globalThis.mount = (props) => (root ??= createRoot(document.querySelector('#root'))).render(<Application {...props} />);
       globalThis.hydrate = (props) => hydrateRoot(document.querySelector('#root'), <Application {...props} />);`,
      'tsx',
    );
    const rendered = '<button id="buy">shown<!-- --> <!-- -->SPLIT</button>';
    const html = (inner: string) =>
      `<!doctype html><title>Shop</title><div id="root">${inner}</div><script src="/main.js"></script>`;
    shop = await servePages({ '/': html(''), '/rendered': html(rendered), '/main.js': script });
    page = await (await openBrowser()).newPage();
  });
  const props = (unit: string | undefined, more: object = {}) =>
    JSON.stringify({ url, apiKey: key, unit, ...more });

  test('a variant is met when it is on the page, once, and what is done is recorded; in strict mode too', async () => {
    await page.goto(shop);
    await page.evaluate(`mount(${props('mounted')})`);
    await page.locator('#buy', { hasText: 'shown SPLIT' }).click();
    await expect.poll(() => exposuresOf('mounted')).toBe(1);
    const events = async () => {
      const { rows } = await database.pool.query<{ name: string; value: number }>(
        `select "name", "value"::float8 from "events" where "unit" = 'mounted'`,
      );
      return rows;
    };
    await expect.poll(events).toEqual([{ name: 'purchase', value: 2 }]);
  });

  test.each(['null', 'undefined', '{}'])(
    'a subject that is not known yet, %s, gets defaults until it is',
    async (nobody) => {
      const unit = `late-${nobody}`;
      await page.goto(shop);
      await page.evaluate(`mount({ ...${props(undefined)}, nobody: ${nobody} })`);
      await page.locator('#buy', { hasText: 'default ERROR' }).click();
      await page.evaluate(`mount(${props(unit)})`);
      await page.locator('#buy', { hasText: 'shown SPLIT' }).waitFor();
      await expect.poll(() => exposuresOf(unit)).toBe(1);
    },
  );

  test('a component that is not on the page exposes nobody; when it is, it does', async () => {
    await page.goto(shop);
    await page.evaluate(`mount(${props('hidden', { isHidden: true })})`);
    await page.locator('#show').waitFor();
    await expect.poll(() => page.evaluate('made')).toBeGreaterThan(0);
    expect(await exposuresOf('hidden')).toBe(0);
    await page.locator('#show').click();
    await page.locator('#buy', { hasText: 'shown SPLIT' }).waitFor();
    await expect.poll(() => exposuresOf('hidden')).toBe(1);
  });

  test("a page that a server rendered takes its values over without a word of React's, and exposes", async () => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${shop}/rendered`);
    await page.evaluate(`hydrate(${props('hydrated', { snapshot: snapshotOf('hydrated') })})`);
    await expect.poll(() => exposuresOf('hydrated')).toBe(1);
    expect(await page.locator('#buy').textContent()).toBe('shown SPLIT');
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  });
});
