import { chmodSync, rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { createDatabase, dropDatabase, withConnection } from '../../lib/database/administration';
import { withDatabaseName } from '../../lib/database/connection-url';
import { startEmbeddedPostgres } from '../../lib/database/embedded/start';
import { migrate } from '../../lib/database/migrate';
import { env } from '../../lib/env';
import { makeDatabaseDirectory } from '../../scripts/memory-directory.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of a migrated, empty database that nobody connects to: tests work on copies of it. */
    readonly templateUrl: string;
  }
}

interface TestServer {
  readonly templateUrl: string;
  readonly stop: () => Promise<void>;
}

declare global {
  // Vitest evaluates this file once for each project, in the same process: they share one server.
  var fairsplitTestServer: { readonly started: Promise<TestServer>; projects: number } | undefined;
}

/**
 * Once per run: a server (that of DATABASE_URL, or an embedded Postgres in a directory of its own) and on it a migrated
 * template. Existing databases of the server are left alone.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const shared = (globalThis.fairsplitTestServer ??= { started: startTestServer(), projects: 0 });
  shared.projects += 1;
  const server = await shared.started;
  project.provide('templateUrl', server.templateUrl);
  return async () => {
    shared.projects -= 1;
    if (shared.projects === 0) await server.stop();
  };
}

async function startTestServer(): Promise<TestServer> {
  const { databaseUrl } = env();
  const own = databaseUrl === undefined ? await startOwnPostgres() : undefined;
  const templateUrl = withDatabaseName(
    databaseUrl ?? own?.url ?? '',
    `fairsplit_test_${process.pid}_template`,
  );
  await createDatabase(templateUrl);
  await migrate({ url: templateUrl });
  return {
    templateUrl,
    stop: async () => {
      await dropDatabase(templateUrl);
      await own?.stop();
    },
  };
}

async function startOwnPostgres(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const dataDirectory = makeDatabaseDirectory();
  // It is private at first; the account that runs Postgres for root must get in.
  chmodSync(dataDirectory, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDirectory });
  await withConnection(postgres.url, async (client) => {
    // No commit waits for the disk. What durability is for, the kill tests try on their own servers.
    for (const durable of ['synchronous_commit', 'fsync', 'full_page_writes'])
      await client.query(`alter system set ${durable} = off`);
    await client.query('select pg_reload_conf()');
  });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDirectory, { recursive: true });
    },
  };
}
