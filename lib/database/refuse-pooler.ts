import pg from 'pg';
import { z } from 'zod';
import { env } from '../env';
import { withoutPassword } from './connection-url';

/** The address leads through a pooler that gives a session's connection to others between transactions. */
export class PoolerError extends Error {
  override readonly name = 'PoolerError';
}

const ROUNDS = 4;
const CONNECT_TIMEOUT_MS = 10_000;
const backendSchema = z.tuple([z.object({ pid: z.int() })]);

/**
 * Throws {@link PoolerError} where sessions are not our own. Two clients that are connected at the same time then share one
 * process of Postgres, or one client moves between processes; neither can happen without a pooler in transaction mode.
 * Locks, LISTEN and session settings would be left behind on connections that others get. Also throws what connecting throws.
 */
export async function refuseTransactionPooler(url: string): Promise<void> {
  const clients = [1, 2].map(
    () =>
      new pg.Client({
        connectionString: url,
        application_name: 'fairsplit set-up',
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS * env().patience,
      }),
  );
  for (const client of clients) client.on('error', () => undefined);
  try {
    const processes = clients.map(() => new Set<number>());
    for (const client of clients) await client.connect();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, client] of clients.entries()) processes[index]?.add(await backendOf(client));
    }
    const distinct = new Set(processes.flatMap((found) => [...found]));
    if (distinct.size === clients.length && processes.every(({ size }) => size === 1)) return;
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
  throw new PoolerError(
    `${withoutPassword(url)} leads through a connection pooler in transaction mode. Fairsplit needs sessions of its own: ` +
      'it takes locks, listens for changes and sets time limits. Give the address of Postgres itself in DATABASE_URL, or set ' +
      'the pooler to session mode. Each process of Fairsplit pools its connections by itself and needs some 20 of them.',
  );
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<Record<string, unknown>>('select pg_backend_pid() as pid');
  return backendSchema.parse(rows)[0].pid;
}
