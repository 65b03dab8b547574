import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { brokenRules, lint } from './lint-sample';

const file = 'components/sample.tsx';

function drawing(element: string): string {
  return `export function Sample() { return ${element}; }\n`;
}

/**
 * A text for each rule of the plugin, because it was written for an earlier ESLint than the one that runs it: a rule
 * that had stopped working would be silent.
 */
const wrongElements: Readonly<Record<string, readonly [wrong: string, right: string]>> = {
  'alt-text': ['<img src="/a.png" />', '<svg role="img" aria-label="A" />'],
  'anchor-ambiguous-text': ['<a href="/a">click here</a>', '<a href="/a">All experiments</a>'],
  'anchor-has-content': ['<a href="/a" />', '<a href="/a">Experiments</a>'],
  'anchor-is-valid': ['<a href="#">Experiments</a>', '<a href="/a">Experiments</a>'],
  'aria-activedescendant-has-tabindex': [
    '<div role="listbox" aria-activedescendant="a" />',
    '<div role="listbox" aria-activedescendant="a" tabIndex={0} />',
  ],
  'aria-props': ['<p {...{}} aria-labeledby="a">A</p>', '<p aria-labelledby="a">A</p>'],
  'aria-proptypes': ['<p aria-hidden="yes">A</p>', '<p aria-hidden="true">A</p>'],
  'aria-role': ['<p role="datepicker">A</p>', '<p role="note">A</p>'],
  'aria-unsupported-elements': ['<meta aria-hidden="false" />', '<meta name="a" />'],
  'autocomplete-valid': [
    '<input aria-label="A" autoComplete="nothing" />',
    '<input aria-label="A" autoComplete="email" />',
  ],
  'click-events-have-key-events': [
    '<p role="link" tabIndex={0} onClick={() => undefined}>A</p>',
    '<button type="button" onClick={() => undefined}>A</button>',
  ],
  'control-has-associated-label': ['<button type="button" />', '<button type="button" aria-label="Close" />'],
  'heading-has-content': ['<h2 />', '<h2>Results</h2>'],
  'html-has-lang': ['<html />', '<html lang="en" />'],
  'iframe-has-title': ['<iframe src="/a" />', '<iframe src="/a" title="A" />'],
  'interactive-supports-focus': [
    '<span role="button" onClick={() => undefined} onKeyDown={() => undefined}>A</span>',
    '<button type="button" onClick={() => undefined}>A</button>',
  ],
  'label-has-associated-control': ['<label>Name</label>', '<label>Name <input /></label>'],
  lang: ['<html lang="english" />', '<html lang="en" />'],
  'media-has-caption': ['<video src="/a.mp4" />', '<video src="/a.mp4" muted />'],
  'mouse-events-have-key-events': [
    '<p onMouseOver={() => undefined}>A</p>',
    '<button type="button" onMouseOver={() => undefined} onFocus={() => undefined}>A</button>',
  ],
  'no-access-key': ['<button type="button" accessKey="a">A</button>', '<button type="button">A</button>'],
  'no-aria-hidden-on-focusable': [
    '<button type="button" aria-hidden="true">A</button>',
    '<p aria-hidden="true">A</p>',
  ],
  'no-autofocus': ['<input aria-label="A" autoFocus />', '<input aria-label="A" />'],
  'no-distracting-elements': ['<marquee>A</marquee>', '<p>A</p>'],
  'no-interactive-element-to-noninteractive-role': [
    '<button type="button" role="img">A</button>',
    '<button type="button">A</button>',
  ],
  'no-noninteractive-element-interactions': [
    '<h2 onClick={() => undefined} onKeyDown={() => undefined}>A</h2>',
    '<h2>A</h2>',
  ],
  'no-noninteractive-element-to-interactive-role': ['<h2 role="button">A</h2>', '<h2>A</h2>'],
  'no-noninteractive-tabindex': [
    '<h2 tabIndex={0}>A</h2>',
    '<section aria-label="Code that scrolls" tabIndex={0}>A</section>',
  ],
  'no-redundant-roles': [
    '<button type="button" role="button">A</button>',
    '<button type="button">A</button>',
  ],
  'no-static-element-interactions': [
    '<div onClick={() => undefined} onKeyDown={() => undefined}>A</div>',
    '<button type="button" onClick={() => undefined}>A</button>',
  ],
  'role-has-required-aria-props': ['<span role="checkbox" />', '<input type="checkbox" aria-label="A" />'],
  'role-supports-aria-props': ['<ul aria-checked="true"><li>A</li></ul>', '<ul><li>A</li></ul>'],
  scope: ['<p scope="row">A</p>', '<th scope="row">A</th>'],
  'tabindex-no-positive': [
    '<button type="button" tabIndex={2}>A</button>',
    '<button type="button" tabIndex={0}>A</button>',
  ],
};

