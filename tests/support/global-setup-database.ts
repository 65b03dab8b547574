import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { createDatabase, dropDatabase } from '../../lib/database/administration';
import { withDatabaseName } from '../../lib/database/connection-url';
import { startEmbeddedPostgres } from '../../lib/database/embedded/start';
import { migrate } from '../../lib/database/migrate';
import { env } from '../../lib/env';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of a migrated, empty database that nobody connects to: tests work on copies of it. */
    readonly templateUrl: string;
  }
}

interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Once per run and project: a server (that of DATABASE_URL, or an embedded Postgres in a directory of its own) and on it
 * a migrated template. Existing databases of the server are left alone.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await testServer();
  const name = `fairsplit_test_${process.pid}_${project.name}_template`;
  const templateUrl = withDatabaseName(server.url, name);
  await createDatabase(templateUrl);
  await migrate({ url: templateUrl });
  project.provide('templateUrl', templateUrl);
  return async () => {
    await dropDatabase(templateUrl);
    await server.stop();
  };
}

async function testServer(): Promise<TestServer> {
  const { databaseUrl } = env();
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: () => Promise.resolve() };
  const dataDirectory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-test-'));
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
