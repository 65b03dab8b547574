import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../../lib/env';
import type { LoadOrder, LoadResult } from './load-generator';

const root = path.resolve(import.meta.dirname, '../..');
const TSX = ['--import', 'tsx'];

/** A server in a process of its own. */
export interface MeasuredServer {
  readonly pid: number;
  readonly port: number;
  /** Processor time that it took so far, in seconds. */
  readonly cpuSeconds: () => number;
  readonly end: () => Promise<void>;
}

export interface BareServer extends MeasuredServer {
  readonly willAnswer: (path: string, answer: string) => Promise<void>;
}

export async function startBareServer(): Promise<BareServer> {
  const child = fork(path.join(import.meta.dirname, 'bare-server.ts'), { execArgv: TSX });
  const [port] = (await once(child, 'message')) as [number];
  return {
    ...measured(child, port),
    willAnswer: async (where, answer) => {
      child.send([where, answer]);
      await once(child, 'message');
    },
  };
}

/** A program of ours that says "ready at http://..." when it answers. */
export async function startProgram(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<MeasuredServer> {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: childEnvironment(environment),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    let said = '';
    child.once('exit', (code) =>
      reject(new Error(`${command.join(' ')} ended with ${String(code)}: ${said}`)),
    );
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /https?:\/\/[^:\s]+:(?<port>\d+)/.exec(said)?.groups?.['port'];
      if (found !== undefined && /ready/i.test(said)) resolve(Number(found));
    });
  });
  return measured(child, port);
}

export interface LoadGenerator {
  /** Processor time that it took so far, in seconds. */
  readonly cpuSeconds: () => number;
  readonly run: (order: LoadOrder) => Promise<LoadResult>;
  readonly end: () => Promise<void>;
}

export function startLoadGenerator(): LoadGenerator {
  const child = fork(path.join(import.meta.dirname, 'load-generator.ts'), { execArgv: TSX });
  const { pid = 0 } = child;
  return {
    cpuSeconds: () => cpuSecondsOf(pid),
    run: async (order) => {
      child.send(order);
      const [result] = (await once(child, 'message')) as [LoadResult];
      return result;
    },
    end: () => ended(child),
  };
}

function measured(child: ChildProcess, port: number): MeasuredServer {
  const { pid = 0 } = child;
  return { pid, port, cpuSeconds: () => cpuSecondsOf(pid), end: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const TICKS_PER_SECOND = 100;

/** User and system time as Linux tells it; 0 where there is no such file. */
function cpuSecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
