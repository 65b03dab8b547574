import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

// Whoever answers for data sees what is stored of somebody, takes it away, and erases it.

const { url, setUpUrl } = await startConsole();
const browser = await openBrowser();
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
const page = await context.newPage();
const unit = 'anna+"é" <img src=x>@example.com';

async function makeKey(): Promise<string> {
  await visit(page, `${url}/settings/keys`);
  await page.getByPlaceholder('Shop server').fill('shop');
  await page.getByRole('button', { name: 'Create key' }).click();
  const shown = page.getByRole('region', { name: 'The new key' });
  await shown.waitFor();
  return (await shown.innerText()).trim();
}

async function find(wanted: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Unit/ }).fill(wanted);
  await page.getByRole('button', { name: 'Find' }).click();
}

test('what is stored of a unit is shown, downloaded, and erased once its id was typed again', async () => {
  await setUpWorkspace(page, setUpUrl);
  const key = await makeKey();
  const events = [1, 2, 3].map((value) => ({ unit, name: 'order', value }));
  const sent = await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  expect(sent.ok).toBe(true);
  await visit(page, `${url}/settings/units`);
  await find('nobody');
  await page.getByText('Nothing is stored of this unit').waitFor();
  await find(unit);
  await page.getByRole('row', { name: /production events order 3/ }).waitFor();
  await expectSoundPage(page, { name: 'units', wide: 1440, schemes: ['light', 'dark'] });

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as JSON lines' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines.every((line) => line.includes(JSON.stringify(unit)))).toBe(true);

  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  const confirm = page.getByRole('button', { name: 'Erase for good' });
  await page.getByText('Rows of evidence that go: 3.').waitFor();
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel('Type the unit again').fill(unit);
  await confirm.click();
  await page.getByText('Nothing is stored of this unit').waitFor();
});

test('the file is given to the page alone', async () => {
  const post = async (headers: Record<string, string>) =>
    (await context.request.post(`${url}/settings/units/export`, { form: { unit }, headers })).status();
  expect(await post({})).toBe(403);
  expect(await post({ origin: 'null' })).toBe(403);
  expect(await post({ origin: 'https://evil.example' })).toBe(403);
  expect(await post({ origin: url, 'sec-fetch-site': 'cross-site' })).toBe(403);
  // Over plain http a browser tells the origin alone.
  expect(await post({ origin: url })).toBe(200);
  const foreign = await fetch(`${url}/settings/units/export`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'unit=anna',
  });
  expect(foreign.status).toBe(401);
});
