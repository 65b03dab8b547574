import { Readable } from 'node:stream';
import { answerOf, type Plane } from './exchange';
import type { ApiRequest, ApiResponse, Connect } from './request';
import { readWebBody } from './request-body';

// The same over the web's Request and Response, for Next's route handlers.

/** A plane's answer; null for a path that is not the plane's, and then the request is as it was. */
export async function webAnswer(plane: Plane, request: Request): Promise<Response | null> {
  const { pathname, search } = new URL(request.url);
  const given: ApiRequest = {
    method: request.method,
    path: `${pathname}${search}`,
    header: (name) => request.headers.get(name),
    // Next does not tell; a proxy that is trusted does, in a header.
    remoteAddress: null,
    readBody: (watch, maxBytes) => readWebBody(request, watch, maxBytes),
    bodyChunks: () => request.body ?? Readable.from([]),
    isGone: () => request.signal.aborted,
  };
  const exchange = plane.accept(given);
  if (exchange === null) return null;
  const answer = await answerOf(exchange, given);
  return webResponse(request, answer, exchange.headersOf(answer));
}

/** An answer with all its headers, names and values in turn. */
export function webResponse(
  { method, signal }: Request,
  answer: ApiResponse,
  given: readonly string[],
): Response {
  const { status, connect } = answer;
  const body = webBody(answer);
  const headers = new Headers();
  for (let index = 0; index < given.length; index += 2) {
    headers.append(given[index] ?? '', given[index + 1] ?? '');
  }
  if (method !== 'HEAD') {
    return new Response(connect === undefined ? body : streamOf(connect, signal), { status, headers });
  }
  if (body instanceof ReadableStream) void body.cancel();
  return new Response(null, { status, headers });
}

function webBody({ body, isByteString }: ApiResponse): ApiResponse['body'] {
  return typeof body === 'string' && isByteString === true ? Buffer.from(body, 'latin1') : body;
}

/** Most events that wait for a client that does not read them. */
const MAX_UNREAD_EVENTS = 64;

/** Server-sent events as a stream of the web's kind. */
function streamOf(connect: Connect, signal: AbortSignal): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  let disconnect: (() => void) | null = null;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        let isOver = false;
        const end = () => {
          if (isOver) return;
          isOver = true;
          try {
            controller.close();
          } catch {
            // Cancelled at the same moment: closed already.
          }
          disconnect?.();
        };
        disconnect = connect({
          send: (event) => {
            if (!isOver) controller.enqueue(text.encode(event));
            return (controller.desiredSize ?? 0) > 0;
          },
          isIdle: () => (controller.desiredSize ?? 0) === MAX_UNREAD_EVENTS,
          end,
        });
        signal.addEventListener('abort', end);
      },
      cancel: () => disconnect?.(),
    },
    { highWaterMark: MAX_UNREAD_EVENTS },
  );
}
