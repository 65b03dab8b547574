import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** What a build is made from. A path that is not there is no source. */
const sources = [
  'app',
  'components',
  'lib',
  'public',
  'next.config.js',
  'postcss.config.cjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** Builds the console when there is no build, or one that is older than its sources. */
export async function buildIfStale(options: {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
}): Promise<void> {
  const { root, environment, report } = options;
  // Next writes this file when a build has succeeded.
  const built = path.join(root, '.next', 'BUILD_ID');
  const newestMs = Math.max(...sources.map((source) => newestChangeMs(path.join(root, source))));
  if (existsSync(built) && statSync(built).mtimeMs >= newestMs) return;
  report('Building the console (about a minute, and again only when the sources change)');
  const child = spawn(process.execPath, [path.join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const end = () => child.kill();
  process.on('exit', end);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  process.off('exit', end);
  if (code !== 0) throw new Error(`${said}\nThe build failed; its messages are above.`);
}

function newestChangeMs(target: string): number {
  if (!existsSync(target)) return 0;
  const found = statSync(target);
  if (!found.isDirectory()) return found.mtimeMs;
  // A directory's own time changes when a file in it is added or removed.
  const inside = readdirSync(target).map((name) => newestChangeMs(path.join(target, name)));
  return Math.max(found.mtimeMs, ...inside);
}
