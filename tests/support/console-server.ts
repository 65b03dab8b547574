import { spawn } from 'node:child_process';
import path from 'node:path';
import { inject } from 'vitest';
import { childEnvironment } from '../../lib/env';
import { afterFile, temporaryDirectory } from './after-file';
import { builtConsole } from './console-build';
import { cloneDatabaseUrl } from './database';

/** It only ends what hangs. */
const startLimitMs = 600_000;

export interface StartedConsole {
  readonly url: string;
  /** Where the first account is made, as the server prints it. */
  readonly setUpUrl: string;
  readonly databaseUrl: string;
  /** What it wrote on standard output. */
  readonly said: () => string;
  /** Sends SIGTERM, and gives the exit code. */
  readonly end: () => Promise<number | null>;
}

export interface StartConsoleOptions {
  /** Variables of the environment beside or in place of the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Left out: an empty database of its own. */
  readonly databaseUrl?: string;
  /** Somebody has an account in it already, so that no link to set it up is printed. */
  readonly isSetUp?: boolean;
}

/** The whole product, as users run it: server.ts with the built console, on an empty database of its own. */
export async function startConsole({
  settings = {},
  databaseUrl: given,
  isSetUp = false,
}: StartConsoleOptions = {}): Promise<StartedConsole> {
  await builtConsole(inject('consoleBuild'));
  const databaseUrl = given ?? (await cloneDatabaseUrl());
  const dataDirectory = temporaryDirectory('console');
  // Whatever the clock says: no scheduled analysis comes between.
  const server = spawnServer({
    databaseUrl,
    dataDirectory,
    port: 0,
    settings: { FAIRSPLIT_JOBS: 'off', ...settings },
  });
  let said = '';
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`The server did not start: ${said}`)), startLimitMs);
    server.once('exit', (code) => reject(new Error(`The server ended with ${String(code)}: ${said}`)));
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /ready at (?<url>\S+)/.exec(said)?.groups?.['url'];
      const linked = /first one, the owner's, at (?<url>\S+)\n/.exec(said)?.groups?.['url'];
      const setUpUrl = isSetUp ? '' : linked;
      if (url === undefined || setUpUrl === undefined) return;
      clearTimeout(limit);
      resolve({ url, setUpUrl, databaseUrl, said: () => said, end: server.end });
    });
  });
}

export interface SpawnServerOptions {
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/** `server.ts` in a process of its own, which need not answer yet. It ends with the test file. */
export function spawnServer({ databaseUrl, dataDirectory, port, settings = {} }: SpawnServerOptions) {
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
      ...settings,
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const end = async () => {
    server.kill('SIGTERM');
    await ended;
    return server.exitCode;
  };
  afterFile(end);
  return Object.assign(server, { end });
}
