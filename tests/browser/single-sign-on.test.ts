import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { clientId, clientSecret, startOpenIdProvider } from '../support/openid-provider';
import { expectSoundPage } from '../support/sound-page';

// An owner sets up single sign-on, with a mistake first; somebody signs in by it; an analyst's page says why it is closed.

/** The address has to be known before the server starts: the provider sends people back to it. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const port = String(await freePort());
const publicUrl = `http://127.0.0.1:${port}`;
const { url, setUpUrl } = await startConsole({ settings: { PORT: port, FAIRSPLIT_PUBLIC_URL: publicUrl } });
const browser = await openBrowser();
const open = async () => {
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
  return context.newPage();
};
const owner = await open();
const ann = await open();

test('an owner sets the provider up, and its test says what is wrong; somebody signs in by it', async () => {
  await setUpWorkspace(owner, setUpUrl);
  await visit(owner, `${url}/settings/single-sign-on`);
  const redirectUri = (await owner.getByLabel('Redirect URI', { exact: true }).innerText()).trim();
  expect(redirectUri).toMatch(new RegExp(`^${publicUrl}/api/auth/callback/`));
  const provider = await startOpenIdProvider(redirectUri, {
    ...{ sub: 'ann', email: 'ann@example.com', email_verified: true, name: 'Ann', groups: ['analysts'] },
  });
  await owner.getByLabel('Name').fill('Acme');
  await owner.getByLabel('Issuer').fill(`${provider.issuer}/`);
  await owner.getByLabel('Client ID').fill(clientId);
  await owner.locator('input[type=password]').fill(clientSecret);
  await owner.getByRole('button', { name: 'Test connection' }).click();
  await owner.getByText(`The provider at that address calls itself "${provider.issuer}"`).waitFor();
  await owner.getByLabel('Issuer').fill(provider.issuer);
  await owner.getByRole('button', { name: 'Test connection' }).click();
  await owner.getByText('The provider answers, knows this client and its secret').waitFor();
  await owner.getByLabel('Domains of e-mail addresses').fill('example.com');
  await owner.getByLabel('Claim with groups').fill('groups');
  await owner.getByRole('button', { name: 'Add a group' }).click();
  await owner.getByLabel('Group 1', { exact: true }).fill('analysts');
  await owner.getByLabel('Role of group 1').selectOption('analyst');
  await owner.getByRole('button', { name: 'Save' }).click();
  await owner.getByText('Stored, and never shown. Empty: it stays').waitFor();
  await expectSoundPage(owner, { name: 'single-sign-on', wide: 1440, schemes: ['light', 'dark'] });

  await visit(ann, `${url}/sign-in?problem=unverified-email`);
  await ann.getByText('Your identity provider has not verified your e-mail address.').waitFor();
  await expectSoundPage(ann, { name: 'sign-in-provider', wide: 1440, schemes: ['light', 'dark'] });
  await ann.getByRole('button', { name: 'Continue with Acme' }).click();
  await ann.waitForURL('**/experiments');
  await visit(ann, `${url}/settings/single-sign-on`);
  await ann.getByText('It needs the role owner; yours is analyst.').waitFor();
  await visit(owner, `${url}/settings/audit?action=member`);
  await owner
    .getByRole('row', { name: /Ann joined/ })
    .first()
    .waitFor();
});
