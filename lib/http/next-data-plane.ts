import { Readable } from 'node:stream';
import { processDatabase } from '../auth/process-database';
import { env } from '../env';
import { processLog } from '../log';
import { createDataPlane, type DataPlane } from '../serving/data-plane';
import { readWebBody } from './request-body';

declare global {
  // Next loads this module once for each of its bundles, and server.ts loads another; the data plane is the process's.
  var fairsplitDataPlane: Promise<DataPlane> | undefined;
}

/** Makes the routes that Next serves answer from this data plane, so that a process has one. */
export function shareDataPlane(dataPlane: DataPlane): void {
  globalThis.fairsplitDataPlane = Promise.resolve(dataPlane);
}

/** The process's data plane: the one that was shared, or one made here where plain `next start` runs. */
function processDataPlane(): Promise<DataPlane> {
  globalThis.fairsplitDataPlane ??= createDataPlane({
    database: processDatabase(),
    log: processLog(),
    dataDirectory: env().dataDirectory,
  });
  return globalThis.fairsplitDataPlane;
}

/** The data plane as a Next route handler, for every method: it says itself which it answers. */
export async function dataPlaneRoute(request: Request): Promise<Response> {
  const dataPlane = await processDataPlane();
  const { pathname, search } = new URL(request.url);
  const answer = await dataPlane.handle({
    method: request.method,
    path: `${pathname}${search}`,
    header: (name) => request.headers.get(name),
    readBody: () => readWebBody(request),
    bodyChunks: () => request.body ?? Readable.from([]),
  });
  if (answer === null) return new Response(null, { status: 404 });
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}
