import { createServer, type RequestListener, type Server } from 'node:http';
import { openDatabase, type Database } from '../database/client';
import type { Log } from '../log';
import { createDataPlane, type DataPlane } from './data-plane';
import { dataPlaneListener, nothingElse } from './node-listener';

export interface StartServerOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly log: Log;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Answers what the data plane does not: control plane and console. Left out, such a request gets 404. */
  readonly fallback?: (database: Database) => RequestListener;
  readonly dataDirectory?: string | undefined;
  readonly now?: () => Date;
  readonly pollIntervalMs?: number;
}

export interface RunningServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly database: Database;
  readonly dataPlane: DataPlane;
  readonly httpServer: Server;
  /** Takes no more connections, lets requests finish, stores what waits, closes the database. */
  readonly close: () => Promise<void>;
}

/** How long requests that are under way may take once the server is told to stop. */
const GRACE_MS = 5_000;

/** Starts a data plane in this process, listening when it resolves. Throws when the port is taken. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { databaseUrl, log, port = 0, host = '127.0.0.1', fallback = () => nothingElse } = options;
  const database = openDatabase({
    url: databaseUrl,
    applicationName: 'fairsplit-data-plane',
    onConnectionLost: (error) => log.warn({ error: error.message }, 'a database connection was lost'),
  });
  const { dataDirectory, now, pollIntervalMs } = options;
  const dataPlane = await createDataPlane({
    database,
    log,
    dataDirectory,
    ...(now === undefined ? {} : { now }),
    ...(pollIntervalMs === undefined ? {} : { pollIntervalMs }),
  });
  const httpServer = createServer(dataPlaneListener(dataPlane, fallback(database)));
  let closing: Promise<void> | undefined;
  const closeAll = async () => {
    await stopListening(httpServer);
    await dataPlane.close();
    await database.close();
  };
  const close = () => (closing ??= closeAll());
  try {
    const url = await listen(httpServer, port, host);
    return { url, database, dataPlane, httpServer, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(force);
}
