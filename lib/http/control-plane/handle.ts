import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { FairsplitError } from '../../errors';
import type { Context } from '../../services/context';
import { openApiAnswer } from '../openapi/answer';
import { DatabaseUnavailableError, isDatabaseAway } from '../database-unavailable';
import { problemContentType, retryAfterSeconds, toProblem } from '../problem';
import { fileHeaders } from './attachment';
import { readJsonBody } from './read-json-body';
import { optionalObject } from './bodies';
import { matchRoute } from './match-route';
import { MethodNotAllowedError } from './method-not-allowed';
import type { Route, RouteAnswer } from './route';
import { controlPlaneRoutes } from './routes';
import { refuseUnstorable } from './storable';

export interface ControlPlaneOptions {
  /** Who is calling, from which address (null: it is not known); throws UnauthenticatedError and RateLimitedError. */
  readonly contextFor: (request: Request, address: string | null) => Promise<Context>;
  /** Told of what is ours to mend, with the id that the caller was given. */
  readonly onError: (error: unknown, requestId: string) => void;
}

/**
 * Answers the control plane's part of the API over the web's Request and Response, so that the same code serves
 * `node:http` and a Next route. Null: the path is none of ours.
 */
export async function handleControlPlane(
  request: Request,
  { contextFor, onError }: ControlPlaneOptions,
  address: string | null = null,
): Promise<Response | null> {
  const url = new URL(request.url);
  const requestId = randomUUID();
  try {
    const description = openApiAnswer(request);
    if (description !== null) return description;
    // HEAD asks what GET would say, without its body.
    const isHead = request.method === 'HEAD';
    const method = isHead ? 'GET' : request.method;
    const match = matchRoute(controlPlaneRoutes, method, url.pathname);
    if (match === null) return null;
    const { route, parameters } = match;
    const ctx = await contextFor(request, address);
    const version = versionRead(route, request.headers.get('if-match'));
    const given = method === 'GET' ? undefined : await readJsonBody(request);
    const query = Object.fromEntries(url.searchParams);
    refuseUnstorable({ parameters, query, body: given });
    const body = route.body === undefined ? {} : optionalObject(given);
    const answer = respond(route, await route.handle({ ctx, parameters, query, body, version }), requestId);
    return isHead ? withoutBody(answer) : answer;
  } catch (error) {
    const told = isDatabaseAway(error) ? new DatabaseUnavailableError() : error;
    const problem = toProblem(told, requestId);
    if (problem.status >= 500) onError(error, requestId);
    return Response.json(problem, {
      status: problem.status,
      headers: { ...commonHeaders(requestId), 'content-type': problemContentType, ...headersOf(told) },
    });
  }
}

/** The body is cancelled: an export is read from the database as it is sent. */
async function withoutBody(answer: Response): Promise<Response> {
  await answer.body?.cancel();
  return new Response(null, { status: answer.status, headers: answer.headers });
}

function headersOf(error: unknown): Record<string, string> {
  if (error instanceof MethodNotAllowedError) return { allow: error.allow };
  const seconds = retryAfterSeconds(error);
  return seconds === null ? {} : { 'retry-after': String(seconds) };
}

function respond({ success }: Route, { body, file }: RouteAnswer, requestId: string): Response {
  const { status } = success;
  const headers = {
    ...commonHeaders(requestId),
    ...(success.etag === 'version' ? { etag: `"${String(versioned.parse(body).version)}"` } : {}),
  };
  if (file !== undefined) {
    return new Response(file.body, { status, headers: { ...headers, ...fileHeaders(file) } });
  }
  return body === undefined
    ? new Response(null, { status, headers })
    : Response.json(body, { status, headers });
}

const versioned = z.object({ version: z.int() });

function commonHeaders(requestId: string): Record<string, string> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
}

function versionRead(route: Route, ifMatch: string | null): number | undefined {
  if (ifMatch === null) {
    if (route.ifMatch !== 'required') return undefined;
    throw new FairsplitError(
      'IF_MATCH_REQUIRED',
      428,
      "Send the version that you read (the ETag of GET) as If-Match, so that nobody else's change is overwritten.",
    );
  }
  const version = /^(?:W\/)?"(?<version>\d{1,9})"$/.exec(ifMatch.trim())?.groups?.['version'];
  if (version !== undefined) return Number(version);
  throw new FairsplitError('INVALID_IF_MATCH', 400, 'If-Match holds the ETag that you read, such as "3".');
}
