import { spawn } from 'node:child_process';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { childEnvironment } from '../../lib/env';

export interface NpmScript {
  /** Resolves with all that was said so far once a line matches. */
  readonly said: (line: RegExp) => Promise<string>;
  /** Sends SIGTERM to npm alone, as a supervisor does, and waits until nothing holds the program's output any more. */
  readonly terminate: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');

/** `npm run NAME` in production mode, as an operator runs it. It ends with the test that runs it. */
export function runNpmScript(name: string, variables: Readonly<Record<string, string>>): NpmScript {
  const npm = spawn('npm', ['run', name], {
    cwd: root,
    env: childEnvironment({ NODE_ENV: 'production', HOST: '127.0.0.1', LOG_LEVEL: 'error', ...variables }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  };
  npm.stdout.on('data', hear);
  npm.stderr.on('data', hear);
  // Whoever is still running holds the pipes: 'close' comes when the last of them has ended, 'exit' when npm has.
  const allEnded = new Promise<void>((resolve) => npm.once('close', () => resolve()));
  const terminate = () => {
    npm.kill('SIGTERM');
    return allEnded;
  };
  onTestFinished(terminate);
  return {
    said: (line) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!line.test(text)) return;
          listeners.delete(look);
          resolve(text);
        };
        listeners.add(look);
        void allEnded.then(() => reject(new Error(`npm run ${name} ended before it said ${line}: ${text}`)));
        look();
      }),
    terminate,
  };
}
