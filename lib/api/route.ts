import type { z } from 'zod';
import type { ExportedFile } from '../verbs/analysis/exported-file';
import type { Context } from '../auth/context';
import type { RouteRow } from '../protocol/route';

/** What a route's handler gets: who is calling, and the parts of the request, parsed but not yet trusted. */
export interface RouteCall {
  readonly ctx: Context;
  /** Values of the path's `{names}`, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The version in If-Match, where the route asks for it. */
  readonly version: number | undefined;
}

interface CallWithQuery extends RouteCall {
  /** The query string's values, each name once. */
  readonly query: Readonly<Record<string, string>>;
}

export interface CallWithBody extends RouteCall {
  /** The body's fields; none where no body came. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RouteAnswer {
  readonly body?: unknown;
  /** Sent instead of a JSON body, under its name. */
  readonly file?: ExportedFile;
}

interface RouteBase extends RouteRow {
  /** `required`: the caller must say in If-Match which version it read. */
  readonly ifMatch?: 'required' | 'optional';
}

/**
 * One row of the control plane's table: from it come the routing, the API's description and the access tests. A handler gets
 * the query or the body only where the row has its schema, the one that the verb parses with, so none goes undescribed.
 */
export type Route = RouteBase &
  (
    | {
        readonly query?: undefined;
        readonly body?: undefined;
        readonly handle: (call: RouteCall) => Promise<RouteAnswer>;
      }
    | {
        readonly query: z.ZodObject;
        readonly body?: undefined;
        readonly handle: (call: CallWithQuery) => Promise<RouteAnswer>;
      }
    | {
        readonly query?: undefined;
        readonly body: z.ZodType;
        readonly handle: (call: CallWithBody) => Promise<RouteAnswer>;
      }
  );
