import { describe, expect, it } from 'vitest';
import { openBrowser, visit, setUpWorkspace } from '../support/browser';
import { startConsole } from '../support/console-server';
import { expectSoundPage } from '../support/sound-page';

const { url, setUpUrl } = await startConsole();
const browser = await openBrowser();
// axe is put into the page as a script, which the page's content security policy rightly refuses to anybody else.
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 1000 } });
const page = await context.newPage();

const expectSound = (name: string) => expectSoundPage(page, { name, wide: 1280, schemes: ['light'] });

async function choose(label: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option }).click();
}

describe('plans in the console', () => {
  it('shows that a new metric is adjusted for its past, lets it be switched off, and offers calibration', async () => {
    await setUpWorkspace(page, setUpUrl);
    for (const [name, adjusts] of [
      ['Purchases', true],
      ['Visits', false],
    ] as const) {
      await visit(page, `${url}/metrics/new`);
      await page.getByRole('textbox', { name: 'Name' }).fill(name);
      await page.getByRole('textbox', { name: 'Event', exact: true }).fill('purchase');
      const adjust = page.getByRole('checkbox', { name: /CUPED/ });
      expect(await adjust.isChecked()).toBe(true);
      if (!adjusts) await adjust.uncheck();
      await page.getByRole('button', { name: 'Create metric' }).click();
      await page.waitForURL('**/metrics');
    }
    for (const [key, adjusts] of [
      ['purchases', true],
      ['visits', false],
    ] as const) {
      await visit(page, `${url}/metrics/${key}`);
      expect(await page.getByRole('checkbox', { name: /CUPED/ }).isChecked()).toBe(adjusts);
    }
    await page.getByRole('button', { name: 'Calibrate' }).click();
    await page.getByText('Cannot say').first().waitFor();
    await expectSound('metric-calibrated');
  });

  it('saves a group of metrics, and puts it into an experiment with segments and a trigger', async () => {
    await visit(page, `${url}/metrics`);
    await page.getByRole('link', { name: 'New group' }).click();
    await page.waitForURL('**/metrics/groups/new');
    await page.getByRole('textbox', { name: 'Name' }).fill('Basics');
    for (const name of [/Purchases/, /Visits/]) await choose('Add a metric', name);
    await expectSound('metric-group-new');
    await page.getByRole('button', { name: 'Create group' }).click();
    await page.waitForURL('**/metrics');
    await page.getByText('purchases (success), visits (guardrail)').waitFor();

    await visit(page, `${url}/experiments/new`);
    await page.getByRole('textbox', { name: 'Name' }).first().fill('Banner');
    await choose('Add a group', /Basics/);
    await page.getByText('2 chosen').waitFor();
    const attributes = page.getByRole('combobox', { name: 'By attributes of the exposure' });
    await attributes.fill('country');
    await attributes.press('Enter');
    await page.getByRole('button', { name: 'Add a pre-exposure segment' }).click();
    await page.getByRole('textbox', { name: 'By whether units did this before exposure' }).fill('purchase');
    await page.getByRole('textbox', { name: 'Analyse only units that did this' }).fill('open-checkout');
    await expectSound('experiment-by-past');
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/experiments/banner/setup');
    await page.getByText('whether they did purchase in the 14 days before exposure').waitFor();
    await page.getByText('Units with open-checkout after their exposure').waitFor();
    await expectSound('experiment-by-past-setup');
    await visit(page, `${url}/experiments/banner/edit`);
    expect(
      await page.getByRole('textbox', { name: 'By whether units did this before exposure' }).inputValue(),
    ).toBe('purchase');
  });

  it.each([
    ['experiments/banner/edit', 'Name', 'Hypothesis', 'button[type=submit]'],
    ['metrics/purchases', 'Name', 'Description', 'button[type=submit]'],
  ])('loses nothing where two tabs edit %s', async (place, theirs, mine, save) => {
    const other = await context.newPage();
    await Promise.all([visit(page, `${url}/${place}`), visit(other, `${url}/${place}`)]);
    await other.getByRole('textbox', { name: theirs, exact: true }).first().fill('Renamed elsewhere');
    await other.locator(save).click();
    await other.waitForURL((address) => !address.pathname.endsWith(place));
    await other.close();
    await page.getByRole('textbox', { name: mine, exact: true }).fill('Typed here');
    await page.locator(save).click();
    await page.getByText('somebody else saved in between').waitFor();
    // Their change is shown beside ours and is in the form, and so is what was typed.
    const row = page.getByRole('row', { name: /^name/ });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['Renamed elsewhere', 'not changed']);
    expect(await page.getByRole('textbox', { name: theirs, exact: true }).first().inputValue()).toBe(
      'Renamed elsewhere',
    );
    expect(await page.getByRole('textbox', { name: mine, exact: true }).inputValue()).toBe('Typed here');
    await page.locator(save).click();
    await page.waitForURL((address) => !address.pathname.endsWith(place));
    await visit(page, `${url}/${place}`);
    expect(await page.getByRole('textbox', { name: theirs, exact: true }).first().inputValue()).toBe(
      'Renamed elsewhere',
    );
    expect(await page.getByRole('textbox', { name: mine, exact: true }).inputValue()).toBe('Typed here');
  });

  it('compares a holdout with everybody else, and says where it cannot', async () => {
    await visit(page, `${url}/traffic`);
    await page.getByRole('textbox', { name: 'New holdout' }).fill('This year');
    await page.getByRole('button', { name: 'Create holdout' }).click();
    await page.getByRole('link', { name: 'This year' }).click();
    await page.waitForURL('**/learnings/holdouts?holdout=this-year');
    await page.getByRole('combobox', { name: 'Metrics' }).click();
    await page.getByRole('option', { name: 'Renamed elsewhere' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('Nothing was shipped while this holdout was active.').waitFor();
    await page.getByText('Cannot say').first().waitFor();
    await expectSound('holdout-compared');
  });
});
