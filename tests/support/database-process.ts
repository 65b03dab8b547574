import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface OtherProcess {
  readonly postmasterPid: number;
  /** Sends the signal and waits for the end; returns the exit code, null when the signal itself ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const program = path.join(import.meta.dirname, 'database-owner.ts');

/** A process of its own that starts an embedded Postgres, says so, and waits. */
export async function startedByAnotherProcess(dataDirectory: string): Promise<OtherProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said = await Promise.race([
    once(child.stdout, 'data').then(([chunk]) => String(chunk)),
    exited.then(([code]) => {
      throw new Error(`The other process ended with ${String(code)}`);
    }),
  ]);
  return {
    postmasterPid: Number(said),
    end: async (signal) => {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}
