import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { handleControlPlane, type ControlPlaneOptions } from './handle';

export interface ControlPlaneListenerOptions extends ControlPlaneOptions {
  /** Answers what is no route of the control plane; it gets the request untouched. */
  readonly fallback: RequestListener;
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
      options.onError(error, 'none');
      response.destroy();
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ControlPlaneListenerOptions,
): Promise<void> {
  const found = await handleControlPlane(toWebRequest(request), options);
  if (found === null) {
    options.fallback(request, response);
    return;
  }
  const body = Buffer.from(await found.arrayBuffer());
  // What was not read to its end cannot be told from the next request.
  const isCutOff = !request.complete;
  const headers = Object.fromEntries(found.headers);
  response.writeHead(found.status, {
    ...headers,
    'content-length': body.length,
    ...(isCutOff ? { connection: 'close' } : {}),
  });
  response.end(body);
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
