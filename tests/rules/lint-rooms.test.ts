import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rooms } from '../../lint/rooms.js';
import { brokenRules, lint } from './lint-sample';

const rule = 'fairsplit/room-imports';

function importing(specifier: string): string {
  return `export { thing } from '${specifier}';\n`;
}

/** For each room, something that it may not import, and something that it may. */
const boundaries: readonly (readonly [file: string, forbidden: string, allowed: string])[] = [
  ['lib/model/sample.ts', '@/lib/verbs/context', '@/lib/assignment/targeting'],
  ['lib/model/sample.ts', '../errors', 'zod'],
  ['lib/assignment/sample.ts', '@/lib/statistics/effect', './bucket'],
  ['lib/assignment/sample.ts', 'zod', './bucket'],
  ['lib/assignment/sample.ts', 'node:crypto', './bucket'],
  ['lib/assignment/sample.ts', '../errors', './bucket'],
  ['lib/statistics/sample.ts', '../assignment/bucket', './moments'],
  ['lib/statistics/sample.ts', 'react', './moments'],
  ['lib/statistics/sample.ts', 'next/server', './moments'],
  ['lib/statistics/sample.ts', 'pg', './moments'],
  ['lib/statistics/sample.ts', '@/lib/database/client', '@/lib/statistics/moments'],
  ['lib/statistics/sample.ts', '../env', './moments'],
  ['lib/analysis/sample.ts', '../decision/decide', '../statistics/effect'],
  ['lib/analysis/sample.ts', '@/lib/evidence/read', '@/lib/assignment/targeting'],
  ['lib/decision/sample.ts', '@/lib/charts/axis', '@/lib/analysis/effects'],
  ['lib/simulator/sample.ts', '../errors', '../decision/decide'],
  ['lib/simulator/sample.ts', 'node:crypto', 'zod'],
  ['lib/rehearsal/sample.ts', '@/lib/auth/context', '../simulator/scenario'],
  ['lib/rehearsal/sample.ts', '../replay/send-rows', '../client/api-client'],
  ['lib/charts/sample.ts', 'recharts', '@/lib/decision/decide'],
  ['lib/charts/sample.ts', '@/components/chart', '@/lib/statistics/effect'],
  ['lib/database/sample.ts', '@/lib/auth/context', './generated/client'],
  ['lib/database/sample.ts', 'next/headers', 'pg'],
  ['lib/database/sample.ts', 'react', '@/lib/env'],
  ['lib/evidence/sample.ts', '@/lib/evidence/postgres/read/fragment', '@/lib/analysis/measure'],
  ['lib/evidence/sample.ts', '@/lib/database/client', '@/lib/analysis/analysis-result'],
  ['lib/evidence/postgres/sample.ts', '@/lib/auth/context', '@/lib/database/client'],
  ['lib/evidence/postgres/sample.ts', 'react', '../read'],
  ['lib/evidence/postgres/sample.ts', 'next', '@/lib/database/generated/client'],
  ['lib/verbs/sample.ts', 'next/navigation', '@/lib/auth/permissions'],
  ['lib/verbs/sample.ts', 'react', '@/lib/errors'],
  ['lib/verbs/sample.ts', '@mantine/core', 'zod'],
  ['lib/verbs/sample.ts', '@/lib/protocol/problem', '@/lib/evidence/read'],
  ['lib/verbs/sample.ts', '@/lib/serving/snapshot', '@/lib/database/client'],
  ['lib/ingestion/sample.ts', '@/lib/evidence/postgres/write/write-events', '@/lib/evidence/write'],
  ['lib/ingestion/sample.ts', '@/lib/database/client', '@/lib/auth/context'],
  ['lib/serving/sample.ts', 'next/server', 'node:http'],
  ['lib/serving/sample.ts', 'react', '@/lib/assignment/configuration'],
  ['lib/serving/sample.ts', '@/lib/verbs/experiments/start-experiment', '@/lib/ingestion/record-events'],
  ['lib/serving/sample.ts', '@/lib/database/generated/client', '@/lib/database/client'],
  ['lib/serving/sample.ts', '@/lib/evidence/postgres/read/fragment', '@/lib/auth/context'],
  ['lib/api/sample.ts', '@/app/page', '@/lib/verbs/experiments/start-experiment'],
  ['lib/api/sample.ts', 'next/server', 'node:http'],
  ['lib/console/sample.ts', 'react', 'next/server'],
  ['lib/console/sample.ts', '@/lib/verbs/experiments/start-experiment', '@/lib/protocol/problem'],
  ['lib/protocol/sample.ts', '@/lib/verbs/experiments/start-experiment', '@/lib/errors'],
  ['lib/protocol/sample.ts', '@/lib/serving/snapshot', 'node:http'],
  ['lib/serving/sample.ts', '@/lib/api/routes', '@/lib/protocol/problem'],
  ['lib/auth/sample.ts', '@/lib/verbs/keys/create-key', '@/lib/database/client'],
  ['lib/auth/sample.ts', 'next/headers', 'node:crypto'],
  ['lib/console/sample.ts', '@/lib/verbs/keys/create-key', 'better-auth'],
  ['lib/jobs/sample.ts', '@/lib/protocol/problem', '@/lib/verbs/experiments/start-experiment'],
  ['components/sample.tsx', '@/lib/database/client', '@/lib/charts/axis'],
  ['components/sample.tsx', '@prisma/client', 'react'],
  ['components/sample.tsx', '@/app/page', '@/lib/verbs/experiments/start-experiment'],
  ['app/sample.tsx', '@/lib/evidence/read', '@/lib/verbs/experiments/start-experiment'],
  ['app/sample.tsx', '@/lib/database/client', '@/components/chart'],
  ['app/sample.tsx', '@/lib/database/generated/client', '@/lib/auth/session'],
  ['app/sample.tsx', 'pg', '@mantine/core'],
  ['sdk/sample.ts', '@/lib/statistics/effect', '@/lib/assignment/bucket'],
  ['sdk/sample.ts', '@/lib/errors', '../lib/assignment/bucket'],
  ['sdk/sample.ts', 'zod', '@openfeature/core'],
  ['scripts/sample.ts', '@/app/page', '@/lib/verbs/experiments/start-experiment'],
  ['bench/sample.ts', '@/components/chart', '@/lib/serving/evaluate'],
];

