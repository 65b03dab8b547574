import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateClient } from './generate.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Makes what the checks read and git does not keep: the database client, and the types of Next's routes. */
export function prepareChecks() {
  generateClient();
  if (!existsSync(path.join(root, 'app'))) return;
  const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const result = spawnSync(process.execPath, [next, 'typegen'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (result.status !== 0) throw new Error(`next typegen failed:\n${result.stdout}${result.stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepareChecks();
