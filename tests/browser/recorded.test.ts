import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { replay } from '../../lib/replay/replay';
import { openBrowser, setUpWorkspace, visit } from '../support/browser';
import { startConsole } from '../support/console-server';
import {
  goldenArm,
  goldenComparison,
  recordedExperiments,
  recordingsAreThere,
  type GoldenFigures,
} from '../support/recorded-experiments';

const silent = { onChecked: () => undefined, onSent: () => undefined, onAnalysing: () => undefined };

/** A figure as the page writes it, with its true minus and its thousands. */
const figure = (text: string) => Number(text.replaceAll('\u2212', '-').replaceAll(',', ''));

/** The body of a table on the page: a row's name, then its cells. */
async function tableUnder(page: Page, dialog: string, caption: string): Promise<string[][]> {
  const rows = page
    .getByRole('dialog', { name: dialog, exact: true })
    .getByRole('table', { name: caption })
    .locator('tr');
  return rows.evaluateAll((lines) =>
    lines.map((line) => Array.from(line.children, (cell) => cell.textContent.trim())),
  );
}

async function createKey(page: Page, url: string): Promise<string> {
  await visit(page, `${url}/settings/keys`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Replay');
  // It makes metrics, which are the whole workspace's.
  await page.getByText('The whole workspace', { exact: true }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  return (await page.getByText(/^fs_sec_[0-9a-f]{48}$/).textContent()) ?? '';
}

/** Relative errors of what one metric's popover shows, by name. */
async function errorsOfMetric(
  page: Page,
  metric: string,
  golden: GoldenFigures,
): Promise<[string, number][]> {
  const dialog = `Moments of ${metric}`;
  await page.getByRole('button', { name: dialog, exact: true }).click();
  await page.getByRole('dialog', { name: dialog, exact: true }).waitFor();
  const errors: [string, number][] = [];
  const compare = (name: string, shown: string | undefined, expected: number) => {
    errors.push([name, Math.abs(figure(shown ?? 'nothing') - expected) / Math.abs(expected)]);
  };
  const [, ...arms] = await tableUnder(page, dialog, 'Per unit: n, mean, variance (n \u2212 1)');
  for (const [name, figures] of Object.entries(golden.arms)) {
    const expected = goldenArm.parse(figures[metric]);
    const [, n, mean, variance] = arms.find(([arm]) => arm === name) ?? [];
    compare(`${name} ${metric} n`, n, z.number().parse(figures['units']));
    compare(`${name} ${metric} mean`, mean, expected.mean);
    compare(`${name} ${metric} variance`, variance, expected.variance);
  }
  const [heading = [], ...lines] = await tableUnder(page, dialog, 'Against the control');
  // Published figures are those of one plain test, which the page shows apart from what the rule goes by.
  lines.push(...(await tableUnder(page, dialog, 'the plain test and 95 % interval')));
  for (const [name, figures] of Object.entries(golden.comparisons)) {
    const expected = goldenComparison.parse(figures[metric]);
    const column = heading.indexOf(name);
    const shown = (line: string) => lines.find(([title]) => title === line)?.[column];
    // The file has Welch where an arm has fewer than 200 events: unit tests of few events hold the mid-p to other figures.
    const isExact = shown('Test') === 'exact, mid-p';
    expect(isExact, `${name} ${metric} is told by an exact test`).toBe(metric === 'conversion');
    const pairs = [
      ['Difference', expected.difference],
      ['Standard error', expected.standardError],
      ['Degrees of freedom', expected.degreesOfFreedom],
      ['Relative difference', expected.relativeDifference],
    ] as const;
    const ofWelch = [
      ['p, two-sided', expected.pTwoSided],
      ['Interval, lower', expected.interval[0]],
      ['Interval, upper', expected.interval[1]],
      ['Relative interval, lower', expected.relativeInterval[0]],
      ['Relative interval, upper', expected.relativeInterval[1]],
    ] as const;
    for (const [line, value] of isExact ? pairs : [...pairs, ...ofWelch])
      compare(`${name} ${metric} ${line}`, shown(line), value);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: dialog, exact: true }).waitFor({ state: 'hidden' });
  return errors;
}

describe.skipIf(!recordingsAreThere())('a recorded experiment, read on the page', async () => {
  const { url, setUpUrl } = await startConsole();
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await setUpWorkspace(page, setUpUrl);
  const key = await createKey(page, url);

  it.each(recordedExperiments)(
    'shows the published figures of $key to 1e-8',
    async ({ golden, metrics, options }) => {
      await replay(options, { url, key }, silent);
      await visit(page, `${url}/experiments/${options.experiment}`);
      await page.getByRole('heading', { name: 'Scorecard' }).waitFor();
      // By its region: while the page streams in, a hidden second copy of it can be there too.
      const units = page.getByRole('region', { name: 'Units by variant' });
      const sampleRatio = await units.getByText(/χ² = .+, p = /u).textContent();
      const errors: [string, number][] = [
        [
          'sample ratio p',
          Math.abs(figure(sampleRatio?.split('p = ')[1] ?? '') - golden.sampleRatioP) / golden.sampleRatioP,
        ],
      ];
      for (const metric of metrics) errors.push(...(await errorsOfMetric(page, metric, golden)));
      expect(errors.length).toBeGreaterThan(40);
      expect(errors.filter(([, error]) => !(error <= 1e-8))).toEqual([]);
    },
    240_000,
  );
});
