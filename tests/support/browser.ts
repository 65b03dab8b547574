import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { z } from 'zod';
import { afterFile } from './after-file';

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * What the npm browser is told for a bare container, and users' browsers are not: one process, which ends with its first page,
 * and no same-origin rule. Without that rule a page may read everything, and a test of what it may read cannot fail.
 */
const unlikeUsers = [
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--disable-site-isolation-trials',
  '--disable-features=AudioServiceOutOfProcess,IsolateOrigins,site-per-process',
  '--allow-running-insecure-content',
];

/** A headless browser declares itself, and what declares itself a robot is refused as evidence: users' browsers do not. */
const usersName =
  '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';

const ours = [...quiet, usersName];

/**
 * Imported only where it is used: it points the process at fonts and libraries of its own, and the system's browser, which
 * inherits that, would show no text.
 */
async function browserOfNpm() {
  const { default: sparticuz } = await import('@sparticuz/chromium');
  const bare = sparticuz.args.filter((flag) => !unlikeUsers.includes(flag));
  return { executablePath: await sparticuz.executablePath(), args: [...bare, ...ours] };
}

/**
 * A real browser: the system's where there is one, else the one that came with npm. Closed after the file's last test. It keeps
 * origins apart, pages in processes of their own, and calls itself what users' browsers do.
 */
export async function openBrowser(): Promise<Browser> {
  const installed = systemBrowsers.find((file) => existsSync(file));
  const browser = await chromium.launch({
    ...(installed === undefined ? await browserOfNpm() : { executablePath: installed, args: ours }),
    headless: true,
  });
  // It only ends what hangs.
  browser.on('context', (context) => context.setDefaultTimeout(300_000));
  afterFile(() => browser.close());
  return browser;
}

/**
 * Goes to an address and waits until the page is whole: streamed parts first stand hidden in the document, a second copy of
 * what will be shown, and a busy machine shows them late.
 */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(
    () => document.title !== '' && document.querySelector('[hidden][id^="S:"]') === null,
  );
}

/** Walks through the first-run set-up of an empty database, at the address that the server printed; its owner is signed in then. */
export async function setUpWorkspace(page: Page, setUpUrl: string): Promise<void> {
  await visit(page, setUpUrl);
  await page.getByLabel('Your name').fill('Test owner');
  await page.getByLabel('E-mail address').fill('owner@example.com');
  await page.locator('input[type=password]').fill('correct horse battery');
  await page.getByLabel('Workspace').fill('Test shop');
  await page.locator('button[type=submit]').click();
  // By its class: what announces pages to screen readers is an alert as well.
  const refused = page.locator('.notice[data-kind=refusal]');
  await Promise.race([
    page.waitForURL('**/experiments'),
    refused.waitFor().then(async () => {
      throw new Error(`The set-up was refused: ${await refused.innerText()}`);
    }),
  ]);
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const axeSchema = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      nodes: z.array(z.object({ target: z.array(z.unknown()) })),
    }),
  ),
});

/** What axe finds wrong with the page as it stands, serious or critical, as `rule: selectors`. */
export async function seriousAccessibilityProblems(page: Page): Promise<string[]> {
  // Once a document: it is half a megabyte to read.
  if (!(await page.evaluate("'axe' in window"))) await page.addScriptTag({ path: axeFile });
  const { violations } = axeSchema.parse(await page.evaluate("axe.run({ resultTypes: ['violations'] })"));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
}
