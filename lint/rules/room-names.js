import path from 'node:path';

const root = path.dirname(path.dirname(import.meta.dirname));

/** Names that say nothing about what is inside, and so collect everything. */
const emptyNames = ['util', 'utils', 'utilities', 'helper', 'helpers', 'common', 'misc', 'types'];
const emptyEndings = ['util', 'utils', 'helper', 'helpers', 'misc'];

function isEmpty(/** @type {string} */ name) {
  return emptyNames.includes(name) || emptyEndings.some((ending) => name.endsWith(`-${ending}`));
}

/** @type {import('eslint').Rule.RuleModule} */
export const roomNames = {
  meta: {
    type: 'problem',
    docs: { description: 'A file or folder is named after what it holds.' },
    schema: [],
    messages: {
      empty: '"{{ name }}" says nothing about what is inside. Name the file or folder after what it holds.',
    },
  },
  create(context) {
    const parts = path.relative(root, context.filename).split(path.sep);
    const names = parts.map(
      (part) =>
        part
          .toLowerCase()
          .replace(/^[_([]+|[)\]]+$/g, '')
          .split('.')[0] ?? part,
    );
    const name = names.find(isEmpty);
    return name === undefined
      ? {}
      : { Program: (node) => context.report({ node, messageId: 'empty', data: { name } }) };
  },
};
