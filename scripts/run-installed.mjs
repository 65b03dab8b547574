import { spawn } from 'node:child_process';
import { whenNpmEnds } from './end-with-npm.mjs';
import { endWith, installPackages, root } from './install.mjs';

/**
 * Runs a TypeScript program of this folder from a checkout in which nothing is installed yet: installs, generates the
 * client, and then is nothing but the program, its ends and its signals included.
 */
export async function runInstalled(program) {
  try {
    await installPackages();
    const { generateClient } = await import('./generate.mjs');
    generateClient();
  } catch (error) {
    endWith(error);
  }
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the whole group: the program stops its server and its database, and we wait for it.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmEnds(() => child.kill('SIGTERM'));
  child.on('error', endWith);
  child.on('close', (code) => process.exit(code ?? 1));
}
