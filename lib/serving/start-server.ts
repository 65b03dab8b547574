import { createServer, type RequestListener, type Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type Database } from '../database/client';
import { createDataPlane, type DataPlane, type DataPlaneOptions } from './data-plane';
import { answerExpectations, nodeListener, nothingElse } from '../protocol/node-listener';

export interface StartServerOptions extends Omit<DataPlaneOptions, 'database'> {
  /** A migrated database. */
  readonly databaseUrl: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Factor of every limit of waiting for Postgres; left out: what the environment says. */
  readonly patience?: number;
  /** Answers what the data plane does not: control plane and console. Left out, such a request gets 404. */
  readonly fallback?: (database: Database) => RequestListener;
  /**
   * How long requests are still taken after the health check began to say "not ready", so that whoever shares out the
   * requests has seen it; none where left out.
   */
  readonly drainMs?: number;
  /**
   * How long kept connections may then carry one more request, which is answered with `connection: close`, before those that
   * carry none are ended; a second where left out.
   */
  readonly graceMs?: number;
}

export interface RunningServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly database: Database;
  readonly dataPlane: DataPlane;
  readonly httpServer: Server;
  /** Takes no more connections, answers what it has taken, stores what waits, closes the database. */
  readonly close: () => Promise<void>;
}

/**
 * For all statements but those of analyses and ingestion, which have limits of their own: where Postgres hangs, whoever waits
 * for it is told so.
 */
const QUERY_TIMEOUT_MS = 15_000;

/** Who used their connection no more often than this hardly uses it in the instant of the end. */
const GRACE_MS = 1_000;

/** How long requests that are under way may take after that. */
const UNDER_WAY_MS = 5_000;

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
  const { log, drainMs = 0, graceMs = GRACE_MS, patience } = rest;
  const database = openDatabase({
    url: databaseUrl,
    applicationName: 'fairsplit-data-plane',
    queryTimeoutMs: QUERY_TIMEOUT_MS,
    ...(patience !== undefined && { patience }),
    onConnectionLost: (error) => log.warn({ error }, 'a database connection was lost'),
  });
  const dataPlane = await createDataPlane({ ...rest, database });
  const listener = nodeListener(dataPlane, fallback(database));
  const httpServer = createServer(TIME_LIMITS, listener);
  const sockets = socketsOf(httpServer);
  answerExpectations(httpServer, listener);
  let closing: Promise<void> | undefined;
  const closeAll = async () => {
    dataPlane.drain();
    if (drainMs > 0) await sleep(drainMs);
    await stopListening(httpServer, sockets, graceMs);
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

/** The open connections of a server, kept up to date. */
function socketsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
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

/**
 * Ends all connections, and cuts no answer. First nobody can connect any more: a balancer passes over who refuses. Kept
 * connections still carry a request, because a client that is just sending one cannot know that we stop; closed under it,
 * it would be lost. What remains is a request sent in the very instant in which an idle connection ends: HTTP leaves that
 * to the client, which may send it again (RFC 9112, 9.3.1).
 */
async function stopListening(server: Server, sockets: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  if (!server.listening) return;
  // After a turn of the event loop, in which all that were connecting have been taken: others would be reset.
  await nextTurn();
  // The base class's, which takes no more: an HTTP server's own also ends its idle connections at once.
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
  const over = new AbortController();
  await Promise.race([closed, sleep(graceMs, undefined, over).catch(() => undefined)]);
  over.abort();
  // What has arrived on them has been read by then.
  await nextTurn();
  server.close();
  // Also those of which the server itself knows no more, as it gave them away to answer an upgrade.
  const force = setTimeout(() => sockets.forEach((socket) => socket.destroy()), UNDER_WAY_MS);
  await closed;
  clearTimeout(force);
}
