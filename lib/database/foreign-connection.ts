import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as waiting } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { env } from '../env';
import type { Connection } from './connection';
import { rowValueParsers } from './row-values';

/** A Postgres that is not ours, as somebody gave it to us. */
export interface ForeignAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /**
   * `encrypted` does not look at the server's certificate, `signed` checks who signed it, `verified` also that it is for this
   * host.
   */
  readonly tls: 'off' | 'encrypted' | 'signed' | 'verified';
  /** Name of a file in FAIRSPLIT_CERTIFICATE_DIRECTORY with the authorities to trust; null: those that Node trusts. */
  readonly rootCertificate: string | null;
}

const goodbyeMs = 1_000;

const tlsOf: Readonly<Record<string, ForeignAddress['tls']>> = {
  disable: 'off',
  require: 'encrypted',
  'no-verify': 'encrypted',
  'verify-ca': 'signed',
  'verify-full': 'verified',
};

/** A name alone, so that no other file of this machine can be named. */
const certificateName = /^[\w-][\w.-]*$/;

/**
 * Reads postgresql://user:password@host:port/database?sslmode=verify-full&sslrootcert=NAME, where `sslmode` means what it means
 * to Postgres's own programs. Every other parameter is refused. Returns a sentence where the text cannot be used.
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
  const security = readSecurity(url.searchParams);
  if (typeof security === 'string') return security;
  return { host, port: url.port === '' ? 5432 : Number(url.port), database, user, password, ...security };
}

type Security = Pick<ForeignAddress, 'tls' | 'rootCertificate'>;

function readSecurity(parameters: URLSearchParams): Security | string {
  const others = [...parameters.keys()].filter((name) => name !== 'sslmode' && name !== 'sslrootcert');
  if (others.length > 0)
    return `The connection takes no parameter but sslmode and sslrootcert, and has "${others.join('", "')}".`;
  const mode = parameters.get('sslmode') ?? 'disable';
  const rootCertificate = parameters.get('sslrootcert');
  const tls = Object.hasOwn(tlsOf, mode) ? tlsOf[mode] : undefined;
  if (tls === undefined) return `sslmode is one of ${Object.keys(tlsOf).join(', ')}, not "${mode}".`;
  if (rootCertificate === null) {
    return mode === 'verify-ca'
      ? 'sslmode=verify-ca needs sslrootcert; use verify-full for a certificate of a public authority.'
      : { tls, rootCertificate };
  }
  if (!certificateName.test(rootCertificate))
    return 'sslrootcert is the name of a file in FAIRSPLIT_CERTIFICATE_DIRECTORY, without a path.';
  // As libpq has it: with authorities at hand, require checks who signed.
  return { tls: mode === 'require' ? 'signed' : tls, rootCertificate };
}

/** Throws where the certificate cannot be read. */
function tlsOptions({ tls, rootCertificate }: Security): false | ConnectionOptions {
  if (tls === 'off') return false;
  if (tls === 'encrypted') return { rejectUnauthorized: false };
  const authorities = rootCertificate === null ? {} : { ca: readCertificate(rootCertificate) };
  return {
    rejectUnauthorized: true,
    ...authorities,
    ...(tls === 'signed' && { checkServerIdentity: () => undefined }),
  };
}

function readCertificate(name: string): string {
  const { certificateDirectory } = env();
  if (certificateDirectory === undefined) {
    throw new Error('sslrootcert needs FAIRSPLIT_CERTIFICATE_DIRECTORY, which this installation has not set');
  }
  try {
    return readFileSync(path.join(certificateDirectory, name), 'utf8');
  } catch (error) {
    throw new Error(`FAIRSPLIT_CERTIFICATE_DIRECTORY has no readable file "${name}"`, { cause: error });
  }
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
  const { host, port, database, user, password } = address;
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    // A function, because pg puts this process's own PGPASSWORD in place of an empty text.
    password: () => password,
    ssl: tlsOptions(address),
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
