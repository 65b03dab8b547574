import { openDatabase, type Database } from '../database/client';
import { env } from '../env';

declare global {
  // Next loads this module once for each of its bundles; the connections are the process's, so they hang here.
  var fairsplitDatabase: Database | undefined;
}

/** The database of this process, opened when first asked for. */
export function processDatabase(): Database {
  globalThis.fairsplitDatabase ??= openConfigured();
  return globalThis.fairsplitDatabase;
}

function openConfigured(): Database {
  const url = env().databaseUrl;
  if (url === undefined) {
    throw new Error(
      'The console has no database. Start with "npm run demo", which brings one, or set DATABASE_URL.',
    );
  }
  return openDatabase({ url, applicationName: 'fairsplit-console' });
}