describe('imports run one way between the rooms', () => {
  test.each(boundaries)('%s may not import %s but may import %s', async (file, forbidden, allowed) => {
    expect(await brokenRules(file, importing(forbidden))).toEqual([rule]);
    expect(await brokenRules(file, importing(allowed))).toEqual([]);
  });

  test('what every room may import knows none of them', async () => {
    expect(await brokenRules('lib/errors.ts', importing('@/lib/auth/context'))).toContain(rule);
    expect(await brokenRules('lib/env.ts', importing('./errors'))).toContain(rule);
    expect(await brokenRules('lib/log.ts', importing('./env'))).toEqual([]);
  });

  test('every kind of import is seen', async () => {
    const kinds = [
      `import '@/lib/database/client';`,
      `import { a } from '@/lib/database/client';`,
      `import type { A } from '@/lib/database/client';`,
      `export * from '@/lib/database/client';`,
      `export { a } from '@/lib/database/client';`,
      `const loading = import('@/lib/database/client');`,
      `type A = import('@/lib/database/client').A;`,
      `import a = require('@/lib/database/client');`,
      `const a = require('@/lib/database/client');`,
      `const loading = import(\`@/lib/database/client\`);`,
      `export { a } from '../database/client';`,
      `export { a } from '../../lib/database/client.ts';`,
      `export { a } from './../assignment/../database/client.js';`,
    ];
    for (const text of kinds)
      expect(await brokenRules('lib/statistics/sample.ts', text), text).toContain(rule);
  });

  test('a file in a folder that no row names is an error, and so is an import of one', async () => {
    const [message] = await lint('lib/somewhere/sample.ts', 'export const a = 1;\n');
    expect(message).toMatchObject({ rule, severity: 2 });
    expect(message?.message).toContain('"lib/somewhere/sample.ts" is in no room');
    expect(await brokenRules('lib/sample.ts', 'export const a = 1;\n')).toEqual([rule]);
    expect(await brokenRules('lib/verbs/sample.ts', importing('@/lib/somewhere/thing'))).toEqual([rule]);
  });

  test('what the client may know of verbs is gone when it runs', async () => {
    const types = `import type { Verb } from '../verbs/verb';\nexport type Known = Verb;\n`;
    expect(await brokenRules('lib/client/sample.ts', types)).toEqual([]);
    for (const kept of [`import { type Verb } from '../verbs/verb';`, importing('../verbs/verb')]) {
      expect(await brokenRules('lib/client/sample.ts', kept), kept).toContain(rule);
    }
    expect(
      await brokenRules('lib/client/sample.ts', types.replace('verbs/verb', 'database/client')),
    ).toContain(rule);
    expect(await brokenRules('lib/replay/sample.ts', types)).toContain(rule);
  });

  test('jstat stays in the distributions, which know where it is right', async () => {
    expect(await brokenRules('lib/statistics/sample.ts', importing('jstat'))).toEqual([rule]);
    expect(await brokenRules('lib/verbs/sample.ts', importing('jstat'))).toEqual([rule]);
    expect(await brokenRules('lib/statistics/distributions/sample.ts', importing('jstat'))).toEqual([]);
  });

  test("Prisma's internal engine stays in one file", async () => {
    const text = importing('@prisma/schema-engine-wasm');
    expect(await brokenRules('lib/database/sample.ts', text)).toEqual([rule]);
    expect(await brokenRules('scripts/sample.ts', text)).toEqual([rule]);
    expect(await brokenRules('lib/database/schema-engine.ts', text)).toEqual([]);
  });

  test('the generated client is for the rooms that hold queries', async () => {
    const text = importing('@/lib/database/generated/client');
    for (const room of ['app', 'components', 'lib/serving', 'lib/analysis', 'sdk']) {
      expect(await brokenRules(`${room}/sample.ts`, text), room).toContain(rule);
    }
    for (const room of ['lib/database', 'lib/verbs', 'lib/evidence/postgres', 'lib/auth']) {
      expect(await brokenRules(`${room}/sample.ts`, text), room).toEqual([]);
    }
  });

  test('every room that ARCHITECTURE.md names is in the table', () => {
    const architecture = readFileSync(path.resolve(import.meta.dirname, '../../ARCHITECTURE.md'), 'utf8');
    const table = architecture.slice(architecture.indexOf('| room |'));
    const firstCells = Array.from(table.matchAll(/^\| (`[^|]+`) \|/gm), ([, cell]) => cell ?? '');
    const named = firstCells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name]) => name));
    expect(named.length).toBeGreaterThan(12);
    expect(rooms.map((room) => room.path)).toEqual(expect.arrayContaining(named));
  });

  test('every folder of lib is in the table of ARCHITECTURE.md', () => {
    const root = path.resolve(import.meta.dirname, '../..');
    const architecture = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
    const folders = readdirSync(path.join(root, 'lib'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const missing = folders.filter(({ name }) => !architecture.includes(`\n| \`lib/${name}\``));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

describe('a file or folder is named after what it holds', () => {
  const text = 'export const a = 1;\n';
  test.each([
    'lib/verbs/helpers.ts',
    'lib/verbs/date-utils.ts',
    'lib/verbs/utils/sample.ts',
    'lib/charts/common/sample.ts',
    'app/types/sample.ts',
    'app/_helpers/sample.ts',
    'lib/statistics/misc/sample.ts',
  ])('%s is refused', async (file) => {
    expect(await brokenRules(file, text)).toEqual(['fairsplit/room-names']);
  });

  test('other names are fine', async () => {
    expect(await brokenRules('lib/verbs/experiments/sample.ts', text)).toEqual([]);
    expect(await brokenRules('lib/charts/sample.ts', text)).toEqual([]);
  });
});
