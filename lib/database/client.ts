import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { env } from '../env';
import { Prisma, PrismaClient } from './generated/client';
import { openAnalysisPool } from './analysis-pool';
import { adapterOver } from './queries-in-turn';
import { rowValueParsers } from './row-values';

/** One Postgres, reached two ways over the same connections: Prisma for records, `pool` for hand-written SQL. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /**
   * Connections for what must be stored before a caller is answered, apart from `pool` so that no analysis takes them: each
   * statement has 10 s, and a commit waits for the disk whatever the database's own setting. Opened when first used.
   */
  readonly writePool: pg.Pool;
  /**
   * Connections for what reads evidence, which may take minutes, apart from `pool` so that nobody else waits for one. Its
   * statements have the limits that they bring. Opened when first used.
   */
  readonly analysisPool: pg.Pool;
  readonly url: string;
  /** How many times as long as usual whoever uses it waits for Postgres; every limit of these connections has it already. */
  readonly patience: number;
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
  /** Factor of every limit of waiting for Postgres; left out: what the environment says. */
  readonly patience?: number;
}

// A Date as parameter goes out in UTC. pg's default is the process's zone, which a column without zone then keeps.
pg.defaults.parseInputDatesAsUTC = true;

export function openDatabase(options: OpenDatabaseOptions): Database {
  const { url, maxConnections = 10, applicationName = 'fairsplit', onConnectionLost } = options;
  const { connectTimeoutMs = 10_000, queryTimeoutMs, patience = env().patience } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs * patience,
    ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs * patience }),
    keepAlive: true,
    types: rowValueParsers,
  });
  // Without a listener, an idle connection that breaks would end the process.
  pool.on('error', (error) => onConnectionLost?.(error));
  const prisma = new PrismaClient({ adapter: adapterOver(pool) });
  const writePool = openWritePool(options, patience);
  const analysisPool = openAnalysisPool({
    url,
    maxConnections: ANALYSIS_CONNECTIONS,
    applicationName: `${applicationName} analyses`,
    connectTimeoutMs: CONNECT_TIMEOUT_MS * patience,
    onConnectionLost,
  });
  let closing: Promise<void> | undefined;
  return {
    prisma,
    pool,
    writePool,
    analysisPool,
    url,
    patience,
    close: () => {
      closing ??= prisma.$disconnect().then(async () => {
        await Promise.all([pool.end(), writePool.end(), analysisPool.end()]);
      });
      return closing;
    },
  };
}

/** Enough for every write that ingestion has under way at once, and a few that come before one. */
const WRITE_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 10_000;

// Postgres gives up a little before we do, so that it does not store what we have reported as not stored; where it cannot
// (it hangs), we give up alone.
const WRITE_SETTINGS = `
select
  set_config('statement_timeout', $1::text, false),
  set_config('synchronous_commit', case current_setting('synchronous_commit')
    when 'off' then 'on' else current_setting('synchronous_commit') end, false)
`;

function openWritePool(
  { url, applicationName = 'fairsplit', onConnectionLost }: OpenDatabaseOptions,
  patience: number,
): pg.Pool {
  const statementTimeoutMs = STATEMENT_TIMEOUT_MS * patience;
  const pool = new pg.Pool({
    connectionString: url,
    max: WRITE_CONNECTIONS,
    application_name: `${applicationName} writes`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS * patience,
    idleTimeoutMillis: 60_000,
    query_timeout: statementTimeoutMs,
    keepAlive: true,
    types: rowValueParsers,
    // Asked of each new connection before its first use.
    verify: (client, done) => {
      client.query(WRITE_SETTINGS, [`${statementTimeoutMs - 500}ms`]).then(() => done(), done);
    },
  });
  pool.on('error', (error) => onConnectionLost?.(error));
  // While `verify` waits nobody else listens, and a connection that breaks then would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Three analyses, and one that only begins; exports of units have connections of their own. */
const ANALYSIS_CONNECTIONS = 4;

export interface TransactionOptions {
  readonly isolation?: Prisma.TransactionIsolationLevel;
  /** How long the work may take before it is rolled back, times the database's patience. */
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
        timeout: timeoutMs * database.patience,
        maxWait: timeoutMs * database.patience,
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
