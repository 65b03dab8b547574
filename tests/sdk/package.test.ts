import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, inject, test } from 'vitest';
import { isShortForm } from '../support/form';

const consumer = inject('sdkConsumer');
const root = path.resolve(import.meta.dirname, '../..');
const installed = path.join(consumer, 'node_modules/@fairsplit/sdk');

const run = (args: string[]) => execFileSync(process.execPath, args, { cwd: consumer, encoding: 'utf8' });

test.each(['browser.js', 'browser.cjs'])('the browser core is at most 9 KiB gzipped: %s', (file) => {
  const gzippedBytes = gzipSync(readFileSync(path.join(installed, 'dist', file)), { level: 9 }).length;
  expect(gzippedBytes).toBeLessThanOrEqual(9216);
});

test('nothing is installed but the package, which depends on nothing', () => {
  const manifest: unknown = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).toMatchObject({ sideEffects: false, publishConfig: { access: 'public' } });
  expect(readdirSync(path.join(consumer, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    '@fairsplit',
  ]);
  expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
});

const use = `
  const client = createClient({ url: 'http://127.0.0.1:9', key: 'k', updates: 'none', bootstrap: { configuration: {
    environment: 'test', version: 1, experiments: [{ key: 'a', run: 1, salt: 's', coverage: 1, targeting: { all: [] },
      variants: [{ key: 'on', value: 'yes', weight: 1 }] }] } } });
  console.log(client.evaluate('a', 'no', { unit: 'u' }).value, explain(client, 'a', { unit: 'u' }).includes('bucket'),
    takeSnapshot(client, { unit: 'u' }).evaluations.a.variant, typeof compileConfiguration, typeof fileStorage,
    typeof FairsplitServerProvider, typeof FairsplitWebProvider, typeof stream, typeof createTestClient, typeof useVariant);
  client.close().then(() => process.exit());
`;
const names = [
  ['createClient', '@fairsplit/sdk'],
  ['explain', '@fairsplit/sdk/explain'],
  ['takeSnapshot', '@fairsplit/sdk/snapshot'],
  ['compileConfiguration', '@fairsplit/sdk/assignment'],
  ['fileStorage', '@fairsplit/sdk/file-storage'],
  ['FairsplitServerProvider', '@fairsplit/sdk/openfeature-server'],
  ['FairsplitWebProvider', '@fairsplit/sdk/openfeature-web'],
  ['stream', '@fairsplit/sdk/stream'],
  ['createTestClient', '@fairsplit/sdk/testing'],
  ['useVariant', '@fairsplit/sdk/react'],
] as const;
const imports = names.map(([name, from]) => `import { ${name} } from '${from}';`).join('\n');
const requires = names.map(([name, from]) => `const { ${name} } = require('${from}');`).join('\n');
const answer = `yes true on${' function'.repeat(7)}\n`;

test('every entry point works by import', () => {
  expect(run(['--input-type=module', '--eval', imports + use])).toBe(answer);
});

test('every entry point works by require', () => {
  expect(run(['--input-type=commonjs', '--eval', requires + use])).toBe(answer);
});

test("a page's core works by require and by import, in both of its forms", () => {
  const core = path.join(installed, 'dist/browser');
  // What a page has and Node has not.
  const evaluate = `globalThis.addEventListener = () => undefined; console.log(createClient({ url: '', key: '', overrides: { a: { variant: 'on', value: 'yes' } } })
    .evaluate('a', 'no', { unit: 'u' }).value); process.exit();`;
  const require = `const { createClient } = require(${JSON.stringify(`${core}.cjs`)}); ${evaluate}`;
  expect(run(['--input-type=commonjs', '--eval', require])).toBe('yes\n');
  for (const extension of ['.cjs', '.js']) {
    const load = `import { createClient } from ${JSON.stringify(core + extension)}; ${evaluate}`;
    expect(run(['--input-type=module', '--eval', load])).toBe('yes\n');
  }
});

const typed = `${imports}
import type { Client, Evaluation, Snapshot } from '@fairsplit/sdk';
const client: Client = createClient({ url: '', key: '', updates: stream, storage: fileStorage('kept') });
const value: boolean = client.evaluate('a', false, { unit: 'u', attributes: { plan: 'free' } }).value;
const evaluation: Evaluation<number> = client.evaluate('a', 1, { unit: 'u' });
const snapshot: Snapshot = takeSnapshot(client, { unit: 'u' });
const text: string = explain(client, 'a', { unit: 'u' });
interface Limits { readonly items: number }
const least: Limits = { items: 1 };
const limits: Limits = client.evaluate('a', least, { unit: 'u' }).value;
type Color = 'red' | 'blue';
const first = 'red' as Color;
const color: Color = client.evaluate('a', first, { unit: 'u' }).value;
const widened: string = client.evaluate('a', 'red', { unit: 'u' }).value;
const list: readonly Limits[] = client.evaluate('a', [least], { unit: 'u' }).value;
const shown: Color = useVariant<Color>('a', 'red').value;
const met: string | undefined = createTestClient({ a: { variant: 'on', value: 'red' } }).exposures[0]?.variant;
new FairsplitServerProvider(client);
new FairsplitWebProvider(client, { hooks: [] });
compileConfiguration({ experiments: [] }).experiments.get('a')?.assign('u', {}, { nowMs: 0 });
// A wrong use has to be refused: an error that does not come is one itself.
// @ts-expect-error
const wrong: string = client.evaluate('a', false, { unit: 'u' }).value;
// @ts-expect-error
const narrowed: 'red' = client.evaluate('a', 'red', { unit: 'u' }).value;
export { value, evaluation, snapshot, text, wrong, limits, color, widened, list, shown, met, narrowed };
`;

/** What the compiler says of one program made of the files, the package's own declarations checked too. */
function compile(files: readonly string[], moduleResolution: string): string {
  for (const file of files) writeFileSync(path.join(consumer, file), typed);
  const modules: Readonly<Record<string, string>> = { bundler: 'esnext', node10: 'commonjs' };
  const module = modules[moduleResolution] ?? moduleResolution;
  const compiler = path.join(root, 'node_modules/typescript/lib/tsc.js');
  const flags = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--types', 'node'];
  // Older projects resolve so, though the compiler advises against it.
  if (moduleResolution === 'node10') flags.push('--ignoreDeprecations', '6.0');
  try {
    return run([compiler, ...flags, '--module', module, '--moduleResolution', moduleResolution, ...files]);
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

// Each reads all declarations again, which takes longer than all other tests of the package: the full form has them.
test.skipIf(isShortForm)(
  'a consumer type-checks as a module and as CommonJS under node16, declarations included',
  () => {
    expect(compile(['module.mts', 'common.cts'], 'node16')).toBe('');
  },
);

test.skipIf(isShortForm)('a consumer type-checks under a bundler, declarations included', () => {
  expect(compile(['bundled.ts'], 'bundler')).toBe('');
});

test.skipIf(isShortForm)(
  'a consumer type-checks under node10, which knows no exports, sub-paths included',
  () => {
    expect(compile(['old.ts'], 'node10')).toBe('');
  },
);
