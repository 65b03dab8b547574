import { describe, expect, it } from 'vitest';
import { z } from 'zod';
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

async function act(item: string, confirm: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

const ofrepSchema = z.object({ reason: z.string(), variant: z.string().optional() });

async function evaluate(key: string, unit: string, country: string) {
  const response = await fetch(`${url}/ofrep/v1/evaluate/flags/banner`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ context: { targetingKey: unit, country } }),
  });
  return ofrepSchema.parse(await response.json());
}

describe('traffic in the console', () => {
  let key = '';

  it('makes a layer, a holdout and an audience', async () => {
    await setUpWorkspace(page, setUpUrl);
    await visit(page, `${url}/settings/keys`);
    await page.getByRole('textbox', { name: 'Name' }).fill('Shop server');
    await page.getByRole('button', { name: 'Create key' }).click();
    key = (await page.getByText(/^fs_sec_[0-9a-f]{48}$/).textContent()) ?? '';

    await visit(page, `${url}/traffic`);
    await expectSound('traffic-empty');
    await page.getByRole('textbox', { name: 'New layer' }).fill('Front page');
    await page.getByRole('button', { name: 'Create layer' }).click();
    await page.getByText('production: 100 % free').waitFor();
    await page.getByRole('textbox', { name: 'New holdout' }).fill('This year');
    await page.getByRole('button', { name: 'Create holdout' }).click();
    await page.getByRole('button', { name: 'Release the holdout This year' }).waitFor();
    await page.getByRole('textbox', { name: 'New audience' }).fill('Swedes');
    await page.getByRole('textbox', { name: 'Attribute' }).fill('country');
    await page.getByRole('textbox', { name: 'Value' }).fill('SE');
    await page.getByRole('button', { name: 'Save audience' }).click();
    await page.getByRole('button', { name: 'Delete the audience Swedes' }).waitFor();
  });

  it('puts an experiment into them, and shows its place in the layer', async () => {
    await visit(page, `${url}/experiments/new`);
    await page.getByRole('textbox', { name: 'Name' }).first().fill('Banner');
    await choose('Saved audience', /Swedes/);
    await choose('Layer', /Front page/);
    await page.getByRole('textbox', { name: 'Share of the layer' }).fill('40');
    await page.getByRole('textbox', { name: 'Overrides, for testing' }).fill('tester = treatment');
    await page.getByRole('textbox', { name: 'Traffic allocation' }).fill('50');
    await expectSound('experiment-traffic');
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/experiments/banner/setup');
    await page.getByText('front-page, 40 % of it').waitFor();
    await page.getByText('This year (5 %)').waitFor();
    await expectSound('experiment-traffic-setup');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('button', { name: 'Start in production' }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await visit(page, `${url}/traffic`);
    await page.getByText('production: 60 % free').waitFor();
    await page.getByText('run 1: 40 %').waitFor();
    await expectSound('traffic');
    expect(await evaluate(key, 'tester', 'NO')).toEqual({ reason: 'TARGETING_MATCH', variant: 'treatment' });
    expect(await evaluate(key, 'somebody', 'NO')).toEqual({ reason: 'DEFAULT', variant: '' });
  });

  it('says why a unit gets what it gets: every rule, and the one that decided', async () => {
    await visit(page, `${url}/experiments/banner/why`);
    await page.getByRole('textbox', { name: 'Unit' }).fill('somebody');
    await page.getByRole('textbox', { name: 'Attributes, as JSON' }).fill('{"country": "NO"}');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('No variant: the default (NOT_TARGETED, run 1)').waitFor();
    const trail = page.getByRole('region', { name: 'Trail' });
    const asked = await trail.getByRole('rowheader').allTextContents();
    expect(asked.filter((step) => step !== 'targeting')).toEqual([
      'forced',
      'holdout',
      'layer',
      'coverage',
      'variant',
    ]);
    const deciding = await trail.getByRole('row').filter({ hasText: 'decided' }).allTextContents();
    expect(deciding).toEqual([expect.stringMatching(/^targeting.*failed, decided$/) as unknown]);
    await expectSound('experiment-why');
  });

  it('ramps it up within the run, stops its enrolment, and ships a variant', async () => {
    await visit(page, `${url}/experiments/banner/setup`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Ramp up' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Traffic allocation' }).fill('100');
    await page.getByRole('dialog').getByRole('button', { name: 'Ramp up' }).click();
    await page.getByText('Every eligible user takes part.').waitFor();
    await act('Stop enrolment', 'Stop enrolment');
    await page.getByText(', enrolment stopped').waitFor();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Ship a variant' }).click();
    await page.getByRole('dialog').getByRole('radio', { name: 'Treatment' }).check();
    await expectSound('experiment-ship');
    await page.getByRole('dialog').getByRole('button', { name: 'Ship to everybody' }).click();
    await page.getByText('everybody in production gets').waitFor();
    await expect
      .poll(async () => {
        const answers = await Promise.all(['a', 'b', 'c', 'd'].map((unit) => evaluate(key, unit, 'NO')));
        return answers.some(({ reason, variant }) => reason === 'TARGETING_MATCH' && variant === 'treatment');
      })
      .toBe(true);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop in production' }).click();
    await expect.poll(() => evaluate(key, 'a', 'NO')).toEqual({ reason: 'DISABLED', variant: '' });
  });

  it('renames a running experiment of the API without a new run, whatever else it holds', async () => {
    const api = async (method: string, path: string, body?: object) => {
      const response = await fetch(`${url}/api/v1/experiments${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer: unknown = await response.json();
      expect([response.ok, answer]).toEqual([true, answer]);
      return z.looseObject({ name: z.string(), version: z.int(), runs: z.array(z.unknown()) }).parse(answer);
    };
    const thirds = ['a', 'b', 'c'].map((one, index) => ({
      ...{ key: one, name: one, value: ` ${one} `, weight: 1 / 3 },
      isControl: index === 0,
    }));
    await api('POST', '', {
      ...{ key: 'thirds', name: 'Thirds', valueType: 'string', variants: thirds, coverage: 2 / 3 },
      targeting: { attribute: 'city', operator: 'not-equals', value: ' Bern ' },
      forced: [{ unit: ' u1 ', variant: 'b' }],
      segments: [{ event: 'purchase' }, { attribute: 'country' }],
      plan: { method: 'fixed', alphaTwoSided: 1 / 30 },
    });
    const before = await api('POST', '/thirds/start', {});
    await visit(page, `${url}/experiments/thirds/edit`);
    expect(await page.getByRole('textbox', { name: 'Weight' }).first().inputValue()).toBe('33.3333');
    for (const field of ['Traffic allocation', 'Alpha, two-sided', 'Overrides, for testing', 'Name']) {
      await page.getByRole('textbox', { name: field }).first().focus();
    }
    await page.getByRole('textbox', { name: 'Name' }).first().fill('In thirds');
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/experiments/thirds');
    const after = await api('GET', '/thirds');
    const { updatedAt: _, ...kept } = before;
    expect(after).toMatchObject({ ...kept, name: 'In thirds', version: before.version + 1 });
  });

  it('rehearses in staging what runs in production, and stops it there alone', async () => {
    await visit(page, `${url}/experiments/banner`);
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Start again' }).click();
    await dialog.getByRole('radio', { name: 'staging' }).waitFor();
    await expectSound('experiment-start-again');
    await dialog.getByRole('button', { name: 'Start in production' }).click();
    await page.getByText('run 2 in production, since').waitFor();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Start in another environment' }).click();
    await dialog.getByText('The run in production continues unchanged.').waitFor();
    await dialog.getByRole('button', { name: 'Start in staging' }).click();
    await page.getByRole('link', { name: 'staging: run 3, running' }).click();
    await page.waitForURL('**/experiments/banner?environment=staging');
    await expectSound('experiment-staging');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await dialog.getByRole('button', { name: 'Stop the run in staging' }).click();
    await page.getByRole('link', { name: 'staging: run 3, stopped' }).waitFor();
    await page.getByRole('link', { name: 'production: run 2, running' }).waitFor();
    expect(await evaluate(key, 'tester', 'NO')).toEqual({ reason: 'TARGETING_MATCH', variant: 'treatment' });
  });
});
