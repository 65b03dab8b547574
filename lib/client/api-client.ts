import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { places, type PlaceName } from '../doors/places';
import { ApiError, errorOf, unreachable } from './api-error';
import { formRequest, type FormedRequest } from './form-request';
import type { Operations, ReceivedFile } from './operations';

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

/** The input, which may be left out where all of it may. */
type Given<Name extends PlaceName> = object extends Operations[Name]['input']
  ? [input?: Operations[Name]['input']]
  : [input: Operations[Name]['input']];

/** The API of one server with one secret key. Busy answers (429, 503) and broken connections are tried again. */
export class ApiClient {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#key = key;
  }

  /** Calls a verb by its name (`lib/client/README.md`). Throws ApiError. */
  async call<Name extends PlaceName>(
    name: Name,
    ...[input = {}]: Given<Name>
  ): Promise<Operations[Name]['answer']> {
    const request = formRequest(places[name], input);
    const answer = await this.#send(request);
    const { data, success } = answerOf<Operations[Name]['answer']>().safeParse(answer.body);
    if (answer.status >= 300 || !success) throw errorOf(askedIn(request), answer);
    return data;
  }

  /** The same; null where there is no such thing (404). */
  async find<Name extends PlaceName>(
    name: Name,
    ...given: Given<Name>
  ): Promise<Operations[Name]['answer'] | null> {
    return this.call(name, ...given).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    });
  }

  /** What is no verb: sending and evaluating. Any answer below 500 is returned; see {@link expecting} for who wants one status. */
  async request(method: 'GET' | 'POST', path: string, body?: unknown): Promise<ApiAnswer> {
    return this.#send({ method, path, body });
  }

  async #send(request: FormedRequest): Promise<ApiAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#once(request).catch((error: unknown) => unreachable(this.#url, error));
      const busy = answer instanceof ApiError || answer.status === 429 || answer.status === 503;
      if (!busy) return answer;
      if (attempt >= attempts) throw answer instanceof ApiError ? answer : errorOf(askedIn(request), answer);
      const pauseSeconds = answer instanceof ApiError ? null : answer.retryAfterSeconds;
      await wait((pauseSeconds ?? Math.min(0.25 * 2 ** attempt, 8)) * 1000);
    }
  }

  async #once({ method, path, ifMatch, body }: FormedRequest): Promise<ApiAnswer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(body !== undefined && { 'content-type': mediaTypeOf(body) }),
      },
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body !== undefined && { body: body instanceof JsonLines ? body.text : JSON.stringify(body) }),
    });
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      body: await bodyOf(response),
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    };
  }
}

const askedIn = ({ method, path }: FormedRequest): string => `${method} ${path}`;

/** The server's word is taken for what is in it: what verbs answer with is described where they stand, beside the database. */
function answerOf<Answer>() {
  return z.custom<Answer>((body) => typeof body === 'object' || body === undefined);
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
  if (!statuses.includes(answer.status)) throw errorOf('A request', answer);
  return schema.parse(answer.body);
}

/** JSON, or a file where it is announced as one; undefined: none. */
async function bodyOf(response: Response): Promise<unknown> {
  const [, name] = /filename="(.*)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  if (name !== undefined) {
    const mediaType = response.headers.get('content-type') ?? '';
    return { name, mediaType, bytes: new Uint8Array(await response.arrayBuffer()) } satisfies ReceivedFile;
  }
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
