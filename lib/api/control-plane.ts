import { z } from 'zod';
import type { Context } from '../auth/context';
import { FairsplitError, InvalidInputError } from '../errors';
import { newRequestId } from '../ids';
import type { Exchange, Plane } from '../protocol/exchange';
import { unpackedBody } from '../protocol/content-encoding';
import { MethodNotAllowedError } from '../protocol/method-not-allowed';
import { parseJson } from '../protocol/parse-json';
import { retryAfterSeconds, toProblem } from '../protocol/problem';
import {
  hasETag,
  jsonResponse,
  pathWithoutQuery,
  problemResponse,
  type ApiRequest,
  type ApiResponse,
} from '../protocol/request';
import { isPlaced } from '../protocol/route';
import { createRouter, type RouteMatch } from '../protocol/router';
import { fileHeaders } from './attachment';
import { optionalObject } from './bodies';
import { DatabaseUnavailableError, isDatabaseAway } from './database-unavailable';
import type { ControlPlaneOptions } from './control-plane-options';
import { keyedIngestionStream } from './ingestion-stream';
import { openApiAnswer } from './openapi/answer';
import type { Operation } from './openapi/operation';
import { ingestionStreamPath, openApiPath, otherOperations } from './openapi/other-operations';
import { requireMatch, versionRead } from './preconditions';
import { queryOf } from '../protocol/query';
import { withoutReadOnly } from '../protocol/read-only';
import type { Route, RouteAnswer } from './route';
import { controlPlaneRoutes } from './routes';
import { refuseUnstorable } from './storable';
import { refuseUnknownQuery } from '../protocol/unknown-query';

/** Below these nothing else is asked: what is not there is answered as such, and never by a page or a redirect. */
const OWN_PATHS = ['/api/v1/', '/ofrep/'] as const;

/** The control plane: whatever is asked below these paths and is not the data plane's. */
export function createControlPlane(options: ControlPlaneOptions): Plane {
  return {
    accept: (request) => {
      const match = find(request.path);
      const isOurs = match !== null || OWN_PATHS.some((path) => request.path.startsWith(path));
      return isOurs ? controlPlaneExchange(request, match, options) : null;
    },
    isDraining: () => false,
  };
}

type OtherAnswer = (request: ApiRequest, options: ControlPlaneOptions) => ApiResponse | Promise<ApiResponse>;

/** A path that answers otherwise than by a verb. */
interface OtherRow extends Pick<Operation, 'method' | 'path'> {
  readonly answer: OtherAnswer;
}

const otherAnswers: Readonly<Record<string, OtherAnswer>> = {
  [openApiPath]: openApiAnswer,
  [ingestionStreamPath]: keyedIngestionStream,
};

/** Only what is described is answered. */
const otherRows = otherOperations.map(({ method, path }): OtherRow => {
  const answer = otherAnswers[path];
  if (answer === undefined) throw new Error(`${path} is described, and nothing answers it.`);
  return { method, path, answer };
});

type Row = Route | OtherRow;

const find = createRouter<Row>([...controlPlaneRoutes, ...otherRows]);

/** Configuration is small; what is larger is a mistake or an attack. */
const MAX_BODY_BYTES = 1024 * 1024;

function controlPlaneExchange(
  request: ApiRequest,
  match: RouteMatch<Row> | null,
  options: ControlPlaneOptions,
): Exchange {
  const requestId = newRequestId();
  const fail = (error: unknown): ApiResponse => {
    const told = isDatabaseAway(error) ? new DatabaseUnavailableError() : error;
    const problem = toProblem(told, requestId);
    if (problem.status >= 500) options.onError(error, requestId);
    return problemResponse(problem, headersOfError(told));
  };
  return {
    maxBodyBytes: MAX_BODY_BYTES,
    begin: async () => {
      try {
        return await answerByRow(request, match, options);
      } catch (error) {
        return fail(error);
      }
    },
    answer: () => fail(new Error('no body was wanted')),
    fail,
    headersOf: ({ headers }) => {
      const all = {
        'x-request-id': requestId,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...headers,
      };
      return Object.entries(all).flat();
    },
  };
}

async function answerByRow(
  request: ApiRequest,
  match: RouteMatch<Row> | null,
  options: ControlPlaneOptions,
): Promise<ApiResponse> {
  if (match === null) throw nothingAt(request);
  // HEAD asks what GET would say, without its body.
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const row = match.rows.find((one) => one.method === method);
  if (row === undefined) throw new MethodNotAllowedError(request.method, allowedBy(match.rows));
  if ('answer' in row) return row.answer(request, options);
  return answerByVerb(request, row, parametersOf(match), await options.contextFor(request));
}

