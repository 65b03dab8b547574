import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterFiles, programFailed, type Runtime, runtimeOptions } from './cluster';
import { hasErrorCode } from './error-code';

/** What Postgres notes about itself in postmaster.pid. */
export interface PostmasterNote {
  readonly pid: number;
  readonly port: number;
}

const fileName = 'postmaster.pid';

export function readPostmasterNote(cluster: string): PostmasterNote | undefined {
  try {
    const lines = readFileSync(path.join(cluster, fileName), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return Number.isInteger(pid) && pid > 0 ? { pid, port } : undefined;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM');
  }
}

/**
 * Whether the process is the postmaster of this cluster. After a crash its number may belong to another program, and
 * Postgres itself then refuses to start. We start it as `postgres -D <cluster>`, which its command line keeps.
 */
export function isPostmasterOf(cluster: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  try {
    return commandLine(pid).includes(`-D ${cluster} `);
  } catch {
    return false;
  }
}

/** Readable for every account on Linux, and empty there for a process that has ended and waits to be collected. */
function commandLine(pid: number): string {
  return process.platform === 'linux'
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    : execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
}

/** Removes the note of a postmaster that is gone. */
export function forgetPostmaster(cluster: string): void {
  rmSync(path.join(cluster, fileName), { force: true });
}

/** Postgres's parallel plans share memory in /dev/shm, of which a container often has 64 MB; files do as well. */
function sharedMemorySettings(): readonly string[] {
  const wantedBytes = 512 * 1024 * 1024;
  if (process.platform !== 'linux') return [];
  const space = existsSync('/dev/shm') ? statfsSync('/dev/shm') : undefined;
  const enough = space !== undefined && space.bavail * space.bsize >= wantedBytes;
  return enough ? [] : ['dynamic_shared_memory_type=mmap'];
}

export type StartOutcome = { readonly pid: number } | { readonly pid: undefined; readonly log: string };

/**
 * Starts the postmaster and waits until `accepts` says that it answers. Detached: Ctrl-C in a terminal reaches every
 * process of the group, and Postgres must outlive the requests that are still being finished.
 */
export async function startPostmaster(options: {
  readonly files: ClusterFiles;
  readonly runtime: Runtime;
  readonly port: number;
  readonly accepts: () => Promise<boolean>;
  readonly timeoutMs: number;
}): Promise<StartOutcome> {
  const { files, runtime, port, accepts, timeoutMs } = options;
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=on',
    'full_page_writes=on',
    'timezone=UTC',
    'log_timezone=UTC',
    'max_connections=100',
    'shared_buffers=128MB',
    ...sharedMemorySettings(),
  ];
  const logStart = existsSync(files.log) ? statSync(files.log).size : 0;
  const log = openSync(files.log, 'a', 0o600);
  const child = spawn(
    runtime.programs.postgres,
    ['-D', files.cluster, ...settings.flatMap((setting) => ['-c', setting])],
    { ...runtimeOptions(runtime), detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const seen: { ended: boolean; failure: Error | undefined } = { ended: false, failure: undefined };
  child.on('exit', () => (seen.ended = true));
  child.on('error', (error) => (seen.failure = error));
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (seen.failure !== undefined) throw programFailed(seen.failure);
    if (seen.ended) return { pid: undefined, log: readFileSync(files.log).subarray(logStart).toString() };
    if (await accepts()) {
      child.unref();
      if (child.pid === undefined) break;
      return { pid: child.pid };
    }
    await sleep(25);
  }
  child.kill('SIGINT');
  throw new Error(`Postgres did not answer within ${timeoutMs} ms; its log is ${files.log}`);
}

/** SIGINT is Postgres's fast shutdown: end the sessions, write everything down, end. */
export function askToStop(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (!hasErrorCode(error, 'ESRCH')) throw error;
  }
}

export async function stopPostmaster(cluster: string, pid: number, timeoutMs: number): Promise<void> {
  askToStop(pid);
  if (await hasEnded(cluster, pid, timeoutMs)) return;
  throw new Error(`Postgres (process ${pid}) did not stop within ${timeoutMs} ms`);
}

export async function hasEnded(cluster: string, pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isPostmasterOf(cluster, pid)) {
    if (Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}
