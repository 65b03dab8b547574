import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../lib/database/embedded/start';
import { env } from '../lib/env';

/**
 * The server to make a database on: that of DATABASE_URL, whose own databases are left alone, or an embedded Postgres in
 * a directory that goes away with the bench.
 */
export async function benchServer(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const { databaseUrl } = env();
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: () => Promise.resolve() };
  const dataDirectory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-bench-'));
  // mkdtemp makes it private; the account that runs Postgres for root must get in.
  chmodSync(dataDirectory, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDirectory });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDirectory, { recursive: true });
    },
  };
}
