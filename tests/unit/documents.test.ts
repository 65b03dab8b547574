import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  compareVersions,
  floors,
  versionsBelowFloors,
  withoutIntegrity,
  type Lockfile,
} from '../../scripts/check-advisories.mjs';
import { documentProblems } from '../../scripts/check-documents.mjs';
import { temporaryDirectory } from '../support/after-file';

let root: string;

function write(file: string, text: string) {
  const place = path.join(root, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
}

beforeEach(() => {
  root = temporaryDirectory('documents');
  write(
    'package.json',
    JSON.stringify({ scripts: { demo: 'node demo.mjs' }, dependencies: { next: '1.0.0' } }),
  );
  write('docs/dependencies.md', '| package | why |\n|---|---|\n| `next` | pages |\n');
  write('lib/env.ts', '');
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('documents name what is there', () => {
  test('a text whose paths, links and commands exist passes', () => {
    write(
      'README.md',
      'Settings: `lib/env.ts`, `lib/env`; [why](docs/dependencies.md#next). Run `npm run demo`.\n',
    );
    expect(documentProblems(root)).toEqual([]);
  });

  test.each([
    ['a path in backticks', 'See `lib/gone.ts`.', '"lib/gone.ts" does not exist'],
    ['a folder in backticks', 'See `lib/gone/`.', '"lib/gone/" does not exist'],
    ['a file of the root in backticks', 'See `server.ts`.', '"server.ts" does not exist'],
    ['the target of a link', 'See [this](docs/gone.md).', '"docs/gone.md" does not exist'],
    ['the target of a picture', '![Result](docs/gone.png)', '"docs/gone.png" does not exist'],
    ['a command', 'Run `npm run gone`.', '"npm run gone" is not in package.json'],
    ['a command in an example', '```\nnpm run gone -- --all\n```', '"npm run gone" is not in package.json'],
    ['the test command', 'Run `npm test`.', '"npm run test" is not in package.json'],
  ])('%s that is gone is found', (_kind, text, problem) => {
    write('README.md', `${text}\n`);
    expect(documentProblems(root)).toEqual([`README.md: ${problem}`]);
  });

  test('two decision records of one number are found', () => {
    write('docs/decisions/0001-one.md', '# 0001 One\n');
    expect(documentProblems(root)).toEqual([]);
    write('docs/decisions/0001-other.md', '# 0001 Other\n');
    expect(documentProblems(root)).toEqual(['docs/decisions/0001-other.md: another record has this number']);
  });

  test("a room's README names the files beside it", () => {
    write('lib/statistics/moments.ts', '');
    write('lib/statistics/README.md', 'See `./moments.ts` and [the same](./moments.ts).\n');
    expect(documentProblems(root)).toEqual([]);
    write('lib/statistics/README.md', 'See `./gone.ts`.\n');
    expect(documentProblems(root)).toEqual(['lib/statistics/README.md: "./gone.ts" does not exist']);
  });

  test('patterns to fill in, addresses and what commands make are no paths', () => {
    write(
      'README.md',
      '`prisma/<date>`, `docs/NNNN-title.md`, [site](https://example.org), `.data/`, `/api/v1/events`\n',
    );
    expect(documentProblems(root)).toEqual([]);
  });
});

describe('dependencies and their reasons', () => {
  test('a dependency without a line is found', () => {
    write('docs/dependencies.md', '');
    expect(documentProblems(root)).toEqual(['docs/dependencies.md: no line says why "next" is there']);
  });

  test('a line without its dependency is found', () => {
    write('docs/dependencies.md', '| `next` | pages |\n| `left-pad` | padding |\n');
    expect(documentProblems(root)).toEqual(['docs/dependencies.md: "left-pad" is not a direct dependency']);
  });
});

describe('the lockfile', () => {
  test('a package without a checksum is found, and there is none', () => {
    const bare = { packages: { '': {}, 'node_modules/bare': { version: '1.0.0' } } };
    expect(withoutIntegrity(bare)).toEqual([expect.stringContaining('node_modules/bare')]);
    const own: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    expect(withoutIntegrity(own as Lockfile)).toEqual([]);
  });
});

test('what builds and tests is among no packages of production', () => {
  const lockfile = z
    .object({ packages: z.record(z.string(), z.looseObject({ dev: z.boolean().default(false) })) })
    .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const running = Object.entries(lockfile.packages).filter(([place, { dev }]) => place !== '' && !dev);
  const names = running.map(([place]) => place.split('node_modules/').at(-1));
  expect(names).toContain('@prisma/client');
  for (const name of [
    'prisma',
    '@prisma/engines',
    '@prisma/studio-core',
    'vitest',
    'eslint',
    'playwright-core',
  ]) {
    expect(names).not.toContain(name);
  }
  // The packages for other platforms among them, which are not installed.
  expect(names.length).toBeLessThan(300);
});

describe('the lockfile stays above the advisories', () => {
  const table = [{ name: 'next', atLeast: '16.3.3' }];
  const withVersion = (version: string): Lockfile => ({ packages: { 'node_modules/next': { version } } });

  test('versions are ordered by number, and a pre-release comes before its release', () => {
    expect(compareVersions('16.10.0', '16.9.9')).toBeGreaterThan(0);
    expect(compareVersions('16.3.3', '16.3.3')).toBe(0);
    expect(compareVersions('16.3.3-canary.1', '16.3.3')).toBeLessThan(0);
  });

  test('a version below its floor is found, nested copies included', () => {
    expect(versionsBelowFloors(withVersion('16.3.3'), table)).toEqual([]);
    expect(versionsBelowFloors(withVersion('16.3.2'), table)).toHaveLength(1);
    expect(versionsBelowFloors(withVersion('16.3.3-canary.9'), table)).toHaveLength(1);
    const nested = {
      packages: {
        ...withVersion('16.4.0').packages,
        'node_modules/a/node_modules/next': { version: '15.0.0' },
      },
    };
    expect(versionsBelowFloors(nested, table)).toEqual([
      'node_modules/a/node_modules/next is 15.0.0; at least 16.3.3 is needed',
    ]);
  });

  test('a version from before the hole is fine, where it is known when that came', () => {
    const since = [{ name: 'next', atLeast: '16.3.3', since: '16.3.0' }];
    expect(versionsBelowFloors(withVersion('15.0.0'), since)).toEqual([]);
    expect(versionsBelowFloors(withVersion('16.3.0'), since)).toHaveLength(1);
  });

  test('a floor for a package that is not there any more is found', () => {
    expect(versionsBelowFloors({ packages: {} }, table)).toHaveLength(1);
  });

  test("the project's own lockfile passes", () => {
    const file = path.resolve(import.meta.dirname, '../../package-lock.json');
    const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
    expect(floors.length).toBeGreaterThan(0);
    expect(versionsBelowFloors(lockfile)).toEqual([]);
  });
});
