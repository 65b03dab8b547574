import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';
import ts from 'typescript';

/** `npm run build:sdk`: sdk/src and what it takes from lib/assignment, as modules, CommonJS and declarations. */
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = path.join(root, 'sdk', 'src');

/** Entry point -> the platform that esbuild resolves for. */
const entries = {
  browser: 'browser',
  node: 'node',
  neutral: 'neutral',
  assignment: 'neutral',
  explain: 'neutral',
  snapshot: 'neutral',
  stream: 'neutral',
  'file-storage': 'node',
  'openfeature-server': 'node',
  'openfeature-web': 'browser',
  react: 'neutral',
  testing: 'neutral',
};

/** 9 KiB. */
const MAX_BROWSER_BYTES = 9216;

export async function buildSdk(output = path.join(root, 'sdk', 'dist')) {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  await Promise.all(Object.entries(entries).flatMap(([name, platform]) => bothForms(name, platform, output)));
  emitDeclarations(output);
  copyFileSync(path.join(root, 'LICENSE'), path.join(root, 'sdk', 'LICENSE'));
  const sizes = ['browser.js', 'browser.cjs'].map(
    (file) => gzipSync(readFileSync(path.join(output, file)), { level: 9 }).length,
  );
  return { gzippedBytes: Math.max(...sizes), maxGzippedBytes: MAX_BROWSER_BYTES };
}

function bothForms(/** @type {string} */ name, /** @type {string} */ platform, /** @type {string} */ output) {
  return [
    ['esm', '.js'],
    ['cjs', '.cjs'],
  ].map(async ([format, extension]) => {
    const outfile = path.join(output, name + extension);
    const isLean = name === 'browser' && format === 'cjs';
    await build({
      entryPoints: [path.join(source, `${name}.ts`)],
      outfile,
      format: isLean ? 'esm' : /** @type {'esm' | 'cjs'} */ (format),
      platform: /** @type {'browser' | 'node' | 'neutral'} */ (platform),
      target: 'es2022',
      bundle: true,
      external: ['@openfeature/*', 'react', '@fairsplit/sdk'],
      // Frameworks that render on servers learn by it that the module is also for the page.
      ...(name === 'react' ? { banner: { js: "'use client';" } } : {}),
      legalComments: 'none',
      minifySyntax: platform === 'browser',
      logLevel: 'warning',
    });
    if (platform !== 'browser') return;
    // Pages load it as it is where nobody bundles. Names of properties stay: applications and hooks use them.
    const built = readFileSync(outfile, 'utf8');
    const { code } = await minify(isLean ? toCommonJs(built) : built, {
      module: true,
      ecma: 2022,
      compress: { passes: 6, inline: 1, unsafe_arrows: true },
    });
    writeFileSync(outfile, code ?? '');
  });
}

/** A module that imports nothing, as CommonJS: its names exported in plain words, which take less room than esbuild's. */
function toCommonJs(/** @type {string} */ text) {
  const marked = text.replace(/^export \{([^}]*)\};$/m, (_, /** @type {string} */ names) =>
    ['__esModule = true', ...names.split(',').map((name) => `${name.trim()} = ${name.trim()}`)]
      .map((assignment) => `exports.${assignment};`)
      .join('\n'),
  );
  if (/^(import|export)\b/m.test(marked)) throw new Error('the core has other imports or exports');
  return marked;
}

/** Where a form's declarations go, and how its files end: `.d.ts` is imported as `.js`, `.d.cts` as `.cjs`. */
const declarationForms = [
  { folder: 'types', file: '.d.ts', imported: '.js' },
  { folder: 'types-cjs', file: '.d.cts', imported: '.cjs' },
];

/**
 * The declarations as trees that resolve by themselves: below a tree's folder lies what lies below the project's root, and
 * each relative import names its file in full, as Node's resolution wants it.
 */
function emitDeclarations(/** @type {string} */ output) {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(
    Object.keys(entries).map((name) => path.join(source, `${name}.ts`)),
    {
      ...options,
      noEmit: false,
      incremental: false,
      tsBuildInfoFile: undefined,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: root,
      outDir: output,
      types: ['node'],
      plugins: [],
    },
  );
  const { diagnostics } = program.emit(undefined, (file, text) => {
    const inTree = path.relative(output, file).replace(/\.d\.ts$/, '');
    for (const { folder, file: ending, imported } of declarationForms) {
      const target = path.join(output, folder, inTree + ending);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, withExtensions(text, imported));
    }
  });
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, formatHost));
}

const formatHost = {
  getCanonicalFileName: (/** @type {string} */ name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
};

function withExtensions(/** @type {string} */ text, /** @type {string} */ extension) {
  return text.replace(/(from |import\()(['"])(\.{1,2}\/[^'"]+)\2/g, `$1$2$3${extension}$2`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { gzippedBytes, maxGzippedBytes } = await buildSdk();
  console.log(
    `sdk/dist built; the browser core is ${gzippedBytes} bytes gzipped, ${maxGzippedBytes} at most`,
  );
  if (gzippedBytes > maxGzippedBytes) process.exitCode = 1;
}
