import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../../lib/env';

/** A data plane in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Memory that the process holds now. */
  readonly residentBytes: () => number;
  /** Sends the signal and waits for the end. */
  readonly end: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface ServerProcessOptions {
  readonly databaseUrl: string;
  /** The program to run instead of the ordinary data plane, for servers that break a promise on purpose. */
  readonly program?: string;
  readonly programArguments?: readonly string[];
  /** For Node itself, such as --cpu-prof. */
  readonly nodeArguments?: readonly string[];
}

const ordinary = path.join(import.meta.dirname, 'serve-data-plane.ts');

/** Resolves when it answers. Whoever starts one ends it, also when a test fails; it ends by itself with this process. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { databaseUrl, program = ordinary, programArguments = [], nodeArguments = [] } = options;
  const child = fork(program, [databaseUrl, ...programArguments], {
    execArgv: ['--import', 'tsx', ...nodeArguments],
    env: childEnvironment({ LOG_LEVEL: 'fatal', NODE_ENV: 'production' }),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const url = await Promise.race([
    once(child, 'message').then(([message]) => String(message)),
    exited.then(([code]) => {
      throw new Error(`The server ended with ${String(code)} before it answered.`);
    }),
  ]);
  const { pid } = child;
  if (pid === undefined) throw new Error('The server has no process.');
  return {
    url,
    pid,
    residentBytes: () => residentBytes(pid),
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
    },
  };
}

/** Linux tells it in kB. */
function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`The memory of process ${pid} cannot be told.`);
  return Number(kilobytes) * 1024;
}
