import { Readable } from 'node:stream';
import { processDatabase } from '../auth/process-database';
import { env } from '../env';
import { processLog } from '../log';
import type { Intake } from '../services/ingestion/intake';
import { createDataPlane, type DataPlane } from '../serving/data-plane';
import type { Connect } from '../serving/push/connection';
import { servingSettings } from '../serving/settings';
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
    ...servingSettings(),
  });
  return globalThis.fairsplitDataPlane;
}

/** What this process takes in, for whoever wants to watch it. */
export async function processIntake(): Promise<Intake> {
  return (await processDataPlane()).intake;
}

/** The data plane as a Next route handler, for every method: it says itself which it answers. */
export async function dataPlaneRoute(request: Request): Promise<Response> {
  const dataPlane = await processDataPlane();
  const { pathname, search } = new URL(request.url);
  const answer = await dataPlane.handle({
    method: request.method,
    path: `${pathname}${search}`,
    header: (name) => request.headers.get(name),
    // Next does not tell; a proxy that is trusted does, in a header.
    remoteAddress: null,
    readBody: (watch, maxBytes) => readWebBody(request, watch, maxBytes),
    bodyChunks: () => request.body ?? Readable.from([]),
    isGone: () => request.signal.aborted,
  });
  if (answer === null) return new Response(null, { status: 404 });
  const { status, body, connect } = answer.response;
  const headers = new Headers();
  for (let index = 0; index < answer.headers.length; index += 2) {
    headers.append(answer.headers[index] ?? '', answer.headers[index + 1] ?? '');
  }
  return new Response(connect === undefined ? body : streamOf(connect), { status, headers });
}

/** Most events that wait for a client that does not read them. */
const MAX_UNREAD_EVENTS = 64;

/** Server-sent events as a stream of the web's kind. */
function streamOf(connect: Connect): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  let disconnect: (() => void) | null = null;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        let isOver = false;
        const end = () => {
          if (isOver) return;
          isOver = true;
          controller.close();
          disconnect?.();
        };
        disconnect = connect({
          send: (event) => {
            if (!isOver) controller.enqueue(text.encode(event));
            return (controller.desiredSize ?? 0) > 0;
          },
          end,
        });
      },
      cancel: () => disconnect?.(),
    },
    { highWaterMark: MAX_UNREAD_EVENTS },
  );
}
