import { setTimeout as waiting } from 'node:timers/promises';
import pg from 'pg';
import type { Connection } from './connection';
import { rowValueParsers } from './row-values';

/** A Postgres that is not ours, as somebody gave it to us. */
export interface ForeignAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `verified` checks the server's certificate, `encrypted` does not. */
  readonly tls: 'off' | 'encrypted' | 'verified';
}

const goodbyeMs = 1_000;

const tlsOf: Readonly<Record<string, ForeignAddress['tls']>> = {
  disable: 'off',
  require: 'encrypted',
  'no-verify': 'encrypted',
  'verify-ca': 'verified',
  'verify-full': 'verified',
};

/**
 * Reads postgresql://user:password@host:port/database?sslmode=verify-full. Every other parameter is refused: some name files of
 * this machine. The answer is a sentence where the text cannot be used.
 */
export function parseForeignAddress(text: string): ForeignAddress | string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const form = 'Give the connection as postgresql://user:password@host:5432/database?sslmode=verify-full.';
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol)) return form;
  const [user, password, host, database] = [
    decoded(url.username),
    decoded(url.password),
    url.hostname.replace(/^\[(.*)\]$/, '$1'),
    decoded(url.pathname.slice(1)),
  ];
  if (user === null || password === null || database === null) return form;
  if (host === '' || host.includes('%')) return `${form} The host is missing.`;
  if (user === '' || database === '') return `${form} The ${user === '' ? 'user' : 'database'} is missing.`;
  const others = [...url.searchParams.keys()].filter((name) => name !== 'sslmode');
  if (others.length > 0)
    return `The connection takes no parameter but sslmode, and has "${others.join('", "')}".`;
  const mode = url.searchParams.get('sslmode') ?? 'disable';
  const tls = Object.hasOwn(tlsOf, mode) ? tlsOf[mode] : undefined;
  if (tls === undefined) return `sslmode is one of ${Object.keys(tlsOf).join(', ')}, not "${mode}".`;
  return { host, port: url.port === '' ? 5432 : Number(url.port), database, user, password, tls };
}

function decoded(part: string): string | null {
  try {
    const text = decodeURIComponent(part);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

interface ForeignLimits {
  readonly connectTimeoutMs: number;
  /** After which the connection is cut, whatever it is doing. */
  readonly deadlineMs: number;
}

/** The connection was cut because its time was over. */
export class ForeignDeadlineError extends Error {
  override readonly name = 'ForeignDeadlineError';
}

/** One connection for one piece of work, closed afterwards whatever happens. Throws {@link ForeignDeadlineError}. */
export async function withForeignConnection<Result>(
  address: ForeignAddress,
  { connectTimeoutMs, deadlineMs }: ForeignLimits,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const { host, port, database, user, password, tls } = address;
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    // A function, because pg puts this process's own PGPASSWORD in place of an empty text.
    password: () => password,
    ssl: tls === 'off' ? false : { rejectUnauthorized: tls === 'verified' },
    application_name: 'fairsplit source',
    connectionTimeoutMillis: connectTimeoutMs,
    types: rowValueParsers,
  });
  // What breaks is told by the statement under way.
  client.on('error', () => undefined);
  const late = new AbortController();
  const deadline = setTimeout(() => {
    late.abort();
    void client.end().catch(() => undefined);
  }, deadlineMs);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    if (late.signal.aborted)
      throw new ForeignDeadlineError('The connection took longer than it may.', { cause: error });
    throw error;
  } finally {
    clearTimeout(deadline);
    // A server that hangs does not say goodbye, and nothing is lost by not waiting for it.
    await Promise.race([client.end().catch(() => undefined), waiting(goodbyeMs, undefined, { ref: false })]);
  }
}
