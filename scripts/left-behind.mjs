import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryDirectories } from './memory-directory.mjs';

/** Our own files; the caches of tools stand beside them, and go with the directory. */
const ours = /^fairsplit-/;

/** What a run left of its own in the directory that was its TMPDIR, and in memory. */
export function filesLeftIn(directory) {
  return [...readdirSync(directory).filter((name) => ours.test(name)), ...memoryDirectories(directory)];
}

/**
 * The processes that still run and had the directory as their TMPDIR, which children inherit: `{ pid, command }`. Some take a
 * moment to end; only what is there after `limitMs` counts. Linux alone says what a process was started with.
 */
export async function processesLeftIn(directory, limitMs = 60_000) {
  const deadlineMs = Date.now() + limitMs;
  for (;;) {
    const left = processesIn(directory);
    if (left.length === 0 || Date.now() >= deadlineMs) return left;
    await sleep(200);
  }
}

function processesIn(directory) {
  if (!existsSync('/proc/self/environ')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    try {
      const isOurs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`TMPDIR=${directory}`);
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return isOurs ? [{ pid: Number(pid), command }] : [];
    } catch {
      // It has ended meanwhile, or is somebody else's.
      return [];
    }
  });
}
