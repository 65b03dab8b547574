import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folders of the project: text in backticks that begins with one of them is taken for a path. */
const folders = [
  'app',
  'bench',
  'components',
  'docs',
  'examples',
  'lib',
  'lint',
  'prisma',
  'public',
  'scripts',
  'sdk',
  'tests',
];
const rootFile = /^[\w.-]+\.(ts|js|mjs|cjs|json|md)$/;

/** Made by a command, or by the person who follows the text: named, but not kept in git. */
const madeLater = [
  /^\.data\b/,
  /^\.next\b/,
  /^\.cache\b/,
  /^\.env\b/,
  /^lib\/database\/generated\b/,
  /^node_modules\b/,
];
/** Names that are a pattern to fill in, not a path: <date>, NNNN, a star, {key}, an ellipsis, letters in capitals. */
const placeholder = /[<>*{}$]|\.\.\.|…|NNNN|\bFILE\b/;

function filesUnder(/** @type {string} */ root, /** @type {string} */ folder, /** @type {RegExp} */ name) {
  const start = path.join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(path.basename(file)) && !/generated|node_modules/.test(file))
    .map((file) => path.join(folder, file).split(path.sep).join('/'));
}

/** The Markdown files that speak of the project. */
export function documentsOf(/** @type {string} */ root) {
  const top = readdirSync(root).filter((file) => file.endsWith('.md'));
  const below = ['docs', 'lib', 'app', 'components', 'sdk', 'examples', 'tests', 'bench', 'lint', 'prisma'];
  return [...top, ...below.flatMap((folder) => filesUnder(root, folder, /\.md$/))].sort();
}

function withoutFences(/** @type {string} */ text) {
  return text.replace(/^```[\s\S]*?^```/gm, (fence) => fence.replace(/[^\n]/g, ' '));
}

/** The places a text names: in backticks when they look like a path of the project, and targets of links. */
function namedPaths(/** @type {string} */ text) {
  const prose = withoutFences(text);
  const inBackticks = Array.from(prose.matchAll(/`([^`\n]+)`/g), ([, code]) => ({
    name: code,
    from: 'root',
  }));
  const links = Array.from(prose.matchAll(/\]\(([^)\s]+)(?:\s[^)]*)?\)/g), ([, target]) => ({
    name: target,
    from: 'file',
  }));
  const plainLinks = links.filter(({ name }) => !/^([a-z]+:|#)/.test(name));
  return [...inBackticks.filter(({ name }) => looksLikePath(name)), ...plainLinks];
}

function looksLikePath(/** @type {string} */ name) {
  if (/\s/.test(name) || placeholder.test(name) || madeLater.some((pattern) => pattern.test(name)))
    return false;
  if (name.startsWith('./') || name.startsWith('../')) return true;
  const [first] = name.split('/');
  return (folders.includes(first) && name.includes('/')) || rootFile.test(name);
}

/** A path as written, or as an import writes it (`lib/env` for `lib/env.ts`); `:12` and `#part` point inside. */
function exists(/** @type {string} */ place) {
  const bare = place.replace(/[#:].*$/, '');
  return ['', '.ts', '.tsx', '.mjs', '.js'].some((extension) => existsSync(bare + extension));
}

export function missingPaths(/** @type {string} */ root, /** @type {string} */ document) {
  const beside = path.join(root, path.dirname(document));
  return namedPaths(readFileSync(path.join(root, document), 'utf8'))
    .filter(({ name, from }) => {
      if (madeLater.some((pattern) => pattern.test(name))) return false;
      // A room's README may name the files beside it without their folder.
      return !exists(path.join(beside, name)) && !(from === 'root' && exists(path.join(root, name)));
    })
    .map(({ name }) => `${document}: "${name}" does not exist`);
}

export function missingScripts(
  /** @type {string} */ root,
  /** @type {string} */ document,
  /** @type {Record<string, string>} */ scripts,
) {
  const text = readFileSync(path.join(root, document), 'utf8');
  const asked = Array.from(text.matchAll(/\bnpm run (?:--?[\w-]+ )*([\w:-]+)/g), ([, name]) => name);
  if (/\bnpm (test|t)\b/.test(text)) asked.push('test');
  return [...new Set(asked)]
    .filter((name) => !(name in scripts))
    .map((name) => `${document}: "npm run ${name}" is not in package.json`);
}

/** A decision is cited by its number, so no two records have the same. */
function sharedNumbers(/** @type {string} */ root) {
  const records = filesUnder(root, 'docs/decisions', /^\d{4}-.*\.md$/).sort();
  return records
    .filter(
      (file, at) => at > 0 && path.basename(records[at - 1]).slice(0, 4) === path.basename(file).slice(0, 4),
    )
    .map((file) => `${file}: another record has this number`);
}

/** Every direct dependency has a line in docs/dependencies.md, and every line is a direct dependency. */
export function undescribedDependencies(
  /** @type {Record<string, Record<string, string> | undefined>} */ manifest,
  /** @type {string} */ description,
) {
  const direct = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.keys(manifest[kind] ?? {}),
  );
  const firstCells = Array.from(description.matchAll(/^\|([^|]+)\|/gm), ([, cell]) => cell);
  const described = firstCells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name]) => name));
  return [
    ...direct
      .filter((name) => !described.includes(name))
      .map((name) => `docs/dependencies.md: no line says why "${name}" is there`),
    ...described
      .filter((name) => !direct.includes(name))
      .map((name) => `docs/dependencies.md: "${name}" is not a direct dependency`),
  ];
}

export function documentProblems(/** @type {string} */ root) {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const dependencies = path.join(root, 'docs', 'dependencies.md');
  const description = existsSync(dependencies) ? readFileSync(dependencies, 'utf8') : '';
  return [
    ...documentsOf(root).flatMap((document) => [
      ...missingPaths(root, document),
      ...missingScripts(root, document, manifest.scripts ?? {}),
    ]),
    ...undescribedDependencies(manifest, description),
    ...sharedNumbers(root),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const problems = documentProblems(root);
  for (const problem of problems) console.error(problem);
  console.log(`Documents: ${documentsOf(root).length} read, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
