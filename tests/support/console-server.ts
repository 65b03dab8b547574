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
  const databaseUrl = await cloneDatabaseUrl();
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'fairsplit-console-'));
  const server = spawnServer({ databaseUrl, dataDirectory, port: 0 });
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

export interface SpawnServerOptions {
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** `server.ts` in a process of its own, which need not answer yet. It ends with the test file. */
export function spawnServer({ databaseUrl, dataDirectory, port }: SpawnServerOptions) {
  const server = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: childEnvironment({
      DATABASE_URL: databaseUrl,
      FAIRSPLIT_SECRET: 'a secret that only this test uses, long enough',
      FAIRSPLIT_DATA_DIRECTORY: dataDirectory,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  afterAll(async () => {
    server.kill('SIGTERM');
    await ended;
  });
  return server;
}
