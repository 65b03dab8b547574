import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBody } from '../http/request-body';
import type { DataPlane } from './data-plane';
import type { DataPlaneRequest, DataPlaneResponse } from './request';

/** Answers the data plane's paths on `node:http`, and hands every other request, untouched, to `fallback`. */
export function dataPlaneListener(dataPlane: DataPlane, fallback: RequestListener): RequestListener {
  return (request, response) => {
    const answer = dataPlane.handle(toDataPlaneRequest(request));
    if (answer === null) fallback(request, response);
    else void answer.then((ready) => send(request, response, ready));
  };
}

function toDataPlaneRequest(request: IncomingMessage): DataPlaneRequest {
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    header: (name) => {
      const value = request.headers[name];
      return (Array.isArray(value) ? value[0] : value) ?? null;
    },
    readBody: () => readBody(request),
    bodyChunks: () => request.iterator({ destroyOnReturn: false }),
  };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: DataPlaneResponse,
): void {
  // What was not read to its end cannot be told from the next request.
  const isCutOff = status === 413 && !request.complete;
  const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length, ...(isCutOff ? { connection: 'close' } : {}) });
  response.end(body ?? undefined);
}

/** The answer where nothing else is served: what the data plane does not know does not exist. */
export const nothingElse: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(404, { 'content-type': 'application/problem+json' });
  const detail = 'There is nothing at this path.';
  response.end(
    JSON.stringify({
      type: 'urn:fairsplit:problem:not-found',
      title: 'Not Found',
      status: 404,
      detail,
      code: 'NOT_FOUND',
    }),
  );
};
