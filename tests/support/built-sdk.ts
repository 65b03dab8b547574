import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { inject } from 'vitest';
import type { Database } from '../../lib/database/client';
import type { Client, ClientError, ClientOptions } from '../../sdk/src/node';
import { afterFile } from './after-file';

interface Entries {
  readonly node: typeof import('../../sdk/src/node');
  readonly assignment: typeof import('../../sdk/src/assignment');
  readonly explain: typeof import('../../sdk/src/explain');
  readonly snapshot: typeof import('../../sdk/src/snapshot');
  readonly 'file-storage': typeof import('../../sdk/src/file-storage');
  readonly 'openfeature-server': typeof import('../../sdk/src/openfeature-server');
  readonly 'openfeature-web': typeof import('../../sdk/src/openfeature-web');
  readonly testing: typeof import('../../sdk/src/testing');
}

/** An entry point of the installed package, resolved and loaded as Node does it for `require`. */
export function loadSdk<Name extends keyof Entries>(name: Name): Entries[Name] {
  const load = createRequire(path.join(inject('sdkConsumer'), 'index.js'));
  return load(name === 'node' ? '@fairsplit/sdk' : `@fairsplit/sdk/${name}`) as Entries[Name];
}

// Each client listens for the end of the process, and a file of tests has more of them than applications do.
process.setMaxListeners(50);

export interface ClientUnderTest extends Client {
  readonly errors: readonly ClientError[];
}

/** A client of the built package, in short intervals; closed after the file's last test. */
export function startClient(options: ClientOptions): ClientUnderTest {
  const { createClient } = loadSdk('node');
  const errors: ClientError[] = [];
  const client = createClient({
    flushIntervalMs: 20,
    // It only ends what hangs.
    timeoutMs: 300_000,
    onError: (error) => errors.push(error),
    ...options,
  });
  afterFile(() => client.close());
  return { ...client, errors };
}

/** Code of a page, as a bundler makes it of a module that imports the installed package. */
export async function bundleForBrowser(contents: string, loader: 'ts' | 'tsx' = 'ts'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, loader, resolveDir: inject('sdkConsumer') },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

/** Events are in partitions, which Prisma does not know. */
export async function countEvents(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    'select count(*)::int as "count" from "events"',
  );
  return rows[0]?.count ?? 0;
}
