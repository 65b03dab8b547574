import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { FairsplitError, InvalidInputError } from '../errors';

/** The API's answer, with its status: a 404 or 409 may be just what a caller wants to know. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterSeconds: number | null;
}

export interface ServerAddress {
  readonly url: string;
  /** A secret one. */
  readonly key: string;
}

/** A body of one JSON object a line: servers read it while it arrives, and take more of it at once. */
export class JsonLines {
  readonly text: string;

  constructor(lines: readonly string[]) {
    this.text = lines.join('\n');
  }
}

const attempts = 8;
const requestTimeoutMs = 120_000;

/** The API of one server with one secret key. Busy answers (429, 503) and broken connections are tried again. */
export class ApiClient {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#key = key;
  }

  /** Any answer below 500 is returned; see {@link expecting} for those that want one status. */
  async request(method: 'GET' | 'POST', path: string, body?: unknown): Promise<ApiAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#once(method, path, body).catch((error: unknown) =>
        unreachable(this.#url, error),
      );
      const busy = answer instanceof Error || answer.status === 429 || answer.status === 503;
      if (!busy) return answer;
      if (attempt >= attempts) throw answer instanceof Error ? answer : refused(method, path, answer);
      const pauseSeconds = answer instanceof Error ? null : answer.retryAfterSeconds;
      await wait((pauseSeconds ?? Math.min(0.25 * 2 ** attempt, 8)) * 1000);
    }
  }

  async #once(method: string, path: string, body: unknown): Promise<ApiAnswer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': mediaTypeOf(body) },
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body === undefined ? {} : { body: body instanceof JsonLines ? body.text : JSON.stringify(body) }),
    });
    const text = await response.text();
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      body: parsed(text),
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    };
  }
}

function mediaTypeOf(body: unknown): string {
  return body instanceof JsonLines ? 'application/x-ndjson' : 'application/json';
}

/** The body of an answer that has one of these statuses; throws what the server said otherwise. */
export async function expecting<Body>(
  schema: z.ZodType<Body>,
  request: Promise<ApiAnswer>,
  ...statuses: readonly number[]
): Promise<Body> {
  const answer = await request;
  if (!statuses.includes(answer.status)) throw refused('', '', answer);
  return schema.parse(answer.body);
}

const problemSchema = z.object({ code: z.string(), detail: z.string() });

function refused(method: string, path: string, { status, body }: ApiAnswer): Error {
  const problem = problemSchema.safeParse(body);
  if (problem.success) return new FairsplitError(problem.data.code, status, problem.data.detail);
  return new InvalidInputError(
    `${method} ${path} was answered with ${String(status)}; is this a Fairsplit server?`,
  );
}

function unreachable(url: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return new InvalidInputError(`${url} cannot be reached: ${cause}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
