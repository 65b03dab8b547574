import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { rolesWith, type Permission } from '@/lib/auth/permissions';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

// An owner invites, the invited joins in a browser of their own, and each page says what their role allows.

const { url, setUpUrl, said } = await startConsole({ settings: { LOG_LEVEL: 'trace' } });
const browser = await openBrowser();
const open = async () => {
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
  return context.newPage();
};
const owner = await open();
const guest = await open();
const address = 'ann@example.com';
let password = 'a horse of another colour';
const renewed = 'a horse of a third colour';
const look = (page: Page, name: string) =>
  expectSoundPage(page, { name, wide: 1440, schemes: ['light', 'dark'] });
let link = '';
let reset = '';

/** Invites by the form, and gives the link that it shows. */
async function invite(email: string, role: string): Promise<string> {
  await visit(owner, `${url}/settings/members`);
  await owner.getByLabel('E-mail address').fill(email);
  await owner.getByRole('combobox', { name: 'Role', exact: true }).selectOption(role);
  await owner.getByRole('button', { name: 'Make the link' }).click();
  const shown = owner.getByRole('region', { name: 'Invitation link' });
  await shown.waitFor();
  await owner.getByRole('row', { name: new RegExp(`^${email} ${role} open`) }).waitFor();
  return (await shown.innerText()).trim();
}

async function chooseRole(role: string): Promise<void> {
  await visit(owner, `${url}/settings/members`);
  await owner.getByRole('combobox', { name: 'Role of Ann' }).selectOption(role);
  await owner.getByRole('button', { name: 'Change role' }).click();
  await owner.getByText('Role changed').first().waitFor();
}

/** An address may sign in three times, each within ten seconds of the one before; people do so less often than this test. */
async function afterManySignIns(): Promise<void> {
  await guest.waitForTimeout(11_000);
}

async function signIn(): Promise<void> {
  await visit(guest, `${url}/sign-in`);
  await guest.getByLabel('E-mail address').fill(address);
  await guest.locator('input[type=password]').fill(password);
  await guest.getByRole('button', { name: 'Sign in' }).click();
}

test('an owner invites, and hands the link over', async () => {
  await setUpWorkspace(owner, setUpUrl);
  await visit(owner, `${url}/settings/members`);
  await owner.getByText('None yet. Invite somebody above').waitFor();
  await owner.getByText('the last owner stays one').waitFor();
  link = await invite(address, 'viewer');
  expect(link).toMatch(new RegExp(`^${url}/invitations/[A-Za-z0-9_-]{43}$`));
  await look(owner, 'members-owner');
});

test('the invited joins once, and sees what a viewer may and why not more', async () => {
  await visit(guest, link);
  await guest.getByRole('heading', { name: 'Join Test shop' }).waitFor();
  await look(guest, 'invitation');
  await guest.getByLabel('Your name').fill('Ann');
  await guest.locator('input[type=password]').fill('short');
  await guest.getByRole('button', { name: 'Join' }).click();
  await guest.getByText('At least 10 characters.').waitFor();
  await guest.locator('input[type=password]').fill(password);
  await guest.getByRole('button', { name: 'Join' }).click();
  await guest.waitForURL('**/experiments');
  expect(await guest.getByRole('link', { name: 'New experiment' }).count()).toBe(0);
  await visit(guest, `${url}/settings/members`);
  await guest.getByText('need the role admin or owner; yours is viewer. Ask Test owner.').waitFor();
  expect(await guest.getByRole('button', { name: /Remove|Make the link/ }).count()).toBe(0);
  expect(await guest.getByRole('combobox').count()).toBe(0);
  const row = guest.getByRole('row', { name: 'Make, start, change, stop and ship experiments' });
  expect(await row.getByRole('cell').allInnerTexts()).toEqual(['–', '–', 'yes', 'yes', 'yes']);
  await look(guest, 'members-viewer');
  await readsWhyNot();
  await visit(guest, `${url}/data-health`);
  await guest.getByText('needs the role analyst, experimenter, admin or owner; yours is viewer.').waitFor();
  await visit(guest, link);
  await guest.getByText('This invitation was used before, and works once.').waitFor();
  await look(guest, 'invitation-used');
});

/** Whoever may not save a form reads so before it, with the role that it needs and whom to ask. */
async function readsWhyNot(): Promise<void> {
  const pages: readonly (readonly [path: string, permission: Permission])[] = [
    ['metrics/new', 'metrics:write'],
    ['metrics/groups/new', 'metrics:write'],
    ['experiments/new', 'experiments:write'],
    ['traffic', 'experiments:write'],
    ['settings/sources/new', 'sources:write'],
    ['settings/keys', 'keys:write'],
    ['settings/environments', 'environments:write'],
  ];
  for (const [path, permission] of pages) {
    await visit(guest, `${url}/${path}`);
    const role = rolesWith(permission);
    await guest.getByText(new RegExp(`needs? the role ${role}; yours is viewer. Ask .*Test owner`)).waitFor();
  }
}

test('an admin makes a link for a new password, which works once and ends every session', async () => {
  await visit(owner, `${url}/settings/members`);
  await owner.getByRole('button', { name: 'New password for Ann' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Make the link' }).click();
  const shown = owner.getByRole('region', { name: 'Link for a new password' });
  await shown.waitFor();
  reset = (await shown.innerText()).trim();
  await look(owner, 'members-new-password');
  const other = await open();
  await visit(other, reset);
  await look(other, 'new-password');
  await other.locator('input[type=password]').fill(renewed);
  await other.getByRole('button', { name: 'Set password' }).click();
  await other.waitForURL('**/experiments');
  await visit(guest, `${url}/experiments`);
  await guest.waitForURL('**/sign-in');
  await visit(guest, reset);
  await guest.getByText('This link was used before, and works once.').waitFor();
  password = renewed;
});

test('another role signs the person out, and lets them do what it allows', async () => {
  await chooseRole('experimenter');
  await visit(guest, `${url}/settings/members`);
  await guest.waitForURL('**/sign-in');
  await afterManySignIns();
  await signIn();
  await guest.waitForURL('**/experiments');
  await guest.getByRole('link', { name: 'New experiment' }).first().waitFor();
});

test('a removed person is told so, and comes back by a new invitation with the same account', async () => {
  await visit(owner, `${url}/settings/members`);
  await owner.getByRole('button', { name: 'Remove Ann' }).click();
  await owner.getByText('can see nothing of this workspace any more').waitFor();
  await owner.getByRole('button', { name: 'Remove', exact: true }).click();
  await owner.getByText('Removed').first().waitFor();
  await visit(guest, `${url}/experiments`);
  await guest.waitForURL('**/sign-in');
  await signIn();
  await guest.getByText(`${address} is in no workspace`).waitFor();
  const again = await invite(address, 'analyst');
  await guest.context().clearCookies();
  await visit(guest, again);
  await look(guest, 'invitation-account');
  await guest.locator('input[type=password]').fill(password);
  await guest.getByRole('button', { name: 'Join' }).click();
  await guest.waitForURL('**/experiments');
  const revoked = await invite('ben@example.com', 'admin');
  await owner.getByRole('button', { name: 'Revoke the invitation of ben@example.com' }).click();
  await owner.getByRole('button', { name: 'Revoke invitation' }).click();
  await owner.getByText('Revoked', { exact: true }).first().waitFor();
  await visit(guest, revoked);
  await guest.getByText('This invitation was revoked.').waitFor();
  for (const one of [link, reset, again, revoked]) expect(said()).not.toContain(one.split('/').at(-1));
  expect(said()).not.toContain(password);
});
