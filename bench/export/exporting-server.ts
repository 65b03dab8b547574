import type { RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { keyContext } from '../../lib/auth/key-context';
import type { Database } from '../../lib/database/client';
import { env } from '../../lib/env';
import { handleControlPlane } from '../../lib/http/control-plane/handle';
import { processLog } from '../../lib/log';
import { startServer } from '../../lib/serving/start-server';

// The data plane and the control plane in one process, as in `server.ts`, without Next between them and the socket.

const { databaseUrl = '', dataDirectory } = env();

const controlPlane =
  (database: Database): RequestListener =>
  (request, response) => {
    void answer(database, request.url ?? '/', request.headers.authorization ?? null, response);
  };

async function answer(
  database: Database,
  path: string,
  authorization: string | null,
  response: ServerResponse,
): Promise<void> {
  const answered = await handleControlPlane(new Request(`http://bench.test${path}`), {
    contextFor: () => keyContext(database, authorization),
    onError: (error) => console.error(error),
  });
  response.writeHead(answered?.status ?? 404);
  const body = answered?.body ?? null;
  if (body === null) response.end();
  else await pipeline(Readable.fromWeb(body as ReadableStream), response);
}

const server = await startServer({ databaseUrl, dataDirectory, log: processLog(), fallback: controlPlane });
process.stdout.write(`ready at ${server.url}\n`);
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
