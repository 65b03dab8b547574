import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

/** npm writes this file at the end of an install, so its time is that of the last whole one. */
const installedLockfile = path.join(root, 'node_modules', '.package-lock.json');
const lockfile = path.join(root, 'package-lock.json');

/** `npm install` writes package-lock.json a moment after it has noted the install. */
const npmWritesLockfileLaterMs = 10_000;

function isInstalled() {
  if (!existsSync(installedLockfile)) return false;
  return statSync(installedLockfile).mtimeMs + npmWritesLockfileLaterMs >= statSync(lockfile).mtimeMs;
}

/** Installs exactly what the lockfile says, unless that has been done. Runs before any package is there: Node alone. */
export function installPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    throw new Error(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`);
  }
  if (isInstalled()) return 'present';
  console.log('Installing packages (once, and again when the lockfile changes)');
  const strict = npm('ci');
  // A registry that does not carry every platform's optional packages leaves them out of the lockfile, and `npm ci` then
  // refuses it as incomplete. `npm install` takes the same locked versions and skips what is for another platform.
  const result = strict.said.includes('EUSAGE') ? npm('install', '--no-save') : strict;
  if (result.status !== 0)
    throw new Error(`${result.said}\nThe packages could not be installed; npm says why above.`);
  return 'installed';
}

function npm(...args) {
  const windows = process.platform === 'win32';
  const result = spawnSync(
    windows ? 'npm.cmd' : 'npm',
    [...args, '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'],
    { cwd: root, encoding: 'utf8', shell: windows },
  );
  return { status: result.status, said: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}` };
}

/** Ends the process with a message instead of a stack trace: what went wrong here is for the person at the terminal. */
export function endWith(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