describe('accessibility rules work and are errors', () => {
  test.each(Object.entries(wrongElements))('jsx-a11y/%s', async (name, [wrong, right]) => {
    const found = await lint(file, drawing(wrong));
    expect(
      found.filter((message) => message.rule === `jsx-a11y/${name}`).map((message) => message.severity),
      JSON.stringify(found),
    ).toContain(2);
    expect(await brokenRules(file, drawing(right))).toEqual([]);
  });

  test("they see through Mantine's components", async () => {
    const button = `import { ActionIcon } from '@mantine/core';\n`;
    const silent = button + drawing('<ActionIcon><svg /></ActionIcon>');
    expect(await brokenRules(file, silent)).toContain('jsx-a11y/control-has-associated-label');
    const named = button + drawing('<ActionIcon aria-label="Stop"><svg /></ActionIcon>');
    expect(await brokenRules(file, named)).toEqual([]);
  });
});

describe('React and Next', () => {
  test('a hook is called unconditionally', async () => {
    const start = `import { useState } from 'react';\n`;
    const wrong = `export function Sample({ on }: { on: boolean }) {
      if (on) { const [a] = useState(1); return a; }
      return 2;
    }\n`;
    const right = `export function Sample({ on }: { on: boolean }) {
      const [a] = useState(1);
      return on ? a : 2;
    }\n`;
    expect(await brokenRules(file, start + wrong)).toEqual(['react-hooks/rules-of-hooks']);
    expect(await brokenRules(file, start + right)).toEqual([]);
  });

  test('an effect names what it depends on', async () => {
    const start = `import { useEffect } from 'react';\n`;
    const sample = (dependencies: string) => `export function Sample({ title }: { title: string }) {
      useEffect(() => { document.title = title; }, [${dependencies}]);
      return null;
    }\n`;
    expect(await brokenRules(file, start + sample(''))).toContain('react-hooks/exhaustive-deps');
    expect(await brokenRules(file, start + sample('title'))).toEqual([]);
  });

  test('scripts and images of pages go through Next', async () => {
    expect(await brokenRules(file, drawing('<script src="/a.js" />'))).toContain(
      '@next/next/no-sync-scripts',
    );
    expect(await brokenRules(file, drawing('<img src="/a.png" alt="A" />'))).toEqual([
      '@next/next/no-img-element',
    ]);
  });
});

test('the plugin for accessibility has no rule that is neither shown to work nor left out for a reason', async () => {
  const elsewhere = [
    'accessible-emoji', // replaced by alt-text and by the names of controls
    'label-has-for', // replaced by label-has-associated-control
    'no-onchange', // about browsers that are gone
    'prefer-tag-over-role', // refuses <svg role="img">, which is how a chart gets its name
    'img-redundant-alt', // shown below, with an image of Next's
  ];
  const folder = path.resolve(import.meta.dirname, '../../node_modules/eslint-plugin-jsx-a11y/lib/rules');
  const names = readdirSync(folder).map((name) => path.basename(name, '.js'));
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !(name in wrongElements)).sort()).toEqual(elsewhere.sort());
  expect(await brokenRules(file, drawing('<img src="/a.png" alt="image of a chart" />'))).toContain(
    'jsx-a11y/img-redundant-alt',
  );
});
