import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import typescript from 'typescript-eslint';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryDirectory } from '../support/after-file';

const root = path.resolve(import.meta.dirname, '../..');
const settings = path.join(root, '.oxlintrc.json');
const promise = 'declare function work(): Promise<number>;';

interface Sample {
  readonly rule: string;
  readonly wrong: string;
  readonly right: string;
}

/** What only types tell: a text that breaks the rule, and one beside it that does not. */
const samples: readonly Sample[] = [
  {
    rule: 'no-floating-promises',
    wrong: `${promise} export function a() { work(); }`,
    right: `${promise} export async function a() { await work(); }`,
  },
  {
    rule: 'no-misused-promises',
    wrong: `${promise} export const a = () => { if (work()) return 1; return 2; };`,
    right: `${promise} export const a = async () => { if (await work()) return 1; return 2; };`,
  },
  {
    rule: 'await-thenable',
    wrong: 'export async function a(b: number) { return await b; }',
    right: 'export async function a(b: Promise<number>) { return await b; }',
  },
  {
    rule: 'no-unsafe-assignment',
    wrong: 'export const a = (text: string) => { const value: string = JSON.parse(text); return value; };',
    right: 'export const a = (text: string) => { const value: unknown = JSON.parse(text); return value; };',
  },
  {
    rule: 'no-unsafe-return',
    wrong: 'export function a(text: string): string { return JSON.parse(text); }',
    right: 'export function a(text: string): unknown { return JSON.parse(text); }',
  },
  {
    rule: 'no-unnecessary-condition',
    wrong: 'export const a = (b: string) => b ?? 1;',
    right: 'export const a = (b: string | null) => b ?? 1;',
  },
  {
    rule: 'restrict-template-expressions',
    wrong: 'export const a = (b: object) => `${b}`;',
    right: 'export const a = (b: number) => `${b}`;',
  },
  {
    rule: 'prefer-nullish-coalescing',
    wrong: 'export const a = (b: string | null) => b || 1;',
    right: 'export const a = (b: string | null) => b ?? 1;',
  },
  {
    rule: 'switch-exhaustiveness-check',
    wrong: `export function a(b: 'x' | 'y') { switch (b) { case 'x': return 1; } return 2; }`,
    right: `export function a(b: 'x' | 'y') { switch (b) { case 'x': return 1; case 'y': return 2; } }`,
  },
];

const complaint = z.object({ code: z.string(), severity: z.string(), filename: z.string() });
const report = z.object({ diagnostics: z.array(complaint) });

/** The rules that each text breaks, by the project's settings: one run of oxlint over all of them. */
function brokenRules(texts: readonly string[]): readonly (readonly string[])[] {
  const directory = temporaryDirectory('lint-types');
  writeFileSync(
    path.join(directory, 'tsconfig.json'),
    JSON.stringify({ extends: path.join(root, 'tsconfig.json'), include: ['*.ts'], exclude: [] }),
  );
  texts.forEach((text, place) => {
    writeFileSync(path.join(directory, `sample-${place}.ts`), `${text}\n`);
  });
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [oxlint, '--config', settings, '--type-aware', '--format', 'json', '.'],
    { cwd: directory, encoding: 'utf8' },
  );
  if (!stdout.startsWith('{')) throw new Error(`oxlint said no report: ${stdout}${stderr}`);
  const { diagnostics } = report.parse(JSON.parse(stdout));
  return texts.map((_, place) => {
    const broken = diagnostics.filter(({ filename }) => path.basename(filename) === `sample-${place}.ts`);
    return [...new Set(broken.map(({ code }) => code))];
  });
}

describe('what is refused by the types of a text', () => {
  const broken = brokenRules(samples.flatMap(({ wrong, right }) => [wrong, right]));

  test.each(samples.map(({ rule }, place) => [rule, place] as const))('%s', (rule, place) => {
    expect(broken[2 * place]).toContain(`typescript(${rule})`);
    expect(broken[2 * place + 1]).toEqual([]);
  });
});

const settingsByRule = z.record(z.string(), z.unknown());

test('each rule of the strict and stylistic sets is one of ESLint, one of oxlint, or off for a reason', async () => {
  const { configs } = typescript;
  const all = [...configs.strictTypeChecked, ...configs.stylisticTypeChecked]
    .flatMap(({ rules = {} }) => Object.entries(rules))
    .filter(([name, setting]) => name.startsWith('@typescript-eslint/') && setting !== 'off')
    .map(([name]) => name);
  const ofText = z
    .object({ rules: settingsByRule })
    .parse(
      await new ESLint({ cwd: root }).calculateConfigForFile(path.join(root, 'lib/api/sample.ts')),
    ).rules;
  const read: unknown = ts.parseConfigFileTextToJson(settings, readFileSync(settings, 'utf8')).config;
  const ofTypes = z.object({ rules: settingsByRule }).parse(read).rules;
  const level = (setting: unknown) =>
    z.union([z.string(), z.tuple([z.string()]).rest(z.unknown())]).parse(setting);
  expect(new Set(Object.values(ofTypes).map((setting) => [level(setting)].flat()[0]))).toEqual(
    new Set(['error']),
  );
  expect(all.length).toBeGreaterThan(80);
  const lost = all.filter(
    (name) =>
      ofText[name] === undefined && ofTypes[name.replace('@typescript-eslint/', 'typescript/')] === undefined,
  );
  expect(lost).toEqual([]);
});