/** What is asked for is no path of the API. */
export function nothingAt({ method, path }: Pick<ApiRequest, 'method' | 'path'>): FairsplitError {
  const detail = `There is no ${method} ${pathWithoutQuery(path)}. Compare the path with the API's description.`;
  return new FairsplitError('NOT_FOUND', 404, detail);
}

/** What takes GET answers HEAD too. */
function allowedBy(rows: readonly Row[]): string {
  return rows.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
}

type Parameters = Readonly<Record<string, string>>;

function parametersOf({ parameters }: RouteMatch<Row>): Parameters {
  const given = Object.entries(parameters);
  return Object.fromEntries(given.map(([name, value = '']) => [name, decoded(value)]));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InvalidInputError(`"${segment}" in the path is not valid percent-encoding.`);
  }
}

async function answerByVerb(
  request: ApiRequest,
  route: Route,
  parameters: Parameters,
  ctx: Context,
): Promise<ApiResponse> {
  const given = route.method === 'GET' ? undefined : await readBody(request);
  const query = queryOf(request.path);
  for (const part of [parameters, query, given]) refuseUnstorable(part);
  refuseUnknownQuery(route, query);
  const version = await versionRead(route, request.header('if-match'), () =>
    storedVersion(ctx, pathWithoutQuery(request.path)),
  );
  const body = route.body === undefined ? {} : withoutReadOnly(route.body, optionalObject(given));
  return respond(request, route, await route.handle({ ctx, parameters, query, body, version }));
}

/** The request's JSON; undefined without a body. */
async function readBody(request: ApiRequest): Promise<unknown> {
  const bytes = unpackedBody(request, await request.readBody(null, MAX_BODY_BYTES), MAX_BODY_BYTES);
  return bytes.length === 0 ? undefined : parseJson(bytes);
}

function headersOfError(error: unknown): Record<string, string> {
  if (error instanceof MethodNotAllowedError) return { allow: error.allow };
  const seconds = retryAfterSeconds(error);
  return seconds === null ? {} : { 'retry-after': String(seconds) };
}

/** The version of what stands at the path, or one above where the path is something that is done to it; null: of neither. */
async function storedVersion(ctx: Context, pathname: string): Promise<number | null> {
  for (const path of [pathname, pathname.slice(0, pathname.lastIndexOf('/'))]) {
    const match = find(path);
    const route = match?.rows.find(isVersionedRead);
    if (match === null || route === undefined) continue;
    const call = { ctx, parameters: parametersOf(match), query: {}, body: {}, version: undefined };
    const { body } = await route.handle(call);
    return versioned.parse(body).version;
  }
  return null;
}

function isVersionedRead(row: Row): row is Route {
  return 'handle' in row && row.method === 'GET' && row.success.etag === 'version';
}

function respond(request: ApiRequest, { success }: Route, { body, file }: RouteAnswer): ApiResponse {
  const { status } = success;
  const isVersioned = success.etag === 'version';
  const headers = {
    ...(isVersioned ? { etag: etagOf(body) } : {}),
    ...(isPlaced(success) ? { location: placeOf(request, success, body) } : {}),
  };
  const isRead = ['GET', 'HEAD'].includes(request.method) && isVersioned;
  if (isRead) requireMatch(request.header('if-match'), versioned.parse(body).version);
  if (isRead && hasETag(request.header('if-none-match'), etagOf(body))) {
    return { status: 304, headers, body: null };
  }
  if (file !== undefined) return { status, headers: { ...headers, ...fileHeaders(file) }, body: file.body };
  return body === undefined ? { status, headers, body: null } : jsonResponse(status, body, headers);
}

const versioned = z.object({ version: z.int() });
const keyed = z.object({ key: z.string() });

const etagOf = (body: unknown): string => `"${String(versioned.parse(body).version)}"`;

const ofRun = z.object({ runNumber: z.int() });

/** Where what was made can be read: below the list that it was posted to. */
function placeOf({ path }: ApiRequest, { place }: Route['success'], body: unknown): string {
  const list = pathWithoutQuery(path);
  if (place === 'latest-of-run') return `${list}/latest?run=${String(ofRun.parse(body).runNumber)}`;
  return `${list}/${encodeURIComponent(keyed.parse(body).key)}`;
}
