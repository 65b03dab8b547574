import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { childEnvironment } from '@/lib/env';
import { filesLeftIn, processesLeftIn } from '@/scripts/left-behind.mjs';
import { temporaryDirectory } from '@/tests/support/after-file';

// What `npm test` looks for after its last test.

test('a folder of ours that a run leaves is found, the caches of tools are not', () => {
  const directory = temporaryDirectory('left');
  mkdirSync(path.join(directory, 'fairsplit-start-x'));
  writeFileSync(path.join(directory, 'tsx-0'), '');
  expect(filesLeftIn(directory)).toEqual(['fairsplit-start-x']);
});

test.runIf(process.platform === 'linux')('a process that a run leaves is found until it ends', async () => {
  const directory = temporaryDirectory('left');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)'], {
    env: childEnvironment({ TMPDIR: directory }),
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await expect.poll(() => processesLeftIn(directory, 0)).toMatchObject([{ pid: child.pid }]);
  child.kill('SIGKILL');
  await ended;
  expect(await processesLeftIn(directory)).toEqual([]);
});
