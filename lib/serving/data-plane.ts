import { openDatabase, type Database } from '../database/client';
import type { Log } from '../log';
import { createEvidence, readEvidence } from '../evidence/create-evidence';
import { createIngestion, type Ingestion } from '../ingestion/ingestion';
import { createAuthenticate, createLookAgain } from './authenticate';
import { createConfigurationFeed } from './configuration-feed';
import { DataPlaneExchange, type ExchangeTools } from './exchange';
import { createExposureBuffer } from './exposure-buffer';
import { createKeyUseNotes } from './key-use-notes';
import { createRateLimits, DEFAULT_RATE_LIMITS, type RateLimitOptions } from './rate-limits';
import { watchProcess } from './metrics/exposition';
import { createRouteCounts, createServingMetrics, type ServingMetrics } from './metrics/metrics';
import { createStreamHub } from './push/stream-hub';
import type { Plane } from '../protocol/exchange';
import { createRouter } from '../protocol/router';
import type { DataPlaneParts, MetricsAccess, Route } from './route';
import { assignmentsRoute } from './routes/assignments';
import { configurationRoute } from './routes/configuration';
import { configurationStreamRoute } from './routes/configuration-stream';
import { liveRoute, readyRoute } from './routes/health';
import { eventsRoute, exposuresRoute, identitiesRoute } from './routes/ingestion';
import { metricsRoute } from './routes/metrics';
import { ofrepBulkRoute } from './routes/ofrep-bulk';
import { ofrepSingleRoute } from './routes/ofrep-single';
import { createUnitMemory } from './unit-memory';

export interface DataPlaneOptions {
  readonly database: Database;
  readonly log: Log;
  readonly now?: () => Date;
  /** Where the last good configuration is kept for a start without the database; left out: nowhere. */
  readonly dataDirectory?: string | undefined;
  readonly pollIntervalMs?: number;
  readonly rateLimits?: RateLimitOptions;
  readonly metricsAccess?: MetricsAccess;
  /** Sent with every answer, names and values in turn; left out: that its type is not to be guessed. */
  readonly headers?: readonly string[];
  /** Most connections that are told of configuration changes, at once. */
  readonly maxStreams?: number;
  /** The largest body of an evaluation. */
  readonly maxEvaluationBytes?: number;
}

/** What applications call: evaluation and ingestion, without knowing which server carries it. */
export interface DataPlane extends Plane {
  /** Serves what is committed by now. Not needed in operation, where changes announce themselves. */
  readonly refresh: () => Promise<boolean>;
  /** What the process takes in, to be watched. */
  readonly ingestion: Ingestion;
  /** Says "not ready", so that no new requests are sent here, and ends the streams. Requests are still answered. */
  readonly drain: () => void;
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
  configurationStreamRoute,
  liveRoute,
  readyRoute,
  metricsRoute,
];

const NO_SNIFFING: readonly string[] = ['x-content-type-options', 'nosniff'];
const DEFAULT_POLL_INTERVAL_MS = 2_000;
const DEFAULT_MAX_STREAMS = 5_000;
/** For the configuration and look-ups: a Postgres that hangs must not hold them. */
const PROMPT_QUERY_MS = 5_000;
const PROMPT_CONNECTIONS = 5;
const DEFAULT_MAX_EVALUATION_BYTES = 64 * 1024;

/** An evaluation waits no longer for what its unit met before. */
const LOOK_UP_LIMIT_MS = 250;

export async function createDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { database, log, now = () => new Date(), dataDirectory } = options;
  const { pollIntervalMs = DEFAULT_POLL_INTERVAL_MS, rateLimits = DEFAULT_RATE_LIMITS } = options;
  const prompt = openDatabase({
    url: database.url,
    applicationName: 'fairsplit-configuration',
    maxConnections: PROMPT_CONNECTIONS,
    connectTimeoutMs: PROMPT_QUERY_MS,
    queryTimeoutMs: PROMPT_QUERY_MS,
    patience: database.patience,
  });
  const feed = await createConfigurationFeed({ database: prompt, log, dataDirectory, pollIntervalMs, now });
  const ingestion = createIngestion(createEvidence(database).write);
  const exposures = createExposureBuffer({
    exposures: ingestion.write.exposures,
    log,
    flushIntervalMs: 200,
    maxWaiting: 20_000,
    maxWaitingCharacters: 16 * 1024 * 1024,
    maxRemembered: 200_000,
  });
  const limits = createRateLimits(rateLimits, log);
  const lookAgain = createLookAgain(feed, { patience: database.patience, now });
  const uses = createKeyUseNotes(prompt);
  const streams = createStreamHub(feed, options.maxStreams ?? DEFAULT_MAX_STREAMS, now);
  const metrics = createServingMetrics();
  const memory = createUnitMemory({
    variantsMet: readEvidence(prompt).variantsMet,
    isDatabaseReachable: feed.isDatabaseReachable,
    metrics,
    maxRemembered: 100_000,
    timeoutMs: LOOK_UP_LIMIT_MS * database.patience,
    now,
  });
  watchProcess();
  let isClosing = false;
  const parts: DataPlaneParts = {
    database,
    feed,
    ingestion,
    exposures,
    limits,
    metrics,
    metricsAccess: options.metricsAccess ?? 'key',
    maxEvaluationBytes: options.maxEvaluationBytes ?? DEFAULT_MAX_EVALUATION_BYTES,
    streams,
    lookAgain,
    memory,
    isClosing: () => isClosing,
    now,
  };
  const accept = createAccept(
    {
      parts,
      authenticate: createAuthenticate(feed, { limits, lookAgain, uses, now }),
      log,
      headers: options.headers ?? NO_SNIFFING,
    },
    metrics,
  );
  const drain = () => {
    isClosing = true;
    streams.close();
  };
  return {
    ingestion,
    accept,
    refresh: feed.refresh,
    drain,
    isDraining: () => isClosing,
    close: async () => {
      drain();
      await exposures.close();
      await ingestion.write.verdicts.flush();
      await uses.close();
      await feed.close();
      await prompt.close();
    },
  };
}

/** Finds a request's route. */
function createAccept(tools: ExchangeTools, metrics: ServingMetrics): Plane['accept'] {
  const find = createRouter(
    dataPlaneRoutes.map((route) => ({
      route,
      method: route.method,
      path: route.path,
      // Counted under the path without the name of its parameter, as ever.
      counts: createRouteCounts(metrics, route.path.replace(/\{\w+\}$/, ''), route.method),
    })),
  );
  return (request) => {
    const match = find(request.path);
    // Each path of the data plane has one row.
    const [target] = match?.rows ?? [];
    if (match === null || target === undefined || target.route.isFor?.(request) === false) return null;
    return new DataPlaneExchange(request, target, match.parameters['key'] ?? '', tools);
  };
}
