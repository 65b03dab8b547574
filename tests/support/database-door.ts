import { connect, createServer, type Server, type Socket } from 'node:net';

/** A door in front of Postgres that a test can shut: to whoever goes through it, the database is away. */
export interface DatabaseDoor {
  readonly url: string;
  /** Breaks every connection, and takes no more. */
  readonly shut: () => void;
  readonly reopen: () => Promise<void>;
  /** The connections there are stay open and carry nothing any more, as behind a router that forgot them. */
  readonly stall: () => void;
  /** The same for those that come after, too, as with a Postgres that was stopped by SIGSTOP. */
  readonly freeze: () => void;
  /** After `freeze`: breaks what stood still, and lets through whoever comes. */
  readonly thaw: () => void;
}

export async function doorTo(databaseUrl: string): Promise<DatabaseDoor> {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const open = (): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((incoming) => {
        const outgoing = connect(Number(port), hostname);
        for (const socket of [incoming, outgoing]) {
          sockets.add(socket);
          socket
            .on('error', () => undefined)
            .on('close', () => {
              incoming.destroy();
              outgoing.destroy();
              sockets.delete(socket);
            });
        }
        if (!isFrozen) incoming.pipe(outgoing).pipe(incoming);
      });
      server.listen(doorPort, '127.0.0.1', () => resolve(server));
    });
  const stall = () => {
    for (const socket of sockets) socket.unpipe().pause();
  };
  let doorPort = 0;
  let server = await open();
  const address = server.address();
  if (typeof address === 'object' && address !== null) doorPort = address.port;
  const through = new URL(databaseUrl);
  through.hostname = '127.0.0.1';
  through.port = String(doorPort);
  return {
    url: through.href,
    shut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    reopen: async () => {
      server = await open();
    },
    stall,
    freeze: () => {
      isFrozen = true;
      stall();
    },
    thaw: () => {
      isFrozen = false;
      for (const socket of sockets) socket.destroy();
    },
  };
}
