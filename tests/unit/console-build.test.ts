import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { buildConsoleBeside, builtConsole } from '@/tests/support/console-build';

// The console is built beside the tests that need none; those that need it wait for its end.

afterEach(() => {
  globalThis.fairsplitConsoleBuild = undefined;
});

test('whoever waits for the build goes on when it has ended, and nothing is left of it', async () => {
  let endBuild = (): void => undefined;
  globalThis.fairsplitConsoleBuild = new Promise((resolve) => (endBuild = resolve));
  const { outcomeFile, end } = buildConsoleBeside();
  let hasWaited = false;
  const waiting = builtConsole(outcomeFile).then(() => (hasWaited = true));
  await nextTurn();
  expect([hasWaited, existsSync(outcomeFile)]).toEqual([false, false]);
  endBuild();
  await waiting;
  await end();
  expect(existsSync(outcomeFile)).toBe(false);
});

test('a build that fails fails whoever waits for it, with its words', async () => {
  globalThis.fairsplitConsoleBuild = Promise.reject(new Error('Type error in page.tsx'));
  const { outcomeFile, end } = buildConsoleBeside();
  await expect(builtConsole(outcomeFile)).rejects.toThrow(
    'The console could not be built: Type error in page.tsx',
  );
  await end();
});
