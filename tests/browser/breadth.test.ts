import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../lib/database/client';
import { permissions } from '../../lib/services/context';
import { openBrowser, seriousAccessibilityProblems, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { runWithEvidence } from '../support/run-with-evidence';

const { url, databaseUrl } = await startConsole();
const browser = await openBrowser();
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
const page = await context.newPage();
page.setDefaultTimeout(20_000);
const pictures = process.env['FAIRSPLIT_PICTURES'];

const spend = {
  key: 'spend',
  kind: 'sum',
  definition: {
    version: 2,
    event: 'purchase',
    window: { startHours: 0, lengthHours: null },
    covariate: { lengthHours: 48 },
  },
};

/** An experiment of the workspace that was set up, whose effect is there on the first three days alone. */
async function fadingExperiment(): Promise<void> {
  const database = openDatabase({ url: databaseUrl });
  const environment = await database.prisma.environment.findFirstOrThrow({ where: { key: 'production' } });
  const ctx = {
    workspaceId: environment.workspaceId,
    actor: { kind: 'system', id: 'test', label: 'the test', permissions: new Set(permissions) } as const,
    database,
    now: () => new Date(),
  };
  const run = await runWithEvidence(
    database,
    [spend],
    { plan: { looks: 1, plannedUnits: 200 } },
    { ctx, environmentId: environment.id },
  );
  const units = [0, 1].flatMap((variant) =>
    Array.from({ length: 150 }, (_, place) => ({
      unit: `${String(variant)}-${String(place)}`,
      variant,
      place,
    })),
  );
  const hoursOf = (place: number) => 0.5 + 24 * (place % 5) + (place % 7);
  await run.exposed(
    units.map(({ unit, variant, place }) => ({
      unit,
      variant,
      hours: hoursOf(place),
      attributes: { country: ['de', 'fr', 'it'][place % 3] ?? 'de' },
    })),
  );
  await run.did(
    units.flatMap(({ unit, variant, place }) =>
      [-1, 0, 1, 2, 3, 4, 5].map((day) => ({
        name: 'purchase',
        unit,
        value: 20 + ((place * 11 + day * 17) % 13) + (variant === 1 && day >= 0 && day < 3 ? 5 : 0),
        hours: hoursOf(place) + 24 * day + 3,
      })),
    ),
  );
  await run.analysedAt(24 * 11, { segments: ['country'] });
  await database.close();
}

async function picture(name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function expectSound(name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [1440, 375]) {
      await page.setViewportSize({ width, height: 1000 });
      await page.addStyleTag({ content: '*, *::before, *::after { transition: none !important; }' });
      await page.waitForTimeout(150);
      await picture(`${name}-${scheme}-${String(width)}`);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(tooWide, `${name} is wider than ${String(width)} px`).toBe(false);
      expect(await seriousAccessibilityProblems(page)).toEqual([]);
    }
  }
}

describe('the breadth of a result in the console', () => {
  it('shows the checks of its health, its effects over time and its segments, each with its numbers', async () => {
    await visit(page, `${url}/set-up`);
    await page.getByLabel('Your name').fill('Test owner');
    await page.getByLabel('E-mail address').fill('owner@example.com');
    await page.locator('input[type=password]').fill('correct horse battery');
    await page.getByLabel('Workspace').fill('Breadth');
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/experiments');
    await fadingExperiment();
    await visit(page, `${url}/experiments/checkout`);
    for (const check of [
      'Sample ratio, at every look',
      'Sample ratio by segment',
      'Before exposure',
      'Late events',
    ]) {
      await page.getByText(check, { exact: true }).waitFor();
    }
    await page.getByText(/Treatment: the effect fades: .* in the first 3 days/).waitFor();
    await page.getByText(/no difference between segments shown/).waitFor();
    const days = page.getByRole('region', { name: 'spend: By days since first exposure' });
    await days.getByText('Show as a table').click();
    expect(await days.locator('tbody tr').count()).toBeGreaterThanOrEqual(6);
    await expectSound('result');
  }, 240_000);
});
