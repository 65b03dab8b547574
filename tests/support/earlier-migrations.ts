import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureDatabase } from '../../lib/database/administration';
import { migrate } from '../../lib/database/migrate';
import { temporaryDirectory } from './after-file';
import { unusedDatabaseUrl } from './database';

/** Address of a new database in the state before the migration of that name (or of that beginning of a name). */
export async function databaseBefore(migration: string): Promise<string> {
  const url = unusedDatabaseUrl();
  const directory = temporaryDirectory('migrations');
  for (const name of readdirSync('prisma/migrations')) {
    if (name < migration || name.endsWith('.toml')) {
      cpSync(path.join('prisma/migrations', name), path.join(directory, name), { recursive: true });
    }
  }
  await ensureDatabase(url);
  await migrate({ url, directory });
  return url;
}
