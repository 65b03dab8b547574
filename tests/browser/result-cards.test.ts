import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { wholeWorkspace, type Context } from '../../lib/auth/context';
import { permissions } from '../../lib/auth/permissions';
import { openDatabase } from '../../lib/database/client';
import { rampExperiment } from '../../lib/verbs/experiments/ramp-experiment';
import { afterFile } from '../support/after-file';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { runWithEvidence } from '../support/run-with-evidence';
import { expectSoundPage } from '../support/sound-page';

const { url, setUpUrl, databaseUrl } = await startConsole();
const database = openDatabase({ url: databaseUrl });
afterFile(() => database.close());
const browser = await openBrowser();
// axe is put into the page as a script, which the page's content security policy rightly refuses to anybody else.
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
const page = await context.newPage();
await setUpWorkspace(page, setUpUrl);

const dayMs = 86_400_000;
const unitsOfArm = 2_000;
const arms = [0, 1];
const unitOf = (variant: number, place: number) => `${String(variant)}-${String(place)}`;

/** The workspace that was set up, as it was ten days ago: its evidence and analyses lie in the past. */
async function workspaceInThePast() {
  const workspace = await database.prisma.workspace.findFirstOrThrow({ include: { environments: true } });
  const environmentId = workspace.environments.find(({ key }) => key === 'production')?.id;
  if (environmentId === undefined) throw new Error('There is no environment "production".');
  const now = new Date(Date.now() - 10 * dayMs);
  const ctx: Context = {
    workspaceId: workspace.id,
    actor: {
      kind: 'system',
      id: 'test',
      label: 'the test',
      permissions: new Set(permissions),
      reach: wholeWorkspace,
    },
    database,
    now: () => now,
  };
  return { ctx, environmentId };
}

const look = (on: Page, name: string) =>
  expectSoundPage(on, { name, wide: 1440, schemes: ['light', 'dark'] });

/** What a card says, its disclosures open. */
async function cardText(title: string): Promise<string> {
  const card = page
    .locator('section', { has: page.getByRole('heading', { name: title, exact: true }) })
    .last();
  // Each that is opened is no longer among the closed ones.
  const closed = card.locator('details:not([open]) > summary');
  while ((await closed.count()) > 0) await closed.first().click();
  return card.innerText();
}

const window = { startHours: 0, lengthHours: null };
const purchase = { version: 2, event: 'purchase', window, covariate: null };
const categories = ['shoes', 'books', 'toys'];

describe('the cards of a result', () => {
  it('say what fades, what segments do, and what a metric is made of', async () => {
    const run = await runWithEvidence(
      database,
      [
        {
          key: 'purchase-rate',
          name: 'Purchase rate',
          kind: 'proportion',
          definition: { ...purchase, breakdown: { property: 'category', largest: 2 } },
        },
        { key: 'visits', name: 'Visits', kind: 'count', definition: { ...purchase, event: 'visit' } },
      ],
      { plan: { looks: 1, plannedUnits: 2 * unitsOfArm }, segments: [{ attribute: 'country' }] },
      await workspaceInThePast(),
    );
    const units = arms.flatMap((variant) =>
      Array.from({ length: unitsOfArm }, (_, place) => ({ unit: unitOf(variant, place), variant, place })),
    );
    const countryOf = (place: number) => (place % 50 === 0 ? 'mt' : place % 2 === 0 ? 'de' : 'fr');
    await run.exposed(
      units.map(({ unit, variant, place }) => ({
        unit,
        variant,
        hours: 0.5,
        attributes: { country: countryOf(place) },
      })),
    );
    const buys = (variant: number, place: number) => place % 20 < (variant === 1 ? 9 : 6);
    const bought = (unit: string, place: number, hours: number) => ({
      name: 'purchase',
      unit,
      value: 1,
      hours,
      properties: { category: categories[place % 3] ?? '' },
    });
    await run.did(
      units.flatMap(({ unit, variant, place }) => [
        ...(buys(variant, place) ? [bought(unit, place, 3)] : []),
        ...(place % 4 === 1 ? [bought(unit, place, 27)] : []),
        ...Array.from({ length: 1 + (place % 3) }, () => ({ name: 'visit', unit, value: 1, hours: 2 })),
        { name: 'visit', unit, value: 1, hours: 26 },
      ]),
    );
    await run.analysedAt(49);
    await visit(page, `${url}/experiments/checkout`);

    const overTime = await cardText('Over time');
    expect(overTime).toMatch(
      /Treatment: the effect fades: the relative effect was \+50\.0\s% on the first day and 0\.0\s% on the day afterwards/,
    );
    expect(overTime).toMatch(
      /Treatment: no effect is shown that could fade or grow: the relative effect was 0\.0\s%/,
    );
    const segments = await cardText('Segments');
    expect(segments).toMatch(
      /Purchase rate by country, Treatment: (no difference between|the relative effects of) segments/,
    );
    const breakdowns = await cardText('Breakdowns');
    expect(breakdowns).toContain('Purchase rate by category');
    for (const category of ['books', 'shoes']) expect(breakdowns).toContain(category);
    await look(page, 'result-cards');
  });

  it('show the split of each period of constant weights', async () => {
    const workspace = await workspaceInThePast();
    const run = await runWithEvidence(
      database,
      [],
      {
        key: 'delivery',
        name: 'Delivery',
        metrics: [{ metric: 'visits', role: 'success' }],
        plan: { looks: 1, plannedUnits: 2_000 },
      },
      workspace,
    );
    const exposed = (from: number, hours: number, treated: number) =>
      run.exposed(
        Array.from({ length: 1_000 }, (_, index) => ({
          unit: `delivery-${String(from + index)}`,
          variant: index < treated ? 1 : 0,
          hours,
        })),
      );
    await exposed(0, 1, 500);
    const weights = { control: 0.8, treatment: 0.2 };
    await rampExperiment({
      ctx: { ...workspace.ctx, now: () => run.at(10) },
      input: { key: 'delivery', weights },
    });
    await exposed(1_000, 20, 200);
    await run.analysedAt(40);
    await visit(page, `${url}/experiments/delivery`);
    const table = page.getByRole('table', { name: 'Units by period of constant weights' });
    await table.waitFor();
    const rows = (await table.locator('tbody tr').allInnerTexts()).map((row) => row.split(/\s*\t\s*/));
    expect(rows.map(([, ...cells]) => cells.map((cell) => cell.replace(/\s+/g, ' ')))).toEqual([
      ['500 50 %', '500 50 %', expect.stringMatching(/^p/)],
      ['800 80 %', '200 20 %', expect.stringMatching(/^p/)],
    ]);
    await look(page, 'period-ratios');
  });
});
