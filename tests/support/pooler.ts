import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresAccount } from '../../lib/database/embedded/account';
import { portToListenOn } from '../../scripts/port';

export interface Pooler {
  /** The database that was given, by way of the pooler. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Whether this machine has PgBouncer (Debian: apt-get install pgbouncer). */
export const hasPooler = spawnSync('pgbouncer', ['--version']).status === 0;

/** PgBouncer in front of the database, in a process of its own. Resolves when it takes connections. */
export async function startPooler(databaseUrl: string, mode: 'session' | 'transaction'): Promise<Pooler> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-pooler-'));
  chmodSync(directory, 0o755);
  const port = await portToListenOn({ wanted: 0, host: '127.0.0.1', report: () => undefined });
  const { hostname, port: behind, username, password } = new URL(databaseUrl);
  const file = path.join(directory, 'pgbouncer.ini');
  const users = path.join(directory, 'users.txt');
  const names = [username, password].map((part) => `"${decodeURIComponent(part).replaceAll('"', '""')}"`);
  writeFileSync(users, `${names.join(' ')}\n`);
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${behind}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${String(port)}`,
    'unix_socket_dir =',
    'auth_type = trust',
    `auth_file = ${users}`,
    `pool_mode = ${mode}`,
    'max_client_conn = 200',
    'default_pool_size = 20',
    'ignore_startup_parameters = extra_float_digits',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  // It refuses to be root, as Postgres does.
  const account = postgresAccount(directory);
  const pooler = spawn('pgbouncer', ['--quiet', file], {
    stdio: 'ignore',
    ...(account !== undefined && { uid: account.uid, gid: account.gid }),
  });
  const ended = once(pooler, 'exit');
  const through = new URL(databaseUrl);
  through.hostname = '127.0.0.1';
  through.port = String(port);
  while (!(await answers(port))) {
    if (pooler.exitCode !== null) throw new Error(`PgBouncer ended with ${String(pooler.exitCode)}.`);
    await sleep(20);
  }
  return {
    url: through.href,
    stop: async () => {
      pooler.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
