import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationList, SchemasContainer } from './schema-engine';

const prismaDirectory = fileURLToPath(new URL('../../prisma', import.meta.url));

export const migrationsDirectory = path.join(prismaDirectory, 'migrations');
export const schemaDirectory = path.join(prismaDirectory, 'schema');

/** The migrations as Prisma lays them out, oldest first: a folder each, named by date, with a migration.sql. */
export async function readMigrations(directory: string): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: await readFile(path.join(directory, name, 'migration.sql'), 'utf8'),
        },
      },
    })),
  );
  return {
    baseDir: directory,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(path.join(directory, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

export async function readSchema(directory: string): Promise<SchemasContainer> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.prisma')).sort();
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(directory, name);
      return { path: file, content: await readFile(file, 'utf8') };
    }),
  );
  return { files };
}
