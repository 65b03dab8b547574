import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { childEnvironment } from '../../lib/env';
import { openBrowser } from '../support/browser';
import { bundleForBrowser } from '../support/built-sdk';
import { startDataPlane } from '../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { servePages } from '../support/page-server';

const examples = path.resolve(import.meta.dirname, '../../examples');
const consumer = inject('sdkConsumer');
const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
await makeRunningExperiment(database, place, { key: 'one-page-checkout', values: [false, true] });
await server.dataPlane.refresh();

/** What the database knows of a unit. */
async function recordedOf(unit: string) {
  const { rows: events } = await database.pool.query<{ name: string; value: number }>(
    'select "name", "value"::float8 from "events" where "unit" = $1::text',
    [unit],
  );
  const exposures = await database.prisma.exposure.findMany({ where: { unit } });
  return { events, variants: exposures.map(({ variant }) => variant) };
}

describe('in Node', () => {
  const run = async (folder: string, unit: string): Promise<string> => {
    const directory = path.join(consumer, folder);
    cpSync(path.join(examples, folder), directory, { recursive: true });
    const environment = childEnvironment({ FAIRSPLIT_URL: url, FAIRSPLIT_KEY: key });
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['index.mjs', unit], {
      cwd: directory,
      env: environment,
    });
    expect(stderr).toBe('');
    return stdout;
  };

  test('node: evaluates, explains, and has sent exposure and event when it ends', async () => {
    const output = await run('node', 'node-unit');
    const seen = /sees the checkout on (one page|three pages) \((control|treatment-1), SPLIT\)/.exec(output);
    expect(output).toContain('passed  coverage');
    expect(await recordedOf('node-unit')).toEqual({
      events: [{ name: 'purchase', value: 59.9 }],
      variants: [seen?.[1] === 'one page' ? 1 : 0],
    });
  });

  test('open-telemetry: an evaluation is an event with the standard attributes', async () => {
    const output = await run('open-telemetry', 'traced-unit');
    for (const line of [
      "'feature_flag.key': 'one-page-checkout'",
      "'feature_flag.provider.name': 'fairsplit'",
      "'feature_flag.result.reason': 'split'",
      "'feature_flag.context.id': 'traced-unit'",
      "'feature_flag.set.id': 'production'",
      "'feature_flag.version': '",
    ]) {
      expect(output).toContain(line);
    }
    expect((await recordedOf('traced-unit')).events).toEqual([{ name: 'purchase', value: 59.9 }]);
  });
});

describe('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });

  test.each([
    ['browser', 'main.ts'],
    ['react', 'main.tsx'],
  ])('%s: shows the variant, and exposure and event arrive', async (folder, file) => {
    const script = await bundleForBrowser(
      readFileSync(path.join(examples, folder, file), 'utf8'),
      file.endsWith('x') ? 'tsx' : 'ts',
    );
    const html = readFileSync(path.join(examples, folder, 'index.html'), 'utf8');
    const unit = `${folder}-unit`;
    const query = `/?${new URLSearchParams({ url, key, unit }).toString()}`;
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto((await servePages({ [query]: html, '/main.js': script })) + query);
    const checkout = page.locator('#checkout', { hasText: 'SPLIT' });
    const text = await checkout.textContent();
    await page.locator('#buy').click();
    await expect
      .poll(() => recordedOf(unit))
      .toEqual({
        events: [{ name: 'purchase', value: 59.9 }],
        variants: [text?.includes('one page') === true ? 1 : 0],
      });
    expect(problems).toEqual([]);
    await page.close();
  });
});
