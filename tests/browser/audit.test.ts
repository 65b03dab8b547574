import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

// An owner reads who did what, what was refused among it, and takes it away as a file; whoever may not, reads why.

const { url, setUpUrl } = await startConsole();
const browser = await openBrowser();
const open = async () => {
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
  return context.newPage();
};
const owner = await open();
const guest = await open();
const formula = '=1+1<img src=x onerror=alert(1)>';
const alerts: string[] = [];
for (const page of [owner, guest]) {
  page.on('dialog', (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
}

async function keyWith(name: string): Promise<string> {
  await visit(owner, `${url}/settings/keys`);
  await owner.getByPlaceholder('Shop server').fill(name);
  await owner.getByRole('button', { name: 'Create key' }).click();
  const shown = owner.getByRole('region', { name: 'The new key' });
  await shown.waitFor();
  return (await shown.innerText()).trim();
}

const api = (key: string, method: string, path: string, body: object, headers = {}) =>
  fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('an owner reads who did what to what, before and after, and what was refused', async () => {
  await setUpWorkspace(owner, setUpUrl);
  const key = await keyWith(formula);
  expect((await api(key, 'POST', 'experiments', experiment('checkout', 'Checkout'))).status).toBe(201);
  const renamed = await api(key, 'PATCH', 'experiments/checkout', { name: formula }, { 'if-match': '"1"' });
  expect(renamed.status).toBe(200);
  expect((await api(key, 'POST', 'retention', { dryRun: true })).status).toBe(403);
  expect((await api(key, 'POST', 'retention', { dryRun: true })).status).toBe(403);
  await visit(owner, `${url}/settings/audit`);
  const row = (name: string | RegExp) => owner.getByRole('row', { name }).first();
  await row(/Test owner signed in/).waitFor();
  await row(/Test owner made the key/).waitFor();
  await row(/changed the experiment checkout\b.*\bname Checkout\b.*\bbecame\b.*=1\+1/).waitFor();
  await row(/The key =1\+1.* was refused\b(?=.*\btimes 1\b).*\bcall\.applyRetention 1\b/).waitFor();
  await expectSoundPage(owner, { name: 'audit', wide: 1440, schemes: ['light', 'dark'] });
});

function experiment(key: string, name: string) {
  const variant = (of: string, isControl: boolean) => ({
    key: of,
    name: of,
    value: isControl,
    weight: 0.5,
    isControl,
  });
  return {
    key,
    name,
    unitType: 'user',
    valueType: 'boolean',
    variants: [variant('control', true), variant('treatment', false)],
  };
}

test('filters stand in the address; a filter that cannot be read is refused with a word on how to say it', async () => {
  await owner.getByLabel('Action').selectOption('experiment.update');
  await owner.getByRole('button', { name: 'Filter' }).click();
  await owner.waitForURL('**/settings/audit?**action=experiment.update**');
  const rows = owner.getByRole('region', { name: 'Audit trail' }).getByRole('row');
  await expect.poll(() => rows.count()).toBe(2);
  await owner.getByRole('link', { name: 'Show all' }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(4);
  await owner.getByLabel('Object').fill('Checkout?');
  await owner.getByRole('button', { name: 'Filter' }).click();
  const content = owner.locator('#content');
  await content.getByText('This filter cannot be read').waitFor();
  await content.getByText('such as experiment:checkout').waitFor();
  await visit(owner, `${url}/settings/audit?subject=layer`);
  await content.getByText('Nothing here fits.').waitFor();
});

test('files have what the filter leaves, and no cell that a spreadsheet computes', async () => {
  await visit(owner, `${url}/settings/audit?subject=experiment:checkout`);
  const file = async (name: string) => {
    const [download] = await Promise.all([
      owner.waitForEvent('download'),
      owner.getByRole('link', { name, exact: true }).click(),
    ]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  };
  const csv = await file('CSV');
  expect(csv.name).toBe('audit-trail.csv');
  expect(csv.text.trimEnd().split('\r\n')).toHaveLength(3);
  expect(csv.text).toContain("'=1+1<img src=x");
  expect(csv.text).not.toMatch(/(^|[,\n])"?=/);
  const lines = await file('JSON lines');
  expect(lines.text.trimEnd().split('\n')).toHaveLength(2);
});

test('whoever may not read it is told why, by the page and the file, and is no entry for looking', async () => {
  await visit(owner, `${url}/settings/members`);
  await owner.getByLabel('E-mail address').fill('ann@example.com');
  await owner.getByRole('combobox', { name: 'Role', exact: true }).selectOption('experimenter');
  await owner.getByRole('button', { name: 'Make the link' }).click();
  const shown = owner.getByRole('region', { name: 'Invitation link' });
  await shown.waitFor();
  await visit(guest, (await shown.innerText()).trim());
  await guest.getByLabel('Your name').fill('Ann');
  await guest.locator('input[type=password]').fill('a horse of another colour');
  await guest.getByRole('button', { name: 'Join' }).click();
  await guest.waitForURL('**/experiments');
  for (const page of ['experiments', 'metrics', 'planner', 'traffic', 'learnings', 'data-health']) {
    await visit(guest, `${url}/${page}`);
  }
  for (const page of ['keys', 'sources', 'members', 'workspace', 'audit']) {
    await visit(guest, `${url}/settings/${page}`);
  }
  await guest.getByText('it needs the role admin or owner; yours is experimenter. Ask Test owner.').waitFor();
  await expectSoundPage(guest, { name: 'audit-refused', wide: 1440, schemes: ['light', 'dark'] });
  await visit(owner, `${url}/settings/audit?action=access.refuse`);
  const refused = owner.getByRole('row', { name: /^.*Ann was refused/ });
  expect(await refused.count()).toBe(0);
  const answer = await guest.request.get(`${url}/settings/audit/export/csv`);
  expect(answer.status()).toBe(403);
  await owner.reload();
  await refused.waitFor();
  expect(alerts).toEqual([]);
});
