import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type Database } from '../database/client';
import { createDataPlane, type DataPlane, type DataPlaneOptions } from './data-plane';
import { answerExpectations, dataPlaneListener, nothingElse } from './node-listener';

export interface StartServerOptions extends Omit<DataPlaneOptions, 'database'> {
  /** A migrated database. */
  readonly databaseUrl: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Answers what the data plane does not: control plane and console. Left out, such a request gets 404. */
  readonly fallback?: (database: Database) => RequestListener;
  /**
   * How long requests are still taken after the health check began to say "not ready", so that whoever shares out the
   * requests has seen it; none where left out.
   */
  readonly drainMs?: number;
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

/**
 * A client that sends its head or its body in drops gives up its place. Connections are kept longer than the usual
 * balancer keeps them (60 s), so that it is never we who close one that it is just using.
 */
const TIME_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
} as const;

/** Starts a data plane in this process, listening when it resolves. Throws when the port is taken. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { databaseUrl, port = 0, host = '127.0.0.1', fallback = () => nothingElse, ...rest } = options;
  const { log, drainMs = 0 } = rest;
  const database = openDatabase({
    url: databaseUrl,
    applicationName: 'fairsplit-data-plane',
    onConnectionLost: (error) => log.warn({ error: error.message }, 'a database connection was lost'),
  });
  const dataPlane = await createDataPlane({ ...rest, database });
  const listener = dataPlaneListener(dataPlane, fallback(database));
  const httpServer = createServer(TIME_LIMITS, listener);
  answerExpectations(httpServer, listener);
  let closing: Promise<void> | undefined;
  const closeAll = async () => {
    dataPlane.drain();
    if (drainMs > 0) await sleep(drainMs);
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
