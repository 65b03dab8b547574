import type { z } from 'zod';
import type { Database } from '../database/client';
import { FairsplitError, ForbiddenError } from '../errors';
import type { AnswerContent, AnswerDescription, OtherAnswer } from '../http/route-description';
import type { EvidenceStore } from '../services/ingestion/evidence-store';
import type { IngestionContext } from '../services/ingestion/ingestion-context';
import type { Caller, LookAgain } from './authenticate';
import type { ConfigurationFeed } from './configuration-feed';
import type { ExposureBuffer } from './exposure-buffer';
import type { RateLimits } from './limits/rate-limits';
import type { ServingMetrics } from './metrics/metrics';
import type { StreamHub } from './push/stream-hub';
import type { DataPlaneRequest, DataPlaneResponse } from './request';
import type { UnitMemory } from './unit-memory';

/** Who may read `/metrics`: this machine and secret keys, secret keys alone, everybody, or nobody. */
export type MetricsAccess = 'local' | 'key' | 'open' | 'off';

/** The parts of a data plane that its routes work with. */
export interface DataPlaneParts {
  readonly database: Database;
  readonly feed: ConfigurationFeed;
  readonly store: EvidenceStore;
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
  readonly request: DataPlaneRequest;
  readonly parts: DataPlaneParts;
  /** The variable end of the path, decoded: the flag's key; empty where a path has none. */
  readonly parameter: string;
}

/** A route that needs a key. */
export interface KeyedCall extends Call {
  readonly caller: Caller;
}

type Answer = DataPlaneResponse | Promise<DataPlaneResponse>;

/** What the API's description says of a route; nothing of it is asked when a request is answered. */
interface RouteDescription {
  /** Its name there, and so in generated clients: it never changes. */
  readonly operation: string;
  readonly topic: 'Evaluation' | 'Ingestion' | 'Configuration' | 'Health';
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly success: AnswerDescription;
  readonly others?: readonly OtherAnswer[];
}

/** Whoever takes a body says what it may hold, by media type. */
type MethodAndBody =
  | { readonly method: 'GET'; readonly body?: undefined }
  | { readonly method: 'POST'; readonly body: Readonly<Record<string, AnswerContent>> };

interface RouteBase extends RouteDescription {
  /** The whole path; one that ends in a slash takes one more segment, the parameter. */
  readonly path: string;
  /** Of a path that the console has too: whether this request is not for a page of it. Left out: every request is for the route. */
  readonly isFor?: (request: DataPlaneRequest) => boolean;
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

export function ingestionContext({ request, caller, parts }: KeyedCall): IngestionContext {
  const { holder, environment } = caller;
  const { database, store, now } = parts;
  return {
    workspaceId: environment.workspaceId,
    environmentId: environment.id,
    actor: holder.actor,
    database,
    store,
    now,
    // A page sends for its reader; what a server says of itself says nothing of the person behind the item.
    userAgent: holder.kind === 'publishable' ? request.header('user-agent') : null,
    mayBeOld: holder.kind === 'secret',
  };
}

/** The method is not one of this path's; `allow` goes into the header of that name. */
export class WrongMethodError extends FairsplitError {
  constructor(
    method: string,
    readonly allow: string,
  ) {
    super('METHOD_NOT_ALLOWED', 405, `${method.slice(0, 20)} is not answered here; use ${allow}.`);
  }
}
