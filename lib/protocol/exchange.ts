import type { ApiRequest, ApiResponse } from './request';

/**
 * One request on its way to its answer. First `begin`, which decides by the head alone; where that gives null, the body is
 * wanted and goes to `answer`. Nothing of it throws or rejects.
 */
export interface Exchange {
  /** The largest body that is wanted after `begin`. */
  readonly maxBodyBytes: number;
  begin(): ApiResponse | Promise<ApiResponse | null> | null;
  answer(body: Uint8Array): ApiResponse | Promise<ApiResponse>;
  /** The answer to a request of which something went wrong; what nobody expected is logged. */
  fail(error: unknown): ApiResponse;
  /** All headers of an answer, names and values in turn, but for its length. */
  headersOf(response: ApiResponse): string[];
}

/** The handlers of a set of paths, without knowing which server carries them. */
export interface Plane {
  /** The request's exchange; null for a path that is not the plane's. */
  readonly accept: (request: ApiRequest) => Exchange | null;
  /** Whether the process stops, so that no connection is kept. */
  readonly isDraining: () => boolean;
}

/** The answer to a request, its body read where it is wanted. Never rejects. */
export async function answerOf(exchange: Exchange, request: ApiRequest): Promise<ApiResponse> {
  return (await exchange.begin()) ?? answerWithBody(exchange, request);
}

export async function answerWithBody(exchange: Exchange, request: ApiRequest): Promise<ApiResponse> {
  try {
    return await exchange.answer(await request.readBody(null, exchange.maxBodyBytes));
  } catch (error) {
    return exchange.fail(error);
  }
}
