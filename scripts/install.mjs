import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagesThere } from './packages-there.mjs';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

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
export async function installPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    throw new Error(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`);
  }
  if (isInstalled()) return 'present';
  console.log('Installing packages (once, and again when the lockfile changes)');
  const strict = await npm('ci');
  // A registry that does not carry every platform's optional packages leaves them out of the lockfile, and `npm ci` then
  // refuses it as incomplete. `npm install` takes the same locked versions and skips what is for another platform.
  const result = strict.said.includes('EUSAGE') ? await npm('install', '--no-save') : strict;
  if (result.status !== 0)
    throw new Error(`${result.said}\nThe packages could not be installed; npm says why above.`);
  return 'installed';
}

/** npm itself is silent for minutes: the packages that have arrived are told meanwhile. */
const reportEveryMs = 5_000;

async function npm(...args) {
  const windows = process.platform === 'win32';
  const child = spawn(
    windows ? 'npm.cmd' : 'npm',
    [...args, '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'],
    { cwd: root, shell: windows, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  // What ends us ends npm too: it would go on by itself, and install into a folder that somebody else installs into by then.
  const end = () => child.kill('SIGTERM');
  const onSignal = () => process.exit(1);
  process.on('exit', end);
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  const startedMs = Date.now();
  const timer = setInterval(() => {
    const { there, all } = packagesThere(root);
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    console.log(`  ${there} of about ${all} packages are there after ${seconds} s`);
  }, reportEveryMs);
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  try {
    const status = await new Promise((resolve) => {
      child.on('error', (error) => {
        said += error;
        resolve(1);
      });
      child.on('close', resolve);
    });
    return { status, said };
  } finally {
    clearInterval(timer);
    process.off('exit', end);
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  }
}

/** Ends the process with a message instead of a stack trace: what went wrong here is for the person at the terminal. */
export function endWith(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
