import pg from 'pg';
import { withConnection } from './administration';
import { takeAdvisoryLock } from './advisory-lock';
import { migrationsDirectory, readMigrations } from './migration-files';
import { connectSchemaEngine } from './schema-engine';

/** Any number, as long as every version of Fairsplit uses the same one. */
export const migrationLockKey = 7_240_118;

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export interface MigrateOptions {
  readonly url: string;
  readonly directory?: string;
  /** How long another process may migrate before this one gives up; 15 minutes where left out. */
  readonly lockTimeoutMs?: number;
  /** Receives a line every few seconds while another process migrates. */
  readonly report?: (line: string) => void;
}

/** Longer than indexes on big tables take, as a rule. */
const LOCK_TIMEOUT_MS = 15 * 60_000;

/**
 * Brings the database up to date and returns the migrations it applied, often none. Processes that start together wait
 * for each other: the lock belongs to a connection of its own, so it ends with the process, however that ends. Throws
 * {@link MigrationError}, and LockTimeoutError that names who holds the lock.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const { url, directory = migrationsDirectory, lockTimeoutMs = LOCK_TIMEOUT_MS, report } = options;
  const migrations = await readMigrations(directory);
  return withConnection(url, async (lockHolder) => {
    await takeAdvisoryLock(lockHolder, String(migrationLockKey), {
      purpose: 'migrations',
      timeoutMs: lockTimeoutMs,
      ...(report !== undefined && { report }),
    });
    const engine = await connectSchemaEngine(url);
    try {
      return await engine.applyMigrations(migrations);
    } catch (error) {
      throw await explained(url, error);
    } finally {
      await engine.close();
    }
  });
}

/** Known when it failed just now; when it failed earlier, only the books know. */
function postgresSaid(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  const place = error.position === undefined ? '' : ` (at character ${error.position})`;
  return `${error.message}${place}${error.detail === undefined ? '' : `; ${error.detail}`}`;
}

interface UnfinishedMigration {
  readonly name: string;
  readonly reason: string;
}

async function explained(url: string, error: unknown): Promise<Error> {
  const said = error instanceof Error ? error.message : String(error);
  const failed = await unfinishedMigration(url).catch(() => undefined);
  if (failed === undefined) return new MigrationError(`Migrating failed: ${said}`, { cause: error });
  return new MigrationError(
    `The migration ${failed.name} failed, and none of it was kept:\n  ${postgresSaid(error) ?? failed.reason}\n` +
      'Later migrations wait for it. Remove the cause, then run: ' +
      `npm run migrate -- --retry ${failed.name}`,
    { cause: error },
  );
}

async function unfinishedMigration(url: string): Promise<UnfinishedMigration | undefined> {
  return withConnection(url, async (client) => {
    const result = await client.query<UnfinishedMigration>(
      `select migration_name as name, coalesce(logs, '') as reason
         from _prisma_migrations
        where finished_at is null and rolled_back_at is null
        order by started_at
        limit 1`,
    );
    const [failed] = result.rows;
    if (failed === undefined) return undefined;
    // The engine adds its own stack trace, which helps nobody here.
    return { name: failed.name, reason: failed.reason.replace(/\n\s+0: [^]*$/, '') };
  });
}

/** Lets a failed migration be tried again. Postgres has rolled it back already; this says so in the books. */
export async function allowRetry({ url, name }: { url: string; name: string }): Promise<void> {
  const engine = await connectSchemaEngine(url);
  try {
    await engine.markRolledBack(name);
  } finally {
    await engine.close();
  }
}
