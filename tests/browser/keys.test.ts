import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

// The whole life of a key by the console: made, used, rotated while it is used, narrowed, revoked; and that of an environment.

const { url, setUpUrl, said } = await startConsole({ settings: { LOG_LEVEL: 'trace' } });
const browser = await openBrowser();
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
const page = await context.newPage();
const look = (name: string) => expectSoundPage(page, { name, wide: 1440, schemes: ['light', 'dark'] });
const tokens: string[] = [];

async function shownToken(region: string): Promise<string> {
  const shown = page.getByRole('region', { name: region });
  await shown.waitFor();
  const token = (await shown.innerText()).trim();
  expect(token).toMatch(/^fs_sec_[0-9a-f]{48}$/);
  tokens.push(token);
  return token;
}

const statusOf = async (token: string, path = '/api/v1/configuration') =>
  (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;

/** However slow the machine is. */
const recently = /^(just now|\d+ minutes? ago)$/;
const button = (name: string): Locator => page.getByRole('button', { name });
const dialog = (): Locator => page.getByRole('dialog');

test('a key is made, and its last use is shown', async () => {
  await setUpWorkspace(page, setUpUrl);
  await visit(page, `${url}/settings/keys`);
  await page.getByText('An application needs a key before it can ask for a variant.').waitFor();
  await look('keys-empty');
  await page.getByRole('textbox', { name: 'Name' }).fill('Shop server');
  await page.getByLabel('Expires').selectOption('In a year');
  await button('Create key').click();
  const token = await shownToken('The new key');
  await page
    .getByRole('row', { name: /^Shop server/ })
    .getByText('not seen yet')
    .waitFor();
  await page.getByText('by Test owner').waitFor();
  expect(await statusOf(token, '/api/v1/experiments')).toBe(200);
  await visit(page, `${url}/settings/keys`);
  await page
    .getByRole('row', { name: /^Shop server/ })
    .getByText(recently)
    .waitFor();
});

test('a rotated key works with both tokens until the earlier one is ended', async () => {
  const [first = ''] = tokens;
  await button('Rotate the key Shop server').click();
  await dialog()
    .getByText(/It was last used: (just now|\d+ minutes? ago)\./)
    .waitFor();
  await look('keys-rotate');
  await dialog().getByRole('button', { name: 'Rotate' }).click();
  const second = await shownToken('The new token');
  await look('keys-new-token');
  await dialog().getByRole('button', { name: 'Close' }).click();
  for (const token of [first, second]) expect(await statusOf(token)).toBe(200);
  await page.getByText(`The token before, ${first.slice(0, 13)}…, works until`).waitFor();
  expect(await button('Rotate the key Shop server').count()).toBe(0);
  await look('keys-rotated');
  await button('End it now: the earlier token of Shop server').click();
  await dialog()
    .getByText(`The token ${first.slice(0, 13)}… ends for good.`)
    .waitFor();
  await dialog().getByRole('button', { name: 'End the earlier token' }).click();
  await button('Rotate the key Shop server').waitFor();
  await expect.poll(() => statusOf(first)).toBe(401);
  expect(await statusOf(first, '/api/v1/experiments')).toBe(401);
  expect(await statusOf(second)).toBe(200);
});

test('what a key may is changed, and it is refused the rest', async () => {
  const [, token = ''] = tokens;
  await button('Change the key Shop server').click();
  // Either of them lets a key evaluate.
  for (const name of ['Send exposures and events', 'See what arrives and what was rejected'])
    await dialog().getByRole('checkbox', { name }).click();
  await dialog().getByText('What the key no longer may is refused within seconds.').waitFor();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('Reporting');
  await look('keys-change');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /^Reporting/ }).waitFor();
  await expect.poll(() => statusOf(token)).toBe(403);
  expect(await statusOf(token, '/api/v1/experiments')).toBe(200);
});

test('a revoked key is refused, after the page has said what that ends', async () => {
  const [, token = ''] = tokens;
  await button('Revoke the key Reporting').click();
  await dialog().getByText('Applications that use it are refused within seconds.').waitFor();
  await look('keys-revoke');
  await dialog().getByRole('button', { name: 'Revoke key' }).click();
  await page.getByText('An application needs a key before it can ask for a variant.').waitFor();
  expect(await statusOf(token, '/api/v1/experiments')).toBe(401);
  await expect.poll(() => statusOf(token)).toBe(401);
});

test('an environment is made, given a key, archived with it and used again', async () => {
  await visit(page, `${url}/settings/environments`);
  await page.getByText('stays: it is meant where nobody names one').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Preview');
  await button('Create environment').click();
  await page.getByRole('row', { name: /^Preview preview nothing none/ }).waitFor();
  await visit(page, `${url}/settings/keys`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Previews');
  await page.getByLabel('Environment', { exact: true }).selectOption('Preview');
  await button('Create key').click();
  const token = await shownToken('The new key');
  await expect.poll(() => statusOf(token)).toBe(200);
  expect(await statusOf(token, '/api/v1/experiments')).toBe(200);
  await visit(page, `${url}/settings/environments`);
  await page
    .getByRole('row', { name: /^Preview/ })
    .getByText(/1 key, last used (just now|\d+ minutes? ago)/)
    .waitFor();
  await look('environments');
  await button('Archive Preview').click();
  await dialog()
    .getByText(/: 1 key, last used .+\. Applications that use them get their defaults\./)
    .waitFor();
  await look('environments-archive');
  await dialog().getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('row', { name: /^Preview \(archived/ }).waitFor();
  await expect.poll(() => statusOf(token)).toBe(401);
  expect(await statusOf(token, '/api/v1/experiments')).toBe(401);
  await button('Unarchive Preview').click();
  await dialog().getByText('Its keys work again: 1 key').waitFor();
  await dialog().getByRole('button', { name: 'Unarchive' }).click();
  await expect.poll(() => statusOf(token)).toBe(200);
  for (const one of tokens) expect(said()).not.toContain(one.slice(7));
});
