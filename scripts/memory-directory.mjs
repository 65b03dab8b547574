import { existsSync, mkdtempSync, readdirSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where Linux keeps files in memory. */
const memory = '/dev/shm';

/** Far more than a whole run of tests has written at a time. In a container it is often a few MB only. */
const enoughBytes = 4 * 1024 ** 3;

/** Whether databases of tests may live in memory: there is room for their files there, and for what else runs. */
export function hasRoomInMemory() {
  if (!existsSync(memory)) return false;
  const { bavail, bsize } = statfsSync(memory);
  return Math.min(bavail * bsize, process.availableMemory()) >= enoughBytes;
}

/**
 * A directory for a Postgres whose data nobody keeps, in memory where there is room. Each test file has a database of its own,
 * some three hundred files that come and go, which on a disk took half of the processor time of some tests.
 */
export function makeDatabaseDirectory() {
  const temporary = os.tmpdir();
  return mkdtempSync(
    hasRoomInMemory() ? memoryPrefix(temporary) : path.join(temporary, 'fairsplit-database-'),
  );
}

/** The directories in memory whose maker had `temporary` as its TMPDIR. */
export function memoryDirectories(temporary) {
  const prefix = memoryPrefix(temporary);
  if (!existsSync(memory)) return [];
  return readdirSync(memory)
    .map((name) => path.join(memory, name))
    .filter((directory) => directory.startsWith(prefix));
}

function memoryPrefix(temporary) {
  return path.join(memory, `fairsplit${temporary.replaceAll(path.sep, '-')}-`);
}
