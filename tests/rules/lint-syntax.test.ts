import { describe, expect, test } from 'vitest';
import { brokenRules, lint } from './lint-sample';

interface Case {
  readonly rule: string;
  readonly file?: string;
  readonly wrong: string;
  readonly right: string;
}

const declareClient = `
  declare const database: {
    $queryRawUnsafe(text: string): Promise<number>;
    $queryRaw(parts: TemplateStringsArray): Promise<number>;
    $executeRawUnsafe(text: string): Promise<number>;
  };
  declare const Prisma: { raw(text: string): number; sql(parts: TemplateStringsArray): number };
`;

const syntax = 'no-restricted-syntax';

/** A type read from its schema, a parameter that any schema may be, and a schema that is made of itself. */
const oneDefinition = `import { z } from 'zod';
export const schema = z.object({ id: z.string() });
export type Item = z.output<typeof schema>;
export function parsed<Value>(of: z.ZodType<Value>, value: unknown): Value { return of.parse(value); }
interface Tree { readonly parts: readonly Tree[] }
export const tree: z.ZodType<Tree> = z.object({ parts: z.lazy(() => z.array(tree)) });
`;

const everywhere: readonly Case[] = [
  {
    rule: '@typescript-eslint/no-explicit-any',
    wrong: 'export type A = any;',
    right: 'export type A = unknown;',
  },
  {
    rule: '@typescript-eslint/no-non-null-assertion',
    wrong: 'export const first = (list: string[]) => list[0]!;',
    right: `export const first = (list: string[]) => list[0] ?? '';`,
  },
  {
    rule: '@typescript-eslint/no-non-null-assertion',
    file: 'tests/unit/deep/sample.test.ts',
    wrong: 'export const first = (list: string[]) => list[0]!;',
    right: `export const first = (list: string[]) => list[0] ?? '';`,
  },
  ...['@ts-expect-error: because', '@ts-ignore', '@ts-nocheck'].map((comment) => ({
    rule: '@typescript-eslint/ban-ts-comment',
    wrong: `// ${comment}\nexport const a = 1;`,
    right: '// One.\nexport const a = 1;',
  })),
  {
    rule: '@typescript-eslint/consistent-type-assertions',
    wrong: 'export const a = { b: 1 } as { b: number };',
    right: 'export const a: { b: number } = { b: 1 };',
  },
  {
    rule: syntax,
    wrong: 'export const a = (b: string) => b as unknown as number;',
    right: 'export const a = (b: string) => Number(b);',
  },
  { rule: syntax, wrong: 'export enum A { B }', right: `export type A = 'B';` },
  {
    rule: syntax,
    wrong: `${declareClient} export const rows = await database.$queryRawUnsafe('select 1');`,
    right: `${declareClient} export const rows = await database.$queryRaw\`select 1\`;`,
  },
  {
    rule: syntax,
    wrong: `${declareClient} export const rows = await database['$executeRawUnsafe']('select 1');`,
    right: `${declareClient} export const rows = await database.$queryRaw\`select 1\`;`,
  },
  {
    rule: syntax,
    wrong: `${declareClient} const { $executeRawUnsafe: run } = database; export const rows = run('select 1');`,
    right: `${declareClient} export const rows = database.$queryRaw\`select 1\`;`,
  },
  {
    rule: syntax,
    wrong: `${declareClient} export const part = Prisma.raw('1');`,
    right: `${declareClient} export const part = Prisma.sql\`1\`;`,
  },
  ...[
    `export const port = process.env['PORT'];`,
    `export const port = process['env']['PORT'];`,
    `export const port = globalThis.process.env['PORT'];`,
    `const { env } = process; export const port = env['PORT'];`,
    `import { env } from 'node:process'; export const port = env['PORT'];`,
    `export const mode: unknown = import.meta.env;`,
  ].map((wrong) => ({
    rule: syntax,
    wrong,
    right: `import { env } from '@/lib/env'; export const port = env().port;`,
  })),
  { rule: 'no-console', wrong: `console.log('here');`, right: 'export const a = 1;' },
  {
    rule: 'eqeqeq',
    wrong: 'export const a = (b: number) => b == 1;',
    right: 'export const a = (b: number) => b === 1;',
  },
  { rule: 'max-lines', wrong: 'export {};\n'.repeat(400), right: 'export {};\n'.repeat(399) },
  ...[
    'export const schema: z.ZodType<Item> = z.object({ id: z.string() });',
    'export const schema = z.object({ id: z.string() }) satisfies z.ZodType<Item>;',
    'export function schema(): z.ZodType<Item> { return z.object({ id: z.string() }); }',
  ].map((wrong) => ({
    rule: 'fairsplit/one-definition',
    wrong: `import { z } from 'zod';\ninterface Item { readonly id: string; readonly name?: string }\n${wrong}`,
    right: oneDefinition,
  })),
  {
    rule: 'fairsplit/function-length',
    wrong: `export function a() {\n${'\n'.repeat(98)}return 1;\n}`,
    right: `export function a() {\n${'\n'.repeat(97)}return 1;\n}`,
  },
];

