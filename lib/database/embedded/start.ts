import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDatabase, withConnection } from '../administration';
import { withDatabaseName } from '../connection-url';
import { clusterHome, postgresAccount } from './account';
import { type ClusterFiles, clusterFiles, ensureCluster, type Runtime, superuser } from './cluster';
import { endWithOwner } from './end-with-owner';
import {
  forgetPostmaster,
  hasEnded,
  isAlive,
  isPostmasterOf,
  readPostmasterNote,
  startPostmaster,
  stopPostmaster,
} from './postmaster';
import { preparePrograms } from './programs';
import { withStartLock } from './start-lock';
import { supervise } from './supervise';

export interface EmbeddedPostgres {
  /** Names the database `fairsplit`, which exists. */
  readonly url: string;
  readonly pid: number;
  /** Where the cluster, its password and its log are. */
  readonly home: string;
  /** False when another process of ours started it; then `stop` leaves it running. */
  readonly owned: boolean;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly dataDirectory: string;
  readonly report?: (line: string) => void;
  /** False leaves it alone once it has ended, for whoever ends it on purpose. */
  readonly isSupervised?: boolean;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 60_000;

/**
 * A real Postgres in a process of its own, with its data under `dataDirectory`; joins the one that runs there already. If it
 * ends although nobody stopped it, the process that owns it starts it again at the same address.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDirectory, report = () => undefined, isSupervised = true } = options;
  const files = clusterFiles(clusterHome(dataDirectory, report));
  mkdirSync(files.home, { recursive: true });
  return withStartLock({ file: files.startLock, timeoutMs: startTimeoutMs }, async () => {
    const running = await runningPostmaster(files);
    const owned = running === undefined || !ownerLives(files);
    const { pid, port } = running ?? (await startAnew(files, report));
    const url = clusterUrl(files, port);
    const postgres = handle({ files, pid, url, owned, isSupervised, report });
    try {
      if (owned) writeFileSync(files.owner, String(process.pid));
      await ensureDatabase(url);
      return postgres;
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  });
}

interface HandleParts {
  readonly files: ClusterFiles;
  readonly pid: number;
  readonly url: string;
  readonly owned: boolean;
  readonly isSupervised: boolean;
  readonly report: (line: string) => void;
}

function handle({ files, pid, url, owned, isSupervised, report }: HandleParts): EmbeddedPostgres {
  const current = { pid, release: owned ? endWithOwner(pid) : () => undefined };
  const runs = () => isPostmasterOf(files.cluster, current.pid);
  const restart = async () => {
    const again = await startAgain(files, url, report);
    current.release();
    current.pid = again;
    current.release = endWithOwner(again);
  };
  const supervision = owned && isSupervised ? supervise({ runs, restart, report }) : undefined;
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    if (!owned) return;
    await supervision?.stop();
    if (runs()) await stopPostmaster(files.cluster, current.pid, stopTimeoutMs);
    current.release();
    rmSync(files.owner, { force: true });
  };
  return {
    url,
    get pid() {
      return current.pid;
    },
    home: files.home,
    owned,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** At the address of before, which every pool of the process knows. Returns the new process's number. */
async function startAgain(files: ClusterFiles, url: string, report: (line: string) => void): Promise<number> {
  return withStartLock({ file: files.startLock, timeoutMs: startTimeoutMs }, async () => {
    // A try that found the port taken has noted another one.
    writeFileSync(files.port, `${new URL(url).port}\n`);
    const { pid, port } = (await runningPostmaster(files)) ?? (await startAnew(files, report));
    if (clusterUrl(files, port) === url) return pid;
    await stopPostmaster(files.cluster, pid, stopTimeoutMs);
    throw new Error(`Another program has taken its port: ${new URL(url).port}.`);
  });
}

/** The process that started this Postgres. When it was killed, whoever comes next takes its place. */
function ownerLives(files: ClusterFiles): boolean {
  return existsSync(files.owner) && isAlive(Number(readFileSync(files.owner, 'utf8')));
}

function clusterUrl(files: ClusterFiles, port: number): string {
  const password = readFileSync(files.password, 'utf8').trim();
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/fairsplit`;
}

/** The postmaster that serves this cluster now, after waiting for one that is still starting, recovering or stopping. */
async function runningPostmaster(files: ClusterFiles): Promise<{ pid: number; port: number } | undefined> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const note = readPostmasterNote(files.cluster);
    if (note === undefined) return undefined;
    if (!isPostmasterOf(files.cluster, note.pid)) {
      forgetPostmaster(files.cluster);
      return undefined;
    }
    if (note.port > 0 && (await accepts(clusterUrl(files, note.port)))) return note;
    if (Date.now() >= deadline) {
      throw new Error(
        `A Postgres (process ${note.pid}) holds ${files.cluster} and does not answer; its log is ${files.log}`,
      );
    }
    await hasEnded(files.cluster, note.pid, 100);
  }
}

async function accepts(url: string): Promise<boolean> {
  try {
    await withConnection(withDatabaseName(url, 'postgres'), (client) => client.query('select 1'));
    return true;
  } catch {
    return false;
  }
}

async function startAnew(
  files: ClusterFiles,
  report: (line: string) => void,
): Promise<{ pid: number; port: number }> {
  const runtime = await prepareRuntime(files);
  if ((await ensureCluster(files, runtime)) === 'created') {
    report(`Made a Postgres ${runtime.programs.major} database in ${files.cluster}.`);
  }
  if (runtime.account !== undefined) chownSync(files.cluster, runtime.account.uid, runtime.account.gid);
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const port = await stablePort(files);
    const url = clusterUrl(files, port);
    const timeoutMs = Math.max(1_000, deadline - Date.now());
    const outcome = await startPostmaster({ files, runtime, port, accepts: () => accepts(url), timeoutMs });
    if (outcome.pid !== undefined) return { pid: outcome.pid, port };
    if (Date.now() >= deadline || !passes(outcome.log)) {
      throw new Error(`Postgres did not start; its log (${files.log}) says:\n${outcome.log.trim()}`);
    }
    await sleep(200);
  }
}

async function prepareRuntime(files: ClusterFiles): Promise<Runtime> {
  const account = postgresAccount(files.cluster);
  return { account, programs: await preparePrograms({ copies: files.home, account }) };
}

/** Sessions of a killed postmaster take a moment to end; a port may be taken between our look and Postgres's. */
function passes(log: string): boolean {
  return log.includes('pre-existing shared memory block') || log.includes('could not bind');
}

/** The port of last time when it is free, so that an address somebody wrote down stays true. */
async function stablePort(files: ClusterFiles): Promise<number> {
  const kept = existsSync(files.port) ? Number(readFileSync(files.port, 'utf8')) : 0;
  const port = (await freePort(kept)) ?? (await freePort(0));
  if (port === undefined) throw new Error('No port of 127.0.0.1 is free for Postgres');
  writeFileSync(files.port, `${port}\n`);
  return port;
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(port));
    });
  });
}
