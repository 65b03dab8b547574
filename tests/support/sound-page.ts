import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousAccessibilityProblems } from './browser';
import { isShortForm } from './form';

const pictures = path.resolve('.cache/screenshots');

interface Looks {
  /** Where it is, for the message of a failure and the name of a picture. */
  readonly name: string;
  /** The width to come back to, in px. */
  readonly wide: number;
  readonly schemes: readonly ('light' | 'dark')[];
}

/**
 * Looks at the page as it stands, wide and narrow, in each colour scheme: it fits, and axe finds nothing serious. The short form
 * looks at the wide page in the first scheme and at the narrow one in the last, as each look takes axe a second. The full form also
 * takes a picture of each, for people; no test reads one.
 */
export async function expectSoundPage(page: Page, { name, wide, schemes }: Looks): Promise<void> {
  for (const scheme of schemes) {
    for (const width of [wide, 375]) {
      if (isShortForm && scheme !== (width === wide ? schemes[0] : schemes.at(-1))) continue;
      const place = `${name}, ${scheme}, ${String(width)} px`;
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 1000 });
      await stand(page);
      expect(await tooWide(page), `what is wider than the screen: ${place}`).toEqual([]);
      expect(await seriousAccessibilityProblems(page), place).toEqual([]);
      if (!isShortForm) await takePicture(page, `${name}-${scheme}-${String(width)}.png`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: wide, height: 1000 });
}

/** Colours and the shell change by a transition; axe would measure one on its way. */
async function stand(page: Page): Promise<void> {
  await page.addStyleTag({
    content: '*, *::before, *::after { transition: none !important; animation: none !important; }',
  });
  await page.waitForTimeout(150);
  // A page that has just changed is nameless for a moment.
  await page.waitForFunction(() => document.title !== '');
}

/** Empty where the page fits; else what sticks out. */
function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const beyond = Array.from(document.querySelectorAll('body *')).filter(
      (element) => element.getBoundingClientRect().right > window.innerWidth,
    );
    return ['the page', ...beyond.map((element) => `${element.tagName}.${element.className}`)];
  });
}

async function takePicture(page: Page, file: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, file), fullPage: true });
}
