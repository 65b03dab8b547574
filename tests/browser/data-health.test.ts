import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openBrowser, visit, setUpWorkspace } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

const { url, setUpUrl } = await startConsole();
const browser = await openBrowser();
// axe is put into the page as a script, which the page's content security policy rightly refuses to anybody else.
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
const page = await context.newPage();

const look = (on: Page, name: string) =>
  expectSoundPage(on, { name, wide: 1440, schemes: ['light', 'dark'] });

async function post(pathname: string, key: string, body: object): Promise<void> {
  const response = await fetch(`${url}${pathname}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

/** The first events of a stream that was just opened, up to one that holds the text. */
async function streamed(key: string, act: () => Promise<void>, text: string): Promise<string> {
  const ending = new AbortController();
  const response = await fetch(`${url}/api/v1/ingestion/stream`, {
    headers: { authorization: `Bearer ${key}` },
    signal: ending.signal,
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  await act();
  let told = '';
  while (!told.includes(text)) {
    const next = await reader?.read();
    if (next === undefined || next.done) break;
    told += next.value;
  }
  ending.abort();
  return told;
}

it('data health teaches while it is empty, shows what arrives, and mends what was refused', async () => {
  await setUpWorkspace(page, setUpUrl);
  await visit(page, `${url}/settings/keys`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Shop server');
  await page.getByRole('button', { name: 'Create key' }).click();
  const key = (await page.getByText(/^fs_sec_[0-9a-f]{48}$/).textContent()) ?? '';

  await page.getByRole('link', { name: 'Data health' }).click();
  await page.getByText('Nothing has arrived in production').waitFor();
  await page.getByText('Listening.').waitFor();
  await look(page, 'data-health-empty');

  const event = { unit: 'user-7', name: 'purchase' };
  const events = [
    { ...event, id: 'order-1', value: 49.9 },
    { ...event, id: 'order-1' },
    { ...event, id: 'order-2', value: 'a lot' },
    { ...event, id: 'order-3', value: 'a lot' },
    { ...event, userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' },
    { ...event, occurredAt: 'yesterday' },
    { ...event, unit: 7 },
  ];
  const send = () => post('/api/v1/events', key, { events });
  const told = await streamed(key, send, 'order-1');
  expect(told).toContain('"code":"BOT"');
  expect(told).toContain('value must be a number from -1e30 to 1e30');
  // The page that is open tells it too, without being loaded again.
  await page.getByRole('region', { name: 'Items as they arrive' }).getByText('INVALID_TIMESTAMP').waitFor();

  await page.waitForTimeout(1_500);
  await visit(page, page.url());
  await page.getByRole('heading', { name: 'Refused items' }).waitFor();
  // What arrives before the page listens is not shown there.
  await page.getByText('Listening.').waitFor();
  await post('/api/v1/events', key, { events: events.slice(0, 3) });
  await page.getByRole('region', { name: 'Items as they arrive' }).getByText('INVALID_VALUE').waitFor();
  await page.getByText('What was sent', { exact: true }).first().click();
  await look(page, 'data-health');

  await page.getByRole('link', { name: 'INVALID_VALUE' }).click();
  await page.getByRole('heading', { name: 'Refused items with INVALID_VALUE' }).waitFor();
  await page.getByLabel('Select all on this page').check();
  await page.getByRole('button', { name: 'Replay 3' }).click();
  await page.getByRole('combobox', { name: 'Field to fix' }).click();
  await page.getByRole('option', { name: 'value' }).click();
  await page.getByLabel('New value of value').fill('19.5');
  await look(page, 'data-health-replay');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('2 stored, 1 already known, 0 refused again').waitFor();
  await page.getByText('Nothing is left to fix.').waitFor();

  // A misspelt member: what it probably was is chosen, and the others say what becomes of them.
  const misspelt = [
    { ...event, id: 'order-4', Value: 30, debug: true },
    { ...event, id: 'order-5', Value: 40, plan: 'pro' },
    { ...event, id: 'order-6', source: 'web' },
  ];
  await post('/api/v1/events', key, { events: [{ ...event, id: 'order-7' }, ...misspelt] });
  await visit(page, `${url}/data-health?environment=production&code=UNKNOWN_MEMBER`);
  await page.getByText('There is no member "Value" here. Did you mean "value"?').first().waitFor();
  await page.getByRole('button', { name: 'Replay all with UNKNOWN_MEMBER' }).click();
  const valueChoice = page.getByRole('combobox', { name: 'Member "Value", in 2 items' });
  expect(await valueChoice.inputValue()).toBe('Rename to value');
  await page.getByRole('combobox', { name: 'Member "debug", in 1 item' }).click();
  await page.getByRole('option', { name: 'Leave it out' }).click();
  await page.getByRole('combobox', { name: 'Member "plan", in 1 item' }).click();
  await page.getByRole('option', { name: 'Rename to properties.plan' }).click();
  await look(page, 'data-health-members');
  await page.getByRole('button', { name: 'Replay', exact: true }).last().click();
  await page.getByText('2 stored, 0 already known, 1 refused again').waitFor();
  await page.getByText('There is no member "source" here.').first().waitFor();

  // Anew, so that no dialog that is closing takes the click.
  await visit(page, `${url}/data-health?environment=production`);
  await page.getByRole('switch', { name: /Refuse what declared crawlers send/ }).click({ force: true });
  await page.getByText('Crawlers are let in').waitFor();
  await expect.poll(() => page.getByRole('switch', { name: /Refuse what declared/ }).isChecked()).toBe(false);
});

it('nobody else may watch', async () => {
  for (const address of ['/data-health/stream', '/api/v1/ingestion/stream']) {
    expect((await fetch(`${url}${address}`)).status).toBe(401);
  }
});