const inPureRooms: readonly Case[] = [
  ...['Date.now()', 'new Date()', 'Date()', 'Math.random()'].map((wrong) => ({
    rule: syntax,
    wrong: `export const a = () => ${wrong};`,
    right: 'export const a = (now: number, random: () => number) => new Date(now + random());',
  })),
  {
    rule: syntax,
    wrong: 'const { random } = Math; export const a = random();',
    right: 'const { floor } = Math; export const a = floor(1.5);',
  },
  ...['performance.now()', 'crypto.randomUUID()', 'process.uptime()', 'globalThis.performance.now()'].map(
    (wrong) => ({
      rule: 'no-restricted-globals',
      wrong: `export const a = () => ${wrong};`,
      right: 'export const a = (now: number) => now;',
    }),
  ),
];

async function expectFires({ rule, wrong, right }: Case, file: string) {
  const found = await lint(file, `${wrong}\n`);
  expect(
    found.filter((message) => message.rule === rule).map((message) => message.severity),
    JSON.stringify(found),
  ).toContain(2);
  expect(await brokenRules(file, `${right}\n`)).toEqual([]);
}

describe('what is refused in every room', () => {
  test.each(everywhere)('$rule: $wrong', async (each) => {
    await expectFires(each, each.file ?? 'lib/api/sample.ts');
  });
});

describe.each(['assignment', 'statistics', 'analysis', 'decision', 'charts'])(
  'lib/%s has no clock and no dice',
  (room) => {
    test.each(inPureRooms)('$rule: $wrong', async (each) => {
      await expectFires(each, `lib/${room}/sample.ts`);
    });
  },
);

describe('what some places may do and others may not', () => {
  test.each([
    'pool.query(`select ${value}`)',
    `pool.query('select ' + value)`,
    "pool.query({ name: 'a', text: `select ${value}` })",
    `pool.query({ name: 'a', text: 'select ' + value })`,
  ])('SQL is not put together from pieces: %s', async (call) => {
    const start = `declare const pool: { query(query: unknown, values?: readonly string[]): number };\n`;
    const sample = (body: string) => `${start}export const rows = (value: string) => ${body};\n`;
    for (const room of ['evidence/postgres', 'verbs', 'serving']) {
      expect(await brokenRules(`lib/${room}/sample.ts`, sample(call))).toEqual([syntax]);
    }
    expect(await brokenRules('lib/evidence/sample.ts', sample('pool.query(`select $1`, [value])'))).toEqual(
      [],
    );
  });

  test('a verb knows no HTTP answer', async () => {
    const text = `export const answer = () => Response.json({});\n`;
    expect(await brokenRules('lib/verbs/experiments/sample.ts', text)).toEqual(['no-restricted-globals']);
    expect(await brokenRules('lib/api/sample.ts', text)).toEqual([]);
  });

  test('lib/env.ts, bootstrap scripts and settings read the environment', async () => {
    const text = `export const port = process.env['PORT'];\n`;
    for (const file of ['lib/env.ts', 'scripts/sample.mjs', 'vitest.config.ts']) {
      expect(await brokenRules(file, text), file).toEqual([]);
    }
    for (const file of ['lib/api/sample.ts', 'scripts/sample.ts', 'app/sample.tsx', 'tests/unit/sample.ts']) {
      expect(await brokenRules(file, text), file).toContain(syntax);
    }
  });

  test('scripts talk to the terminal', async () => {
    expect(await brokenRules('scripts/sample.ts', `console.log('done');\n`)).toEqual([]);
  });

  test('a describe block may be longer than a screen, the tests in it may not', async () => {
    const lines = `${'\n'.repeat(120)}expect(1);\n`;
    const start = `declare function describe(name: string, body: () => void): void;\ndeclare const expect: (value: number) => void;\n`;
    const file = 'tests/unit/deep/sample.test.ts';
    expect(await brokenRules(file, `${start}describe('a', () => {${lines}});\n`)).toEqual([]);
    const inside = `${start}describe('a', () => {\n describe('b', () => undefined); (() => {${lines}})();\n});\n`;
    expect(await brokenRules(file, inside)).toContain('fairsplit/function-length');
  });

  test('a hook that vitest would ignore is refused: afterAll in a test, and where tests call in', async () => {
    const start = `import { afterAll, test } from 'vitest';\n`;
    const file = 'tests/unit/deep/sample.test.ts';
    const registered = `afterAll(() => undefined);\n`;
    for (const [head, tail] of [
      [`test('a', () => {`, `});`],
      [`test.skipIf(true)('a', () => {`, `});`],
      [`test.each([1])('a', () => {`, `});`],
    ] as const) {
      expect(await brokenRules(file, `${start}${head} ${registered} ${tail}\n`), head).toEqual([syntax]);
    }
    expect(await brokenRules(file, `${start}${registered}test('a', () => undefined);\n`)).toEqual([]);
    expect(
      await brokenRules('tests/support/sample.ts', `import { afterAll } from 'vitest';\n${registered}`),
    ).toEqual(['no-restricted-imports']);
  });

  test('a check is never switched off in a file: the comment itself is an error', async () => {
    const text = `// eslint-disable-next-line no-console\nconsole.log('here');\n`;
    const found = await lint('lib/api/sample.ts', text);
    expect(found.map((message) => message.rule)).toContain('no-console');
    const comment = found.find((message) => message.message.includes('eslint-disable-next-line'));
    expect(comment).toBeDefined();
  });

  test('oxlint, which would obey such a comment, is not given one', async () => {
    const text = '// oxlint-disable-next-line typescript/no-floating-promises\nexport const a = 1;\n';
    expect(await brokenRules('lib/api/sample.ts', text)).toEqual(['no-warning-comments']);
  });
});
