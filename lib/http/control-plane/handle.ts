import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../../services/context';
import { openApiAnswer } from '../openapi/answer';
import { DatabaseUnavailableError, isDatabaseAway } from '../database-unavailable';
import { problemContentType, retryAfterSeconds, toProblem } from '../problem';
import { hasETag } from '../../serving/request';
import { fileHeaders } from './attachment';
import { readJsonBody } from './read-json-body';
import { optionalObject } from './bodies';
import { matchRoute } from './match-route';
import { MethodNotAllowedError } from './method-not-allowed';
import { requireMatch, versionRead } from './preconditions';
import { queryOf } from './query';
import { withoutReadOnly } from './read-only';
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
    const given = method === 'GET' ? undefined : await readJsonBody(request);
    const query = queryOf(url);
    refuseUnstorable({ parameters, query, body: given });
    const version = await versionRead(route, request.headers.get('if-match'), () =>
      storedVersion(ctx, url.pathname),
    );
    const body = route.body === undefined ? {} : withoutReadOnly(route.body, optionalObject(given));
    const found = await route.handle({ ctx, parameters, query, body, version });
    const answer = respond(request, route, found, requestId);
    return isHead ? await withoutBody(answer) : answer;
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

const versionedReads = controlPlaneRoutes.filter(
  ({ method, success }) => method === 'GET' && success.etag === 'version',
);

/** The version of what stands at the path, or one above where the path is something that is done to it; null: of neither. */
async function storedVersion(ctx: Context, pathname: string): Promise<number | null> {
  for (const path of [pathname, pathname.slice(0, pathname.lastIndexOf('/'))]) {
    const found = matchRoute(versionedReads, 'GET', path);
    if (found === null) continue;
    const { route, parameters } = found;
    const { body } = await route.handle({ ctx, parameters, query: {}, body: {}, version: undefined });
    return versioned.parse(body).version;
  }
  return null;
}

function respond(
  request: Request,
  { success }: Route,
  { body, file }: RouteAnswer,
  requestId: string,
): Response {
  const { status } = success;
  const headers = {
    ...commonHeaders(requestId),
    ...(success.etag === 'version' ? { etag: etagOf(body) } : {}),
    ...(status === 201 && success.etag === 'version' ? { location: placeOf(request, body) } : {}),
  };
  const isRead = ['GET', 'HEAD'].includes(request.method) && success.etag === 'version';
  if (isRead) requireMatch(request.headers.get('if-match'), versioned.parse(body).version);
  if (isRead && hasETag(request.headers.get('if-none-match'), etagOf(body))) {
    return new Response(null, { status: 304, headers });
  }
  if (file !== undefined) {
    return new Response(file.body, { status, headers: { ...headers, ...fileHeaders(file) } });
  }
  return body === undefined
    ? new Response(null, { status, headers })
    : Response.json(body, { status, headers });
}

const versioned = z.object({ version: z.int() });
const keyed = z.object({ key: z.string() });

const etagOf = (body: unknown): string => `"${String(versioned.parse(body).version)}"`;

/** Where what was made can be read: below the list that it was posted to. */
const placeOf = ({ url }: Request, body: unknown): string =>
  `${new URL(url).pathname}/${encodeURIComponent(keyed.parse(body).key)}`;

function commonHeaders(requestId: string): Record<string, string> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
}
