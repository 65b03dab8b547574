import type { ExportedFile } from '../../services/analysis/exported-file';
import type { Context } from '../../services/context';

/** What a route's handler gets: who is calling, and the parts of the request, parsed but not yet trusted. */
export interface RouteCall {
  readonly ctx: Context;
  /** Values of the path's `{names}`, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The query string's values, each name once. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The version in If-Match, where the route asks for it. */
  readonly version: number | undefined;
}

export interface RouteAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent instead of a JSON body, under its name. */
  readonly file?: ExportedFile;
  /** Sent as ETag, to come back in If-Match. */
  readonly version?: number;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One row of the control plane's table: from it come the routing, the documentation and the access tests. */
export interface Route {
  readonly method: Method;
  /** Such as /api/v1/experiments/{key}. */
  readonly path: string;
  readonly summary: string;
  /** `required`: the caller must say in If-Match which version it read. */
  readonly ifMatch?: 'required' | 'optional';
  readonly handle: (call: RouteCall) => Promise<RouteAnswer>;
}
