import { expect, test } from 'vitest';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

// A person changes their name and password, and ends a session that they no longer want.

const { url, setUpUrl } = await startConsole();
const browser = await openBrowser();
const open = async () => {
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
  return context.newPage();
};
const own = await open();
const other = await open();
const first = 'correct horse battery';
const second = 'a horse of another colour';

async function signIn(password: string): Promise<void> {
  await visit(other, `${url}/sign-in`);
  await other.getByLabel('E-mail address').fill('owner@example.com');
  await other.locator('input[type=password]').fill(password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.waitForURL('**/experiments');
}

const sessions = () => own.getByRole('region', { name: 'Sessions' }).getByRole('row');

test('a person sees where they are signed in, and ends what they do not want', async () => {
  await setUpWorkspace(own, setUpUrl);
  await signIn(first);
  await visit(own, `${url}/experiments`);
  await own.getByRole('button', { name: 'Test owner' }).click();
  await own.getByRole('menuitem', { name: 'Profile and sessions' }).click();
  await own.waitForURL('**/profile');
  await own.getByRole('row', { name: /^Chrome on Linux \(this one\)/ }).waitFor();
  expect(await sessions().count()).toBe(3);
  await expectSoundPage(own, { name: 'profile', wide: 1440, schemes: ['light', 'dark'] });
  await own.getByRole('button', { name: /^End the session of Chrome on Linux/ }).click();
  await expect.poll(() => sessions().count()).toBe(2);
  await visit(other, `${url}/experiments`);
  await other.waitForURL('**/sign-in');
});

test('a new name is shown at once, and a new password ends the other session and keeps this browser signed in', async () => {
  await own.getByLabel('Your name').fill('Olive');
  await own.getByRole('button', { name: 'Save' }).click();
  await own.getByRole('button', { name: 'Olive' }).waitFor();
  // An address may sign in three times, each within ten seconds of the one before.
  await other.waitForTimeout(11_000);
  await signIn(first);
  const [present, wanted] = [
    own.locator('input[type=password]').nth(0),
    own.locator('input[type=password]').nth(1),
  ];
  await present.fill('not the present one');
  await wanted.fill(second);
  await own.getByRole('button', { name: 'Set password' }).click();
  await own.getByText('This is not your present password. Nothing was changed.').waitFor();
  await present.fill(first);
  await own.getByRole('button', { name: 'Set password' }).click();
  await own.getByText('Every other session has ended.').first().waitFor();
  await expect.poll(() => sessions().count()).toBe(2);
  await visit(other, `${url}/experiments`);
  await other.waitForURL('**/sign-in');
  await visit(own, `${url}/settings/audit?action=member`);
  await own
    .getByRole('row', { name: /Olive set a new password/ })
    .first()
    .waitFor();
  await own
    .getByRole('row', { name: /Olive took another name.*Test owner.*became.*Olive/ })
    .first()
    .waitFor();
});
