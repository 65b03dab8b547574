import path from 'node:path';
import { packageHolders, rooms } from '../rooms.js';

const root = path.dirname(path.dirname(import.meta.dirname));
const sourceExtensions = ['.ts', '.tsx', '.js', '.mjs', '.cjs'];

/** @param {string} inner @param {string} outer */
function isWithin(inner, outer) {
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** `lib/env` names the file `lib/env.ts`: an import may leave the extension out, or write the one it is built to. */
function namesFile(/** @type {string} */ imported, /** @type {string} */ file) {
  const bare = imported.replace(/\.(js|ts|tsx|mjs|cjs)$/, '');
  return sourceExtensions.some((extension) => file === bare + extension);
}

/** @param {string} imported @param {string} place */
function isAt(imported, place) {
  return isWithin(imported, place) || namesFile(imported, place);
}

/** The room of a file: the row whose path matches most of it. */
export function roomOf(/** @type {string} */ file, table = rooms) {
  return table
    .filter((room) => isAt(file, room.path))
    .reduce(
      (longest, room) => (longest === undefined || room.path.length > longest.path.length ? room : longest),
      /** @type {import('../rooms.js').Room | undefined} */ (undefined),
    );
}

/** `@scope/name/deep` -> `@scope/name`, `next/link` -> `next`, `node:fs/promises` -> `node:fs`. */
function packageOf(/** @type {string} */ specifier) {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

/** @param {string} name @param {string} pattern */
function matches(name, pattern) {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** The path, from the root, that an import of the project's own files names; undefined for a package. */
function ownPath(/** @type {string} */ specifier, /** @type {string} */ importer) {
  if (specifier.startsWith('@/')) return path.posix.normalize(specifier.slice(2));
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(importer), specifier);
  return undefined;
}

/** Why `room` may not import the file, or undefined when it may. */
function whyNotFile(
  /** @type {import('../rooms.js').Room} */ room,
  /** @type {string} */ imported,
  /** @type {boolean} */ isOfTypes,
) {
  if (/\.(css|json|svg|png|csv)$/.test(imported)) return undefined;
  const target = roomOf(imported);
  if (target === undefined) return `"${imported}" is in no room of lint/rooms.js`;
  if (target === room || room.mayImport.includes(target.path)) return undefined;
  if (isOfTypes && room.mayImportTypes?.includes(target.path) === true) return undefined;
  // Some rows open a part of a room only.
  const partIsOpen = room.mayImport.some((part) => isWithin(part, target.path) && isAt(imported, part));
  return partIsOpen ? undefined : `${room.path} may not import ${target.path} ("${imported}")`;
}

/** Why `file` of `room` may not import the package, or undefined when it may. */
function whyNotPackage(
  /** @type {import('../rooms.js').Room} */ room,
  /** @type {string} */ file,
  /** @type {string} */ name,
) {
  if (room.packages !== undefined && !room.packages.some((pattern) => matches(name, pattern))) {
    return `${room.path} may not import the package "${name}"`;
  }
  if (room.never?.some((pattern) => matches(name, pattern)) === true) {
    return `${room.path} never imports the package "${name}"`;
  }
  const held = Object.entries(packageHolders).find(([pattern]) => matches(name, pattern));
  if (held === undefined || room.path === 'tests') return undefined;
  const [, holders] = held;
  if (holders.some((holder) => isWithin(file, holder))) return undefined;
  return `only ${holders.join(', ')} may import the package "${name}"`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const roomImports = {
  meta: {
    type: 'problem',
    docs: {
      description: 'Imports run one way between the rooms of ARCHITECTURE.md, as lint/rooms.js lists them.',
    },
    schema: [],
    messages: {
      forbidden: '{{ reason }}. ARCHITECTURE.md and lint/rooms.js say which room may import which.',
      noRoom: '"{{ file }}" is in no room. Give its folder a row in ARCHITECTURE.md and in lint/rooms.js.',
      notText: 'An import has to name what it imports, so that it can be checked.',
    },
  },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const room = roomOf(file);
    if (room === undefined) {
      return { Program: (node) => context.report({ node, messageId: 'noRoom', data: { file } }) };
    }

    /**
     * @param {any} source The node that names what is imported.
     * @param {boolean} [isOfTypes] Nothing is left of the import when it runs.
     */
    function check(source, isOfTypes = false) {
      if (source === null || source === undefined) return;
      const specifier = source.type === 'TSLiteralType' ? source.literal.value : source.value;
      if (typeof specifier !== 'string') {
        context.report({ node: source, messageId: 'notText' });
        return;
      }
      const own = ownPath(specifier, file);
      const reason =
        own === undefined
          ? whyNotPackage(room, file, packageOf(specifier))
          : whyNotFile(room, own, isOfTypes);
      if (reason !== undefined) context.report({ node: source, messageId: 'forbidden', data: { reason } });
    }

    return {
      ImportDeclaration: (/** @type {any} */ node) => check(node.source, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (/** @type {any} */ node) => check(node.source ?? node.argument),
      TSExternalModuleReference: (/** @type {any} */ node) => check(node.expression),
      CallExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node.arguments[0]);
      },
    };
  },
};
