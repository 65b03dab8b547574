import { PrismaPg } from '@prisma/adapter-pg';
import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client';
import { rowValueParsers } from './row-values';

/** One Postgres, reached two ways over the same connections: Prisma for records, `pool` for hand-written SQL. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

/** Prisma's client inside a transaction. Verbs take this type, so that they cannot reach outside it. */
export type Transaction = Prisma.TransactionClient;

export interface OpenDatabaseOptions {
  readonly url: string;
  readonly maxConnections?: number;
  /** Shown in pg_stat_activity, so that an operator sees which process holds a lock. */
  readonly applicationName?: string;
  /** Told when an idle connection breaks (a Postgres that restarts). The pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void;
  /** How long a connection may take to come about; 10 s where left out. */
  readonly connectTimeoutMs?: number;
  /** After which a query fails and its connection is given up, also where Postgres hangs; left out: never. */
  readonly queryTimeoutMs?: number;
}

// A Date as parameter goes out in UTC. pg's default is the process's zone, which a column without zone then keeps.
pg.defaults.parseInputDatesAsUTC = true;

export function openDatabase(options: OpenDatabaseOptions): Database {
  const { url, maxConnections = 10, applicationName = 'fairsplit', onConnectionLost } = options;
  const { connectTimeoutMs = 10_000, queryTimeoutMs } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
    keepAlive: true,
    types: rowValueParsers,
  });
  // Without a listener, an idle connection that breaks would end the process.
  pool.on('error', (error) => onConnectionLost?.(error));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  let closing: Promise<void> | undefined;
  return {
    prisma,
    pool,
    url,
    close: () => {
      closing ??= prisma.$disconnect().then(() => pool.end());
      return closing;
    },
  };
}

export interface TransactionOptions {
  readonly isolation?: Prisma.TransactionIsolationLevel;
  /** How long the work may take before it is rolled back. */
  readonly timeoutMs?: number;
  /** How often the whole work is tried when Postgres asks for another try (write conflict, deadlock). */
  readonly attempts?: number;
}

/**
 * Runs `work` in one transaction: all of it is stored, or none. Postgres may ask to try again when two transactions
 * meet; then `work` runs once more from its start, so it must do nothing outside `transaction`.
 */
export async function inTransaction<Result>(
  database: Database,
  work: (transaction: Transaction) => Promise<Result>,
  { isolation, timeoutMs = 10_000, attempts = 3 }: TransactionOptions = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.prisma.$transaction(work, {
        timeout: timeoutMs,
        maxWait: timeoutMs,
        ...(isolation === undefined ? {} : { isolationLevel: isolation }),
      });
    } catch (error) {
      if (attempt >= attempts || !asksForAnotherTry(error)) throw error;
    }
  }
}

/**
 * A write conflict or a deadlock, both of which a second try can win: P2034 in Prisma's words; from hand-written SQL it
 * arrives as Postgres's own code inside what the adapter threw.
 */
function asksForAnotherTry(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  if (error.code === 'P2034') return true;
  const thrown = error.meta?.['driverAdapterError'];
  if (!(thrown instanceof DriverAdapterError)) return false;
  const { originalCode, kind } = thrown.cause;
  return kind === 'TransactionWriteConflict' || originalCode === '40001' || originalCode === '40P01';
}
