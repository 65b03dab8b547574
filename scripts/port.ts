import { createServer } from 'node:net';

const tries = 20;

/** The wanted port; when another program has it, says so and takes the next one that is free. */
export async function portToListenOn(options: {
  readonly wanted: number;
  readonly host: string;
  readonly report: (line: string) => void;
}): Promise<number> {
  const { wanted, host, report } = options;
  for (let port = wanted; port < wanted + tries && port <= 65_535; port += 1) {
    const listening = await listen(port, host);
    if (listening === undefined) continue;
    if (listening !== wanted && wanted !== 0) {
      report(`Port ${wanted} is in use by another program; taking ${listening}. Choose one with PORT=...`);
    }
    return listening;
  }
  throw new Error(
    `The ports from ${wanted} to ${wanted + tries - 1} are all in use; choose one with PORT=...`,
  );
}

function listen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(new Error(`Cannot listen on ${host}:${port}: ${error.message}`, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
}
