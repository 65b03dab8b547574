import type { Database } from '../database/client';
import { ForbiddenError, InvalidInputError } from '../errors';
import type { AnswerContent, RouteRow } from '../protocol/route';
import type { Ingestion } from '../ingestion/ingestion';
import type { IngestionContext } from '../ingestion/ingestion-context';
import type { Caller, LookAgain } from './authenticate';
import type { ConfigurationFeed } from './configuration-feed';
import type { ExposureBuffer } from './exposure-buffer';
import type { RateLimits } from './rate-limits';
import type { ServingMetrics } from './metrics/metrics';
import type { StreamHub } from './push/stream-hub';
import type { ApiRequest, ApiResponse } from '../protocol/request';
import type { UnitMemory } from './unit-memory';

/** Who may read `/metrics`: this machine and secret keys, secret keys alone, everybody, or nobody. */
export type MetricsAccess = 'local' | 'key' | 'open' | 'off';

/** The parts of a data plane that its routes work with. */
export interface DataPlaneParts {
  readonly database: Database;
  readonly feed: ConfigurationFeed;
  readonly ingestion: Ingestion;
  readonly exposures: ExposureBuffer;
  readonly limits: RateLimits;
  readonly metrics: ServingMetrics;
  readonly metricsAccess: MetricsAccess;
  readonly maxEvaluationBytes: number;
  readonly streams: StreamHub;
  readonly lookAgain: LookAgain;
  readonly memory: UnitMemory;
  readonly isClosing: () => boolean;
  readonly now: () => Date;
}

export interface Call {
  readonly request: ApiRequest;
  readonly parts: DataPlaneParts;
  /** The variable end of the path, decoded: the flag's key; empty where a path has none. */
  readonly parameter: string;
}

/** A route that needs a key. */
export interface KeyedCall extends Call {
  readonly caller: Caller;
}

type Answer = ApiResponse | Promise<ApiResponse>;

/** Whoever takes a body says what it may hold, by media type. */
type MethodAndBody =
  | { readonly method: 'GET'; readonly body?: undefined }
  | { readonly method: 'POST'; readonly body: Readonly<Record<string, AnswerContent>> };

/** A path has one row; it may end in `{key}`. */
interface RouteBase extends RouteRow {
  readonly topic: 'Evaluation' | 'Ingestion' | 'Configuration' | 'Health';
  /** Of a path that the console has too: whether this request is not for a page of it. Left out: every request is for the route. */
  readonly isFor?: (request: ApiRequest) => boolean;
  /** How errors are written. */
  readonly errors: 'problem' | 'ofrep';
  /** A stream token in the query will do in place of a key. */
  readonly takesToken?: true;
  /** A publishable key may come as `?key=`, from what can set no header. */
  readonly keyInQuery?: true;
}

/**
 * `open` needs no key, or finds out itself; `key` has one; `evaluation` has one that may evaluate, and is given its body
 * whole, so that it can answer without a pause.
 */
export type Route = RouteBase &
  MethodAndBody &
  (
    | { readonly access: 'open'; readonly handle: (call: Call) => Answer }
    | { readonly access: 'key'; readonly handle: (call: KeyedCall) => Answer }
    | { readonly access: 'evaluation'; readonly answer: (call: KeyedCall, body: Uint8Array) => Answer }
  );

/** Evaluation is open to every key that is for data at all. Throws ForbiddenError. */
export function requireEvaluation({ holder: { actor } }: Caller): void {
  if (actor.permissions.has('data:read') || actor.permissions.has('data:write')) return;
  throw new ForbiddenError('This key may not evaluate: it needs the scope "data:read" or "data:write".');
}

/**
 * A key is served and sends in its own environment: what names another would be answered from the wrong one, or be evidence there.
 * Throws ForbiddenError, InvalidInputError.
 */
export function refuseOtherEnvironment({ environment }: Caller, named: unknown): void {
  if (named === undefined || named === null || named === environment.key) return;
  if (typeof named !== 'string') {
    const detail = 'environment must be the key of an environment, as text';
    throw new InvalidInputError(detail, [{ pointer: '/environment', detail }]);
  }
  throw new ForbiddenError(
    `This key is for its own environment, which is "${environment.key}"; use a key of "${named.slice(0, 100)}" there, or name none.`,
  );
}

export function ingestionContext({ request, caller, parts }: KeyedCall): IngestionContext {
  const { holder, environment } = caller;
  const { database, ingestion, now } = parts;
  return {
    workspaceId: environment.workspaceId,
    environmentId: environment.id,
    actor: holder.actor,
    database,
    ingestion,
    now,
    // A page sends for its reader; what a server says of itself says nothing of the person behind the item.
    userAgent: holder.kind === 'publishable' ? request.header('user-agent') : null,
    mayBeOld: holder.kind === 'secret',
    mayBeBulk: holder.kind === 'secret',
  };
}
