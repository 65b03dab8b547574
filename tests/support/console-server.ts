import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { childEnvironment } from '../../lib/env';
import { cloneDatabaseUrl } from './database';

const startLimitMs = 60_000;

/** The whole product, as users run it: server.ts with the built console, on an empty database of its own. */
export async function startConsole(): Promise<{ readonly url: string; readonly databaseUrl: string }> {
  const root = path.resolve(import.meta.dirname, '../..');
  const databaseUrl = await cloneDatabaseUrl();
  const environment = childEnvironment({
    DATABASE_URL: databaseUrl,
    FAIRSPLIT_SECRET: 'a secret that only this test uses, long enough',
    FAIRSPLIT_DATA_DIRECTORY: mkdtempSync(path.join(tmpdir(), 'fairsplit-console-')),
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  });
  const server = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  afterAll(async () => {
    server.kill('SIGTERM');
    await ended;
  });
  let said = '';
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`The server did not start: ${said}`)), startLimitMs);
    server.once('exit', (code) => reject(new Error(`The server ended with ${String(code)}: ${said}`)));
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /ready at (?<url>\S+)/.exec(said)?.groups?.['url'];
      if (url === undefined) return;
      clearTimeout(limit);
      resolve({ url, databaseUrl });
    });
  });
}
