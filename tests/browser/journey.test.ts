import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../lib/database/client';
import { openBrowser, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

const { url, setUpUrl, databaseUrl } = await startConsole();
const browser = await openBrowser();
// axe is put into the page as a script, which the page's content security policy rightly refuses to anybody else.
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
const page = await context.newPage();

const account = { name: 'Test owner', email: 'owner@example.com', password: 'correct horse battery' };
const assignmentsSchema = z.object({
  assignments: z.record(z.string(), z.object({ variant: z.string().nullish() })),
});

const look = (on: Page, name: string) =>
  expectSoundPage(on, { name, wide: 1440, schemes: ['light', 'dark'] });

async function post(pathname: string, key: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}${pathname}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.json();
}

/** Users ask for their variant; every third of the treated and every sixth of the others buys. */
async function sendTraffic(key: string): Promise<void> {
  const exposures: object[] = [];
  const events: object[] = [];
  for (let user = 0; user < 600; user += 1) {
    const unit = `user-${String(user)}`;
    const answer = await post('/api/v1/assignments', key, {
      unit,
      experiments: ['one-page-checkout'],
      expose: false,
    });
    const variant = assignmentsSchema.parse(answer).assignments['one-page-checkout']?.variant;
    exposures.push({ experiment: 'one-page-checkout', variant, unit });
    if (user % (variant === 'control' ? 6 : 3) === 0) events.push({ id: unit, unit, name: 'purchase' });
  }
  await post('/api/v1/exposures', key, { exposures });
  await post('/api/v1/events', key, { events });
}

async function fillSetUp(): Promise<void> {
  await page.getByLabel('Your name').fill(account.name);
  await page.getByLabel('E-mail address').fill(account.email);
  await page.locator('input[type=password]').fill(account.password);
  await page.getByLabel('Workspace').fill('Test shop');
}

describe('from an empty installation to a result', () => {
  it('sets up, and closes the door behind the first account', async () => {
    await visit(page, url);
    await page.waitForURL('**/set-up');
    await look(page, 'set-up');
    await page.getByLabel('Set-up token').fill('guessed');
    await fillSetUp();
    await page.locator('button[type=submit]').click();
    await page.getByText('This is not the set-up token.').waitFor();
    await visit(page, setUpUrl);
    await fillSetUp();
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/experiments');
    await look(page, 'experiments-empty');
    await context.clearCookies();
    await visit(page, `${url}/set-up`);
    await page.waitForURL('**/sign-in');
    await look(page, 'sign-in');
  });

  it('signs in', async () => {
    await page.getByLabel('E-mail address').fill(account.email);
    await page.locator('input[type=password]').fill('a wrong password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').first().waitFor();
    await page.locator('input[type=password]').fill(account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/experiments');
  });

  it('defines a metric', async () => {
    await visit(page, `${url}/metrics`);
    await look(page, 'metrics-empty');
    await visit(page, `${url}/metrics/new`);
    await look(page, 'metric-new');
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Ratio of two totals' }).click();
    await page.getByRole('button', { name: 'Add a condition: Numerator event' }).click();
    await page.getByLabel(/^Adjust for what the unit did/).check();
    await look(page, 'metric-new-ratio');
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: /^Funnel/ }).click();
    await page.getByRole('textbox', { name: 'Step 1' }).fill('view-cart');
    await page.getByRole('textbox', { name: 'Step 2' }).fill('purchase');
    await page.getByText('Share of units that did view-cart, then purchase').waitFor();
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await page.getByText('Events a day', { exact: true }).waitFor();
    await look(page, 'metric-new-funnel');
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Share of units that did it' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Purchase rate');
    await page.getByRole('textbox', { name: 'Key' }).fill('purchase-rate');
    await page.getByRole('textbox', { name: 'Event' }).fill('purchase');
    await page.getByRole('button', { name: 'Create metric' }).click();
    await page.waitForURL('**/metrics');
    await page.getByRole('link', { name: 'Purchase rate' }).waitFor();
    await look(page, 'metrics');
    await visit(page, `${url}/metrics/purchase-rate`);
    await look(page, 'metric');
  });

  it('creates an experiment and starts it', async () => {
    await visit(page, `${url}/experiments/new`);
    await page.getByRole('textbox', { name: 'Name' }).first().fill('One-page checkout');
    await page.getByRole('combobox', { name: 'Add a metric' }).click();
    await page.getByRole('option', { name: /Purchase rate/ }).click();
    await page.getByRole('textbox', { name: 'Planned units' }).fill('600');
    await look(page, 'experiment-new');
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/experiments/one-page-checkout/setup');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('button', { name: 'Start in production' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    for (const part of ['setup', 'integrate', 'edit']) {
      await visit(page, `${url}/experiments/one-page-checkout/${part}`);
      await look(page, `experiment-${part}`);
    }
  });

  it('sends traffic with a key made in the console, and reads the result', async () => {
    await visit(page, `${url}/settings/keys`);
    await page.getByRole('textbox', { name: 'Name' }).fill('Shop server');
    await page.getByRole('button', { name: 'Create key' }).click();
    const key = (await page.getByText(/^fs_sec_[0-9a-f]{48}$/).textContent()) ?? '';
    await look(page, 'keys');
    await sendTraffic(key);
    await visit(page, `${url}/experiments/one-page-checkout`);
    await page.getByRole('button', { name: 'Analyse now' }).click();
    await page.getByRole('heading', { name: 'Scorecard' }).waitFor();
    const shown = await page.locator('main').innerText();
    const answer = await fetch(`${url}/api/v1/experiments/one-page-checkout/analyses/latest`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const analysis = z
      .object({ result: z.object({ variants: z.array(z.object({ units: z.int() })) }) })
      .parse(await answer.json());
    const units = analysis.result.variants.map((variant) => variant.units);
    expect(units.reduce((sum, count) => sum + count, 0)).toBe(600);
    expect(shown).toContain('Purchase rate');
    expect(shown).toContain('Ship Treatment');
    for (const count of units) expect(shown).toContain(String(count));
    await look(page, 'experiment-result');
    await visit(page, `${url}/experiments`);
    await look(page, 'experiments');
    await visit(page, `${url}/learnings`);
    await look(page, 'learnings-empty');
    await visit(page, `${url}/settings/workspace`);
    await look(page, 'workspace');
    await visit(page, `${url}/experiments/nothing-of-that-name`);
    await page.getByRole('heading', { name: 'Not here' }).waitFor();
    await look(page, 'not-found');
  });

  it('keeps what the experiment taught once it has ended', async () => {
    await visit(page, `${url}/experiments/one-page-checkout`);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Stop/ }).click();
    await page.getByText('Stopped').first().waitFor();
    await visit(page, `${url}/learnings`);
    await page.getByRole('link', { name: 'One-page checkout' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('Won');
    await look(page, 'learnings');
  });

  it('says so when a page cannot be made', async () => {
    const database = openDatabase({ url: databaseUrl });
    await database.pool.query('alter table "analyses" rename to "analyses_elsewhere"');
    await database.close();
    // Never whole: a part of it failed.
    await page.goto(`${url}/experiments/one-page-checkout`);
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await look(page, 'error');
  });
});
