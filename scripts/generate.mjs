import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const schemaDirectory = path.join(root, 'prisma', 'schema');
const generated = path.join(root, 'lib', 'database', 'generated');
const stamp = path.join(generated, '.made-from');

/** What the client is made from: the schema, and the generator as the lockfile has it, which need not be installed still. */
function fingerprint() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const hash = createHash('sha256').update(packages['node_modules/prisma'].integrity);
  for (const name of readdirSync(schemaDirectory).sort()) {
    hash.update(`${name}\0`).update(readFileSync(path.join(schemaDirectory, name)));
  }
  return hash.digest('hex');
}

/** Writes the Prisma client to lib/database/generated, unless the one there is already made from this schema. */
export function generateClient() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'unchanged';
  const generator = path.join(root, 'node_modules', 'prisma', 'build', 'index.js');
  if (!existsSync(generator)) {
    throw new Error(
      'The database client has to be made, which takes a package that `npm ci --omit=dev` leaves out: run `npm ci`, ' +
        '`npm run generate` and `npm run build` first, then `npm prune --omit=dev --no-save`.',
    );
  }
  const result = spawnSync(process.execPath, [generator, 'generate'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      // Generating needs no engine, but Prisma downloads one unless told of a program that exists; this one does.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (result.status !== 0) {
    throw new Error(
      `prisma generate failed:\n${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}`,
    );
  }
  writeFileSync(stamp, wanted);
  return 'generated';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`Prisma client: ${generateClient()}`);
