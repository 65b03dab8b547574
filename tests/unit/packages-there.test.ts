import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packagesThere } from '../../scripts/packages-there.mjs';
import { temporaryDirectory } from '../support/after-file';

it('an install moves: the packages that have arrived are counted, without those for other platforms', () => {
  const root = temporaryDirectory('packages');
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/@scope/b': { dev: true },
    'node_modules/a/node_modules/c': { optional: true },
    'node_modules/for-windows': { optional: true, os: ['win32'] },
  };
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages }));
  expect(packagesThere(root)).toEqual({ there: 0, all: 3 });
  for (const [index, place] of ['node_modules/a', 'node_modules/@scope/b'].entries()) {
    mkdirSync(path.join(root, place), { recursive: true });
    // npm makes the folder before what is in it.
    expect(packagesThere(root).there).toBe(index);
    writeFileSync(path.join(root, place, 'package.json'), '{}');
    expect(packagesThere(root)).toEqual({ there: index + 1, all: 3 });
  }
});
