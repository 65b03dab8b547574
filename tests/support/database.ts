import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { createDatabase, dropDatabase } from '../../lib/database/administration';
import { type Database, openDatabase } from '../../lib/database/client';
import { databaseName, withDatabaseName } from '../../lib/database/connection-url';
import { afterFile } from './after-file';

/**
 * A migrated, empty database of this test file's own, dropped after its last test. Call it at the top of the file, not in a
 * hook: `const database = await cloneDatabase();`
 */
export async function cloneDatabase(): Promise<Database> {
  const url = await cloneDatabaseUrl();
  const database = openDatabase({ url, maxConnections: 5, applicationName: 'fairsplit test' });
  afterFile(() => database.close());
  return database;
}

/**
 * The address alone, for tests that start a process of their own on the database. A copy of another database than the empty one,
 * to which nobody may be connected, where its address is given.
 */
export async function cloneDatabaseUrl(templateUrl = inject('templateUrl')): Promise<string> {
  const url = withDatabaseName(templateUrl, uniqueDatabaseName());
  await createDatabase(url, databaseName(templateUrl));
  // Hooks run last registered first, so whatever opened the database is closed before this.
  afterFile(() => dropDatabase(url));
  return url;
}

/** The address of a database that does not exist yet; whatever is created there is dropped after the file. */
export function unusedDatabaseUrl(): string {
  const url = withDatabaseName(inject('templateUrl'), uniqueDatabaseName());
  afterFile(() => dropDatabase(url));
  return url;
}

function uniqueDatabaseName(): string {
  return `fairsplit_test_${process.pid}_${randomBytes(6).toString('hex')}`;
}
