import { openDatabase, type Database } from '../lib/database/client';

/** What is done with a database that is open for it alone. */
export async function withDatabase<Result>(
  url: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = openDatabase({ url, maxConnections: 3, applicationName: 'fairsplit bench' });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
