/** Syntax that is not to be written, with what to write instead. */

export const rawSql = [
  {
    selector: 'MemberExpression[property.name=/^\\$(query|execute)RawUnsafe$/]',
    message: 'SQL is never a plain string: use $queryRaw or $executeRaw, which bind every value.',
  },
  {
    selector: 'Property[key.name=/^\\$(query|execute)RawUnsafe$/]',
    message: 'SQL is never a plain string: use $queryRaw or $executeRaw, which bind every value.',
  },
  {
    selector: 'Literal[value=/^\\$(query|execute)RawUnsafe$/]',
    message: 'SQL is never a plain string: use $queryRaw or $executeRaw, which bind every value.',
  },
  {
    selector: 'MemberExpression[object.name="Prisma"][property.name="raw"]',
    message: 'Prisma.raw puts text into SQL unbound: use Prisma.sql, or one query a file.',
  },
];

/** Where SQL meets what came from outside. */
export const concatenatedSql = [
  'CallExpression[callee.property.name="query"] > TemplateLiteral[expressions.length>0]',
  'CallExpression[callee.property.name="query"] > BinaryExpression',
  'CallExpression[callee.property.name="query"] > ObjectExpression > Property[key.name="text"] > TemplateLiteral[expressions.length>0]',
  'CallExpression[callee.property.name="query"] > ObjectExpression > Property[key.name="text"] > BinaryExpression',
].map((selector) => ({
  selector,
  message: 'SQL is never put together from pieces: bind the value as a parameter.',
}));

export const environment = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'Read settings from lib/env.ts, the one place that reads and checks the environment.',
  },
  {
    selector: 'MemberExpression[object.property.name="process"][property.name="env"]',
    message: 'Read settings from lib/env.ts, the one place that reads and checks the environment.',
  },
  {
    selector: 'MemberExpression[object.name="process"][property.value="env"]',
    message: 'Read settings from lib/env.ts, the one place that reads and checks the environment.',
  },
  {
    selector: 'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
    message: 'Read settings from lib/env.ts, the one place that reads and checks the environment.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?process$/]',
    message: 'process is a global; its environment is read by lib/env.ts alone.',
  },
  {
    selector: 'MemberExpression[object.type="MetaProperty"][property.name="env"]',
    message: 'Read settings from lib/env.ts, the one place that reads and checks the environment.',
  },
];

export const looseTypes = [
  {
    selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type=/^TS(Unknown|Any)Keyword$/]',
    message:
      'A double assertion switches the type check off: parse the value, or narrow it with a type guard.',
  },
  {
    selector: 'TSEnumDeclaration',
    message: 'Use a union of literals: an enum is code that only TypeScript understands.',
  },
];

/** In the rooms where every export is a function of its arguments. */
export const hiddenInputs = [
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'A pure room has no clock: pass the instant in.',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'A pure room has no clock: pass the instant in.',
  },
  {
    selector: 'CallExpression[callee.name="Date"]',
    message: 'A pure room has no clock: pass the instant in.',
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'A pure room has no randomness: pass the generator in.',
  },
  {
    selector: 'VariableDeclarator[init.name="Math"] > ObjectPattern > Property[key.name="random"]',
    message: 'A pure room has no randomness: pass the generator in.',
  },
];

/** Globals that would make a pure room depend on when, where or how often it is called. */
export const impureGlobals = [
  'performance',
  'crypto',
  'process',
  'fetch',
  'globalThis',
  'window',
  'document',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'localStorage',
  'navigator',
].map((name) => ({ name, message: 'A pure room depends on its arguments alone: pass in what it needs.' }));

/** What vitest ignores without a word. */
export const lostHooks = ['test', 'it'].map((name) => ({
  selector: `CallExpression:matches([callee.name="${name}"], [callee.object.name="${name}"], [callee.callee.object.name="${name}"]) CallExpression[callee.name="afterAll"]`,
  message: 'Inside a test, vitest ignores afterAll: use afterFile of tests/support/after-file.ts.',
}));

export const webResponses = ['Response', 'NextResponse', 'Request'].map((name) => ({
  name,
  message:
    'A verb returns a value or throws a FairsplitError; lib/api and lib/serving turn them into answers.',
}));
