import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { addressOf } from '../front-door';
import { handleControlPlane, type ControlPlaneOptions } from './handle';

export interface ControlPlaneListenerOptions extends ControlPlaneOptions {
  /** Answers what is no route of the control plane; it gets the request untouched. */
  readonly fallback: RequestListener;
  /** How many proxies in front append to X-Forwarded-For; none where left out. */
  readonly trustedProxies?: number;
}

const ourPaths = '/api/v1/';

/** The control plane on `node:http`, without Next, so that a server needs no built console to be configured. */
export function controlPlaneListener(options: ControlPlaneListenerOptions): RequestListener {
  return (request, response) => {
    if (request.url?.startsWith(ourPaths) !== true) {
      options.fallback(request, response);
      return;
    }
    answer(request, response, options).catch((error: unknown) => {
      // Whoever stopped reading has had enough; that is no failure of ours.
      if (isPrematureClose(error)) return;
      options.onError(error, 'none');
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-length': 0 }).end();
    });
  };
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ControlPlaneListenerOptions,
): Promise<void> {
  const found = await handleControlPlane(
    toWebRequest(request),
    options,
    addressOf(request, options.trustedProxies ?? 0),
  );
  if (found === null) {
    options.fallback(request, response);
    return;
  }
  const chunks = chunksOf(found);
  const first = await chunks.next();
  // Nearly every answer is one piece, and says how long it is. What fails before the second piece has no status yet.
  const second = await chunks.next();
  // What was not read to its end cannot be told from the next request.
  const isCutOff = !request.complete;
  const start = first.done === true ? new Uint8Array() : first.value;
  // To HEAD nothing is not the length of what GET would send (RFC 9110, 8.6).
  const hasLength = !bodiless.has(found.status) && (request.method !== 'HEAD' || start.length > 0);
  response.writeHead(found.status, {
    ...Object.fromEntries(found.headers),
    ...(second.done === true && hasLength ? { 'content-length': start.length } : {}),
    ...(isCutOff ? { connection: 'close' } : {}),
  });
  if (second.done === true) {
    response.end(start);
    return;
  }
  await pipeline(Readable.from(continued([start, second.value], chunks), { objectMode: false }), response);
}

/** Statuses whose answers have no length (RFC 9110, 8.6). */
const bodiless = new Set([204, 304]);

/** A body piece by piece, let go of when nobody reads on. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array, void, void> {
  if (body === null) return;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

async function* continued(
  begun: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  yield* begun;
  yield* rest;
}

// What fetch's Request refuses to be made with; no route takes them either.
const impossibleMethods = ['CONNECT', 'TRACE', 'TRACK'];

/** The body is not read before a route asks for it, so a request that is passed on is still whole. */
function toWebRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    headers.append(request.rawHeaders[index] ?? '', request.rawHeaders[index + 1] ?? '');
  }
  const asked = request.method ?? 'GET';
  const method = impossibleMethods.includes(asked) ? 'OPTIONS' : asked;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`http://localhost${request.url ?? '/'}`, {
    method,
    headers,
    ...(hasBody ? { body: lazyBody(request), duplex: 'half' } : {}),
  });
}

function lazyBody(request: IncomingMessage): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | null = null;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        chunks ??= Readable.prototype[Symbol.asyncIterator].call(request);
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
    },
    { highWaterMark: 0 },
  );
}
