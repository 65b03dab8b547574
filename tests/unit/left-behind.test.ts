import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { childEnvironment } from '@/lib/env';
import { filesLeftIn, processesLeftIn } from '@/scripts/left-behind.mjs';
import { hasRoomInMemory, makeDatabaseDirectory } from '@/scripts/memory-directory.mjs';
import { afterFile, temporaryDirectory } from '@/tests/support/after-file';

// What `npm test` looks for after its last test.

test('a folder of ours that a run leaves is found, the caches of tools are not', () => {
  const directory = temporaryDirectory('left');
  mkdirSync(path.join(directory, 'fairsplit-start-x'));
  writeFileSync(path.join(directory, 'tsx-0'), '');
  expect(filesLeftIn(directory)).toEqual(['fairsplit-start-x']);
});

test.runIf(hasRoomInMemory())(
  'the database of a run is in memory, and found there; that of another run is not its',
  () => {
    const [directory, other] = [temporaryDirectory('left'), temporaryDirectory('left')];
    const made = [directory, other].map((one) => {
      vi.stubEnv('TMPDIR', one);
      const database = makeDatabaseDirectory();
      afterFile(() => rmSync(database, { recursive: true }));
      return database;
    });
    vi.unstubAllEnvs();
    expect(filesLeftIn(directory)).toEqual([made[0]]);
  },
);

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
