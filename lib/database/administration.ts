import pg from 'pg';
import { env } from '../env';
import { databaseName, withDatabaseName, withoutPassword } from './connection-url';

const databaseDoesNotExist = '3D000';
const alreadyThere = ['42P04', '23505'];

/** One connection for one piece of work, closed afterwards whatever happens. */
export async function withConnection<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'fairsplit set-up',
    connectionTimeoutMillis: 10_000 * env().patience,
  });
  // The server may go away while a connection is idle; the query that follows reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function postgresErrorCode(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** Creates the database that `url` names, unless it is there. Says whether it did. */
export async function ensureDatabase(url: string): Promise<'created' | 'present'> {
  try {
    await withConnection(url, (client) => client.query('select 1'));
    return 'present';
  } catch (error) {
    if (postgresErrorCode(error) !== databaseDoesNotExist) throw unreachable(url, error);
  }
  try {
    await createDatabase(url);
    return 'created';
  } catch (error) {
    // Another process created it in between.
    if (alreadyThere.includes(postgresErrorCode(error) ?? '')) return 'present';
    throw new Error(
      `The database ${databaseName(url)} does not exist and could not be created; ` +
        `create it, or let this user create databases (${describe(error)})`,
      { cause: error },
    );
  }
}

/** Creates the database that `url` names; from a template, it starts as the template's copy. */
export async function createDatabase(url: string, template?: string): Promise<void> {
  const from = template === undefined ? '' : ` template ${quoted(template)}`;
  await withConnection(withDatabaseName(url, 'postgres'), (client) =>
    client.query(`create database ${quoted(databaseName(url))}${from}`),
  );
}

/** Drops the database that `url` names, ending the connections to it. */
export async function dropDatabase(url: string): Promise<void> {
  await withConnection(withDatabaseName(url, 'postgres'), (client) =>
    client.query(`drop database if exists ${quoted(databaseName(url))} with (force)`),
  );
}

function quoted(identifier: string): string {
  return pg.escapeIdentifier(identifier);
}

function unreachable(url: string, error: unknown): Error {
  return new Error(`Postgres at ${withoutPassword(url)} cannot be used: ${describe(error)}`, {
    cause: error,
  });
}

/** A refused connection to a host with two addresses is an AggregateError, whose own message is empty. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}
