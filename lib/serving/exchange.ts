import { FairsplitError } from '../errors';
import { isExpected, retryAfterSeconds, toProblem } from '../protocol/problem';
import { newRequestId } from '../ids';
import type { Log } from '../log';
import type { Exchange } from '../protocol/exchange';
import { MethodNotAllowedError } from '../protocol/method-not-allowed';
import type { Authenticate, Caller } from './authenticate';
import { unpackedBody } from '../protocol/content-encoding';
import { addCrossOriginHeaders, preflightResponse } from './cross-origin';
import type { RouteCounts } from './metrics/metrics';
import { problemResponse, type ApiRequest, type ApiResponse } from '../protocol/request';
import { requireEvaluation, type Call, type DataPlaneParts, type KeyedCall, type Route } from './route';
import { refuseQuery } from './route-query';
import { ofrepErrorResponse } from './routes/ofrep-error';

type Answer = ApiResponse | Promise<ApiResponse>;

/** A request that takes longer is logged; nothing here should. */
const SLOW_MS = 1_000;

/** What every exchange of a data plane needs. */
export interface ExchangeTools {
  readonly parts: DataPlaneParts;
  readonly authenticate: Authenticate;
  readonly log: Log;
  /** Sent with every answer: names and values in turn. */
  readonly headers: readonly string[];
}

/** A route with what is the same for all its requests. */
export interface CountedRoute {
  readonly route: Route;
  readonly counts: RouteCounts;
}

/** A class, because there is one for each request: its functions are made once. */
export class DataPlaneExchange implements Exchange {
  readonly startedAtMs = performance.now();
  private readonly requestId = newRequestId();
  private caller: Caller | null = null;

  constructor(
    private readonly request: ApiRequest,
    private readonly target: CountedRoute,
    /** Still percent-encoded. */
    private readonly parameter: string,
    private readonly tools: ExchangeTools,
  ) {}

  /** The largest body that is wanted after `begin`. */
  get maxBodyBytes(): number {
    return this.tools.parts.maxEvaluationBytes;
  }

  begin(): ApiResponse | Promise<ApiResponse | null> | null {
    const { request, tools } = this;
    const { route } = this.target;
    const methods = route.method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS';
    if (request.method === 'OPTIONS') return this.finish(preflightResponse(methods, request));
    try {
      if (request.method !== route.method && !isHeadOf(request, route))
        throw new MethodNotAllowedError(request.method, methods);
      if (route.access === 'open') return this.settle(route.handle(this.call()));
      const caller = this.authenticate();
      if (!(caller instanceof Promise)) return this.admit(caller);
      // Whoever shows a key that is not known is limited by the address, also while we look for the key. If they are
      // refused here, nobody waits for what the search comes to, and its failure must not end the process.
      caller.catch(() => undefined);
      tools.parts.limits.check(request, null, false, this.startedAtMs);
      return this.admitLater(caller);
    } catch (error) {
      return this.fail(error);
    }
  }

  /** The answer to a request whose body was wanted. */
  answer(body: Uint8Array): Answer {
    const { route } = this.target;
    try {
      if (route.access !== 'evaluation' || this.caller === null) throw new Error('no body was wanted');
      const plain = unpackedBody(this.request, body, this.maxBodyBytes);
      return this.settle(route.answer(this.keyedCall(this.caller), plain));
    } catch (error) {
      return this.fail(error);
    }
  }

  /** The answer to a request of which something went wrong. */
  fail(error: unknown): ApiResponse {
    const { requestId, parameter } = this;
    const { route } = this.target;
    if (!isExpected(error)) this.tools.log.error({ error, requestId, path: route.path }, 'a request failed');
    const headers = errorHeaders(error);
    const response =
      route.errors === 'ofrep'
        ? ofrepErrorResponse(error, readableParameter(parameter), requestId, headers)
        : problemResponse(toProblem(error, requestId), headers);
    return this.finish(response);
  }

  /** Names and values in turn, as servers take them; those of the answer itself come last. */
  headersOf({ status, headers }: ApiResponse): string[] {
    const list = ['x-request-id', this.requestId, ...this.tools.headers];
    if (headers['cache-control'] === undefined) list.push('cache-control', 'no-store');
    for (const name in headers) list.push(name, headers[name] ?? '');
    const isForAll = status >= 400 || this.request.method === 'OPTIONS';
    if (this.caller !== null || isForAll) {
      const takesBeacons = this.target.route.keyInQuery === true;
      addCrossOriginHeaders(list, this.request, this.caller?.holder ?? null, takesBeacons);
    }
    return list;
  }

  private authenticate(): Caller | Promise<Caller> {
    try {
      return this.tools.authenticate(this.request, this.target.route);
    } catch (error) {
      this.tools.parts.limits.check(this.request, null, false, this.startedAtMs);
      throw error;
    }
  }

  private async admitLater(caller: Promise<Caller>): Promise<ApiResponse | null> {
    try {
      return await this.admit(await caller);
    } catch (error) {
      return this.fail(error);
    }
  }

  private admit(caller: Caller): Answer | null {
    const { route } = this.target;
    if (route.access === 'open') throw new Error('an open route admits everybody');
    const isSecret = caller.holder.kind === 'secret';
    this.tools.parts.limits.check(this.request, caller.bucket, isSecret, this.startedAtMs);
    this.caller = caller;
    if (this.request.path.includes('?')) refuseQuery(this.request.path, route, caller);
    if (route.access === 'key') return this.settle(route.handle(this.keyedCall(caller)));
    requireEvaluation(caller);
    return null;
  }

  private call(): Call {
    return { request: this.request, parts: this.tools.parts, parameter: decodeParameter(this.parameter) };
  }

  private keyedCall(caller: Caller): KeyedCall {
    return {
      request: this.request,
      parts: this.tools.parts,
      parameter: decodeParameter(this.parameter),
      caller,
    };
  }

  private settle(answer: Answer): Answer {
    if (answer instanceof Promise) return this.settleLater(answer);
    return this.finish(answer);
  }

  private async settleLater(answer: Promise<ApiResponse>): Promise<ApiResponse> {
    try {
      return this.finish(await answer);
    } catch (error) {
      return this.fail(error);
    }
  }

  private finish(response: ApiResponse): ApiResponse {
    const { route, counts } = this.target;
    const tookMs = performance.now() - this.startedAtMs;
    counts.ofStatus(response.status).value += 1;
    counts.latency.observe(tookMs / 1000);
    if (tookMs > SLOW_MS) {
      const { requestId } = this;
      this.tools.log.warn({ requestId, path: route.path, tookMs: Math.round(tookMs) }, 'a request was slow');
    }
    return response;
  }
}

/** HEAD asks what GET would say, without its body: servers leave that out. */
function isHeadOf(request: ApiRequest, route: Route): boolean {
  return request.method === 'HEAD' && route.method === 'GET';
}

function errorHeaders(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof MethodNotAllowedError) return { allow: error.allow };
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
  if (!parameter.includes('%')) return parameter;
  try {
    return decodeURIComponent(parameter);
  } catch {
    throw new FairsplitError('INVALID_PATH', 400, 'The path is not percent-encoded UTF-8.');
  }
}
