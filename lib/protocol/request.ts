import type { EventSink } from './event-sink';
import { problemContentType, type Problem } from './problem';
import type { BodyWatch } from './request-body';

/** A request, whichever server it came through. */
export interface ApiRequest {
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

/** Begins to send to a client; the function that it returns is called once, when the connection has ended. */
export type Connect = (sink: EventSink) => () => void;

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: no body at all (204, 304). A stream is read once, only as fast as the client takes it, and cancelled when it leaves. */
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  /** The body is a text whose characters are bytes (`byteString`), to be written as it stands. */
  readonly isByteString?: boolean;
  /** Instead of a body: server-sent events, for as long as both ends like. */
  readonly connect?: Connect;
}

export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export function problemResponse(
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
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

/** The path without its query, still percent-encoded. */
export function pathWithoutQuery(path: string): string {
  const start = path.indexOf('?');
  return start === -1 ? path : path.slice(0, start);
}

/** The query, without its question mark; empty where there is none. */
export function queryOfPath(path: string): string {
  const start = path.indexOf('?');
  return start === -1 ? '' : path.slice(start + 1);
}

/** A parameter of the query; null where there is none. */
export function queryParameter(path: string, name: string): string | null {
  return path.includes('?') ? new URLSearchParams(queryOfPath(path)).get(name) : null;
}
