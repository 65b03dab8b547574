import type { Problem } from '../http/problem';
import { problemContentType } from '../http/problem';
import type { BodyWatch } from '../http/request-body';
import type { Connect } from './push/connection';

/** A request as the data plane sees it, whichever server it came through. */
export interface DataPlaneRequest {
  readonly method: string;
  /** With or without a query, percent-encoded as it came. */
  readonly path: string;
  /** The value of a header by its lower-case name; null where it is absent. */
  header(name: string): string | null;
  /** Of the other end of the connection, which may be a proxy; null where the server does not tell. */
  readonly remoteAddress: string | null;
  /**
   * Read when it is needed, so that who may not send one is refused first. Throws BODY_TOO_LARGE (413), beyond `maxBytes` or
   * else 10 MB, and what the watch throws.
   */
  readBody(watch: BodyWatch | null, maxBytes?: number): Promise<Uint8Array>;
  /** The body as it arrives, in place of `readBody` where it may be larger than memory allows. No limit but the reader's. */
  bodyChunks(): AsyncIterable<unknown>;
  /** Whether the caller has left, so that nobody waits for an answer. */
  isGone(): boolean;
}

export interface DataPlaneResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: no body at all (204, 304). */
  readonly body: string | null;
  /** The body is known to be ASCII: as many bytes as characters. Left out: not known. */
  readonly isAscii?: boolean;
  /** Instead of a body: server-sent events, for as long as both ends like. */
  readonly connect?: Connect;
}

export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): DataPlaneResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export function problemResponse(
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): DataPlaneResponse {
  return {
    status: problem.status,
    headers: { 'content-type': problemContentType, ...headers },
    body: JSON.stringify(problem),
  };
}

/** Whether the ETags that the caller has (If-None-Match) include this one. */
export function hasETag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.split(',').some((given) => {
    const tag = given.trim().replace(/^W\//, '');
    return tag === etag || tag === '*';
  });
}

/** A parameter of the query; null where there is none. */
export function queryParameter(path: string, name: string): string | null {
  const start = path.indexOf('?');
  return start === -1 ? null : new URLSearchParams(path.slice(start + 1)).get(name);
}
