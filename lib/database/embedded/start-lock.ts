import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasErrorCode } from './error-code';
import { isAlive } from './postmaster';

/** Runs `work` while no other process does so for the same file: two that start together make one cluster. */
export async function withStartLock<Result>(
  options: { readonly file: string; readonly timeoutMs: number },
  work: () => Promise<Result>,
): Promise<Result> {
  const { file, timeoutMs } = options;
  const deadline = Date.now() + timeoutMs;
  while (!taken(file)) {
    const holder = holderOf(file);
    if (holder !== undefined && !isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (Date.now() >= deadline) {
      throw new Error(
        `Process ${holder ?? '?'} has been starting Postgres for too long. If it does not run any more, delete ${file}.`,
      );
    }
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Undefined while the other process has created the file and not written its number yet. */
function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
