import {
  departures,
  describedOperation,
  type DescribedOperation,
  type ReceivedAnswer,
} from './described-api';

export interface ApiCall {
  /** Of the path; a text that is to stand there as it is comes percent-encoded. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text or bytes as they are. */
  readonly body?: unknown;
}

export interface ApiAnswer extends ReceivedAnswer {
  readonly operation: DescribedOperation;
  /** The body as JSON, where it is. */
  readonly json: unknown;
  /** What is not as the document says. */
  readonly departures: readonly string[];
}

/** Asks for one operation of the document, and holds the answer against it. */
export type ApiCaller = (id: string, call?: ApiCall) => Promise<ApiAnswer>;

const answerLimitMs = 600_000;

/** Not lines of JSON, which are several. */
const isJson = /^application\/([\w.-]+\+)?json\b/;

export function apiCaller(url: string, key: string): ApiCaller {
  return async (id, { key: name = '', query = {}, headers = {}, body } = {}) => {
    const operation = describedOperation(id);
    const search = new URLSearchParams(query).toString();
    const place = operation.path.replace('{key}', name);
    const response = await fetch(`${url}${place}${search === '' ? '' : `?${search}`}`, {
      method: operation.method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      signal: AbortSignal.timeout(answerLimitMs),
      ...(body === undefined ? {} : { body: written(body) }),
    });
    const answer = { status: response.status, headers: response.headers, text: await readText(response) };
    const json: unknown = isJson.test(answer.headers.get('content-type') ?? '')
      ? JSON.parse(answer.text)
      : undefined;
    return { ...answer, operation, json, departures: departures(operation, answer) };
  };
}

function written(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

/** Of a stream that lasts its beginning says enough. */
async function readText(response: Response): Promise<string> {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) return response.text();
  await response.body?.cancel();
  return '';
}
