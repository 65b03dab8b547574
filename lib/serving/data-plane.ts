import type { KeyHolder } from '../auth/keys-ring';
import type { Database } from '../database/client';
import { FairsplitError } from '../errors';
import { isExpected, retryAfterSeconds, toProblem } from '../http/problem';
import { newRequestId } from '../ids';
import type { Log } from '../log';
import { createEvidenceStore } from '../services/ingestion/evidence-store';
import { createAuthenticate, type Authenticate } from './authenticate';
import { createConfigurationFeed } from './configuration-feed';
import { crossOriginHeaders, preflightResponse } from './cross-origin';
import { createExposureBuffer } from './exposure-buffer';
import { problemResponse, type DataPlaneRequest, type DataPlaneResponse } from './request';
import { WrongMethodError, type DataPlaneParts, type Route } from './route';
import { assignmentsRoute } from './routes/assignments';
import { configurationRoute } from './routes/configuration';
import { liveRoute, readyRoute } from './routes/health';
import { eventsRoute, exposuresRoute, identitiesRoute } from './routes/ingestion';
import { ofrepBulkRoute } from './routes/ofrep-bulk';
import { ofrepErrorResponse } from './routes/ofrep-error';
import { ofrepSingleRoute } from './routes/ofrep-single';

export interface DataPlaneOptions {
  readonly database: Database;
  readonly log: Log;
  readonly now?: () => Date;
  /** Where the last good configuration is kept for a start without the database; left out: nowhere. */
  readonly dataDirectory?: string | undefined;
  readonly pollIntervalMs?: number;
}

/** What applications call: evaluation and ingestion, without knowing which server carries it. */
export interface DataPlane {
  /** The answer; null for a path that is not the data plane's. Never rejects. */
  readonly handle: (request: DataPlaneRequest) => Promise<DataPlaneResponse> | null;
  /** Serves what is committed by now. Not needed in operation, where changes announce themselves. */
  readonly refresh: () => Promise<boolean>;
  /** Stores what waits, and stops following the configuration. The database stays open: it was given. */
  readonly close: () => Promise<void>;
}

/** Every route of the data plane. */
export const dataPlaneRoutes: readonly Route[] = [
  ofrepSingleRoute,
  ofrepBulkRoute,
  assignmentsRoute,
  exposuresRoute,
  eventsRoute,
  identitiesRoute,
  configurationRoute,
  liveRoute,
  readyRoute,
];

const DEFAULT_POLL_INTERVAL_MS = 5_000;

export async function createDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { database, log, now = () => new Date(), dataDirectory } = options;
  const pollIntervalMs = options.pollIntervalMs ?? DEFAULT_POLL_INTERVAL_MS;
  const feed = await createConfigurationFeed({ database, log, dataDirectory, pollIntervalMs });
  const store = createEvidenceStore(database);
  const exposures = createExposureBuffer({
    store,
    log,
    flushIntervalMs: 200,
    maxWaiting: 20_000,
    maxRemembered: 100_000,
  });
  const parts: DataPlaneParts = { database, feed, store, exposures, now };
  const authenticate = createAuthenticate(feed, now);
  return {
    handle: (request) => {
      const match = matchRoute(request.path);
      return match === null ? null : answer(request, match, parts, authenticate, log);
    },
    refresh: feed.refresh,
    close: async () => {
      await exposures.close();
      await store.intake.counter.flush();
      await feed.close();
    },
  };
}

interface Match {
  readonly route: Route;
  /** Still percent-encoded. */
  readonly parameter: string;
}

const exactRoutes = new Map(dataPlaneRoutes.map((route) => [route.path, route]));
const parameterRoutes = dataPlaneRoutes.filter((route) => route.path.endsWith('/'));

function matchRoute(pathAndQuery: string): Match | null {
  const queryStart = pathAndQuery.indexOf('?');
  const path = queryStart === -1 ? pathAndQuery : pathAndQuery.slice(0, queryStart);
  const exact = exactRoutes.get(path);
  if (exact !== undefined && !path.endsWith('/')) return { route: exact, parameter: '' };
  for (const route of parameterRoutes) {
    const parameter = path.startsWith(route.path) ? path.slice(route.path.length) : '';
    if (parameter !== '' && !parameter.includes('/')) return { route, parameter };
  }
  return null;
}

async function answer(
  request: DataPlaneRequest,
  { route, parameter }: Match,
  parts: DataPlaneParts,
  authenticate: Authenticate,
  log: Log,
): Promise<DataPlaneResponse> {
  const methods = `${route.method}, OPTIONS`;
  if (request.method === 'OPTIONS') return preflightResponse(request, methods, route.keyInQuery === true);
  const requestId = newRequestId();
  const common = { 'x-request-id': requestId, 'cache-control': 'no-store' };
  let holder: KeyHolder | null = null;
  try {
    if (request.method !== route.method) throw new WrongMethodError(request.method, methods);
    const call = { request, parts, parameter: decodeParameter(parameter) };
    if (route.access === 'open') return withHeaders(await route.handle(call), common);
    const caller = await authenticate(request, route);
    holder = caller.holder;
    const response = await route.handle({ ...call, caller });
    return withHeaders(response, { ...common, ...crossOriginHeaders(request, holder) });
  } catch (error) {
    if (!isExpected(error)) log.error({ error, requestId, path: route.path }, 'a request failed');
    const headers = { ...common, ...crossOriginHeaders(request, holder), ...errorHeaders(error) };
    return route.errors === 'ofrep'
      ? ofrepErrorResponse(error, readableParameter(parameter), requestId, headers)
      : problemResponse(toProblem(error, requestId), headers);
  }
}

/** The route's own headers win: an answer with an ETag says itself how it may be cached. */
function withHeaders(
  response: DataPlaneResponse,
  headers: Readonly<Record<string, string>>,
): DataPlaneResponse {
  return { ...response, headers: { ...headers, ...response.headers } };
}

function errorHeaders(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof WrongMethodError) return { allow: error.allow };
  const seconds = retryAfterSeconds(error);
  if (seconds !== null) return { 'retry-after': String(seconds) };
  return isExpected(error) && error.status === 401 ? { 'www-authenticate': 'Bearer' } : {};
}

/** For an error's text, where an undecodable one is shown as it came. */
function readableParameter(parameter: string): string {
  try {
    return decodeURIComponent(parameter);
  } catch {
    return parameter;
  }
}

function decodeParameter(parameter: string): string {
  try {
    return decodeURIComponent(parameter);
  } catch {
    throw new FairsplitError('INVALID_PATH', 400, 'The path is not percent-encoded UTF-8.');
  }
}
