import { describe, expect, it } from 'vitest';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

const { url, setUpUrl } = await startConsole();
const browser = await openBrowser();
// axe is put into the page as a script, which the page's content security policy rightly refuses to anybody else.
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 1000 } });
const page = await context.newPage();

const expectSound = (name: string) => expectSoundPage(page, { name, wide: 1440, schemes: ['light', 'dark'] });
const figure = (name: string) =>
  page.locator('.planner-figures > div').filter({ hasText: name }).locator('strong').innerText();
const unitsNeeded = async () => Number((await figure('Units needed')).replaceAll(',', ''));

async function waitForUnits(isRight: (units: number) => boolean): Promise<number> {
  await expect.poll(async () => isRight(await unitsNeeded())).toBe(true);
  return unitsNeeded();
}

describe('the planner', () => {
  it('teaches what it needs, and plans a metric that nobody has defined yet, by the keyboard', async () => {
    await setUpWorkspace(page, setUpUrl);
    await page.getByRole('link', { name: 'Planner' }).click();
    await page.waitForURL('**/planner');
    await page.getByText('Choose a success metric with a smallest effect of interest').waitFor();
    await expectSound('planner-empty');
    await page.getByRole('textbox', { name: 'Key' }).fill('conversion');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('No data yet: type a baseline, and the curve is drawn.').waitFor();
    await page.getByRole('textbox', { name: 'Smallest effect of interest' }).fill('5');
    await page.getByRole('checkbox', { name: 'A share of units' }).check();
    await page.getByRole('textbox', { name: 'Baseline of conversion' }).fill('10');
    const units = await waitForUnits((one) => one > 0);
    // 10 % and +5 %, group sequential with five looks: 2 x .09 x 7.849 / .005^2 = 113,025 of a single look.
    expect(Math.abs(units / 113_025 - 1)).toBeLessThan(0.1);
    await page.getByText('Nothing says how many units come in a day.').waitFor();
    await page.getByRole('textbox', { name: 'New units a day' }).fill('4000');
    await expect.poll(() => figure('Days needed')).toMatch(/^(28|35)$/);
    await expectSound('planner');
    await page.getByText('As a table').click();
    await page.getByRole('columnheader', { name: 'Smallest change' }).waitFor();
  });

  it('follows what is typed: a larger effect needs fewer units', async () => {
    const before = await unitsNeeded();
    await page.getByRole('textbox', { name: 'Smallest effect of interest' }).fill('10');
    const after = await waitForUnits((units) => units < before / 2);
    expect(after / before).toBeGreaterThan(0.2);
    await page.getByText('Always valid').first().click();
    await waitForUnits((units) => units > 1.3 * after);
    await page.getByText('Always valid costs up to about 1.9 times the units of a fixed size').waitFor();
  });

  it('takes a number as it is typed, key by key, and never for another one', async () => {
    const units = page.getByRole('textbox', { name: 'New units a day' });
    await units.fill('');
    await units.pressSequentially('2,500');
    expect(await units.inputValue()).toBe('2,500');
    await expect.poll(() => figure('Days needed')).toMatch(/^\d+$/);
    await units.fill('');
    await units.pressSequentially('2,50');
    await page.getByText('Not a number: write one such as 2,500 or 0.5').waitFor();
    await units.fill('4000');
    const count = page.getByRole('textbox', { name: 'Variants beside the control' });
    await count.fill('25');
    await page.getByText('A whole number from 1 to 19').waitFor();
    await count.fill('1');
    await page.getByText('A whole number from 1 to 19').waitFor({ state: 'hidden' });
  });

  it('plans an experiment in its form, and the experiment keeps what it was planned with', async () => {
    await visit(page, `${url}/metrics/new`);
    await page.getByRole('textbox', { name: 'Name' }).fill('Purchases');
    await page.getByRole('textbox', { name: 'Event', exact: true }).fill('purchase');
    await page.getByRole('button', { name: 'Create metric' }).click();
    await page.waitForURL('**/metrics');
    await visit(page, `${url}/experiments/new`);
    await page.getByRole('textbox', { name: 'Name' }).first().fill('Banner');
    await page.getByRole('combobox', { name: 'Add a metric', exact: true }).click();
    await page.getByRole('option', { name: /Purchases/ }).click();
    await page.getByRole('textbox', { name: 'Smallest effect of interest' }).fill('5');
    const baseline = page.locator('.planner-baseline input');
    await baseline.first().fill('10');
    if ((await baseline.count()) > 1) await baseline.nth(1).fill('2');
    await page.getByRole('textbox', { name: 'New units a day' }).fill('3000');
    await waitForUnits((units) => units > 0);
    await page.getByRole('button', { name: 'Use this size' }).click();
    await expectSound('experiment-planned');
    const planned = await page.getByRole('textbox', { name: 'Planned units' }).inputValue();
    expect(Number(planned.replaceAll(',', ''))).toBeGreaterThan(0);
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/experiments/banner/setup');
    await visit(page, `${url}/experiments/banner/edit`);
    expect(await page.getByRole('textbox', { name: 'Planned units' }).inputValue()).toBe(planned);
  });
});
