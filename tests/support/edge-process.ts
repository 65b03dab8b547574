import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { childEnvironment } from '../../lib/env';

/** `edge.ts` in a process of its own. */
export interface EdgeProcess {
  readonly url: string;
  /** Sends SIGTERM, waits for the end, and gives the exit code. */
  readonly stop: () => Promise<number | null>;
}

export interface EdgeOptions {
  readonly databaseUrl: string;
  readonly port: number;
  readonly snapshotDirectory: string;
}

const root = path.resolve(import.meta.dirname, '../..');

/** Resolves when it answers. Whoever starts one stops it, also when a test fails. */
export async function startEdge({ databaseUrl, port, snapshotDirectory }: EdgeOptions): Promise<EdgeProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'edge.ts'], {
    cwd: root,
    env: childEnvironment({
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      HOST: '127.0.0.1',
      FAIRSPLIT_SNAPSHOT_DIRECTORY: snapshotDirectory,
      LOG_LEVEL: 'fatal',
      NODE_ENV: 'production',
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    exited.then(([code]) => {
      throw new Error(`The edge ended with ${String(code)} before it answered.`);
    }),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}
