import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

type Cleanup = () => unknown;

const cleanups: Cleanup[] = [];

/**
 * Runs `cleanup` after the last test of the file, the last registered first. Unlike vitest's `afterAll`, which is ignored
 * without a word inside a test, it may be called anywhere.
 */
export function afterFile(cleanup: Cleanup): void {
  cleanups.push(cleanup);
}

/** Called by setup-cleanup.ts. One that fails does not keep the others from running. */
export async function runCleanups(): Promise<void> {
  const failures: unknown[] = [];
  for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) {
    try {
      await cleanup();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Cleaning up after the file failed.');
}

/** An empty directory, which is removed after the file. Every account may enter it, that which runs Postgres for root too. */
export function temporaryDirectory(purpose: string): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), `fairsplit-${purpose}-`));
  chmodSync(directory, 0o755);
  afterFile(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
