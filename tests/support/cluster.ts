import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDatabase, withConnection } from '../../lib/database/administration';
import { withDatabaseName } from '../../lib/database/connection-url';
import { postgresAccount } from '../../lib/database/embedded/account';
import { clusterFiles, runtimeOptions, type Runtime } from '../../lib/database/embedded/cluster';
import { forgetPostmaster, startPostmaster } from '../../lib/database/embedded/postmaster';
import { startEmbeddedPostgres } from '../../lib/database/embedded/start';
import { migrate } from '../../lib/database/migrate';
import { signalTree, waitUntilEnded } from './process-tree';

/** A Postgres of the test's own, which it may kill. */
export interface Cluster {
  /** Names a migrated database. */
  readonly url: string;
  /** SIGKILL to the postmaster and every process below it, as when the machine loses power but for the disk's cache. */
  readonly killTree: () => Promise<void>;
  /** After killTree: recovers, and answers when it resolves. */
  readonly restart: () => Promise<void>;
  /** Its processes stop where they are: connections stay open, and nothing is answered. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Ends it and removes its files. */
  readonly remove: () => Promise<void>;
}

export type ClusterKind = 'embedded' | 'system';

interface Postmaster {
  readonly pid: number;
  readonly url: string;
}

const debian = '/usr/lib/postgresql';

/** The directory of the newest Postgres that the system has installed where Debian puts it; null where there is none. */
function systemPrograms(): string | null {
  const versions = existsSync(debian) ? readdirSync(debian).filter((name) => /^\d+$/.test(name)) : [];
  const newest = versions.sort((one, other) => Number(other) - Number(one))[0];
  return newest === undefined ? null : path.join(debian, newest, 'bin');
}

/** The Postgres that came with npm, and the system's where there is one. */
export const clusterKinds: readonly ClusterKind[] =
  systemPrograms() === null ? ['embedded'] : ['system', 'embedded'];

export async function createCluster(kind: ClusterKind, settings: readonly string[] = []): Promise<Cluster> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-kill-'));
  // mkdtemp makes it private; the account that runs Postgres for root must get in.
  chmodSync(directory, 0o755);
  const start = kind === 'embedded' ? () => startEmbedded(directory) : await prepareSystem(directory);
  let postmaster = await start();
  const killTree = async () => {
    await waitUntilEnded(signalTree(postmaster.pid, 'SIGKILL'));
  };
  const files = clusterFiles(path.join(directory, kind === 'embedded' ? 'postgres' : ''));
  appendFileSync(path.join(files.cluster, 'postgresql.conf'), `\n${settings.join('\n')}\n`);
  const { url } = postmaster;
  const remove = async () => {
    await killTree();
    rmSync(directory, { recursive: true });
  };
  const restart = async () => {
    postmaster = await start();
    if (postmaster.url !== url) throw new Error(`Postgres came back at another address: ${postmaster.url}`);
  };
  try {
    await migrate({ url });
    // The settings count from the next start.
    await killTree();
    await restart();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url,
    killTree,
    restart,
    freeze: () => void signalTree(postmaster.pid, 'SIGSTOP'),
    thaw: () => void signalTree(postmaster.pid, 'SIGCONT'),
    remove,
  };
}

/** As the product starts it, recovery included. */
async function startEmbedded(dataDirectory: string): Promise<Postmaster> {
  const { pid, url } = await startEmbeddedPostgres({ dataDirectory, isSupervised: false });
  return { pid, url };
}

async function prepareSystem(home: string): Promise<() => Promise<Postmaster>> {
  const programs = systemPrograms();
  if (programs === null) throw new Error(`There is no Postgres below ${debian}.`);
  const files = clusterFiles(home);
  const account = postgresAccount(files.cluster);
  const runtime: Runtime = {
    account,
    programs: {
      initdb: path.join(programs, 'initdb'),
      postgres: path.join(programs, 'postgres'),
      libraries: path.join(programs, '..', 'lib'),
      version: path.basename(path.dirname(programs)),
      major: Number(path.basename(path.dirname(programs))),
    },
  };
  mkdirSync(files.cluster, { mode: 0o700 });
  if (account !== undefined) chownSync(files.cluster, account.uid, account.gid);
  const initdb = [
    `--pgdata=${files.cluster}`,
    '--username=fairsplit',
    '--auth=trust',
    '--encoding=UTF8',
    '--no-locale',
  ];
  execFileSync(runtime.programs.initdb, initdb, { ...runtimeOptions(runtime), stdio: 'ignore' });
  const port = await freePort();
  const url = `postgresql://fairsplit@127.0.0.1:${port}/fairsplit`;
  const accepts = async () => {
    const asking = withConnection(withDatabaseName(url, 'postgres'), (client) => client.query('select 1'));
    return asking.then(
      () => true,
      () => false,
    );
  };
  return async () => {
    for (let attempt = 1; ; attempt += 1) {
      forgetPostmaster(files.cluster);
      const outcome = await startPostmaster({ files, runtime, port, accepts, timeoutMs: 60_000 });
      if (outcome.pid === undefined && attempt === 20) throw new Error(outcome.log);
      // Shared memory of the killed one takes a moment to go.
      if (outcome.pid === undefined) await sleep(100);
      else {
        await ensureDatabase(url);
        return { pid: outcome.pid, url };
      }
    }
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
