import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FairsplitError } from '../errors';
import { newRequestId } from '../ids';
import { answerWithBody, type Exchange, type Plane } from './exchange';
import { problemContentType, toProblem } from './problem';
import type { ApiRequest, ApiResponse, Connect } from './request';
import { readBody, type BodyWatch } from './request-body';
import { TurnEnd } from './turn-end';

/** Answers a plane's paths on `node:http`, and hands every other request, untouched, to `fallback`. */
export function nodeListener(plane: Plane, fallback: RequestListener): RequestListener {
  return (request, response) => {
    const given = new NodeRequest(request, response, plane);
    const exchange = plane.accept(given);
    if (exchange === null) {
      given.letSend();
      given.endKeptConnection();
      fallback(request, response);
      return;
    }
    const begun = exchange.begin();
    if (begun === null) collectBody(exchange, given, response);
    else if (!(begun instanceof Promise)) send(exchange, given, response, begun);
    else {
      void begun.then((ready) => {
        if (ready === null) collectBody(exchange, given, response);
        else send(exchange, given, response, ready);
      });
    }
  };
}

/**
 * The same for requests that ask whether they may send their body (`Expect: 100-continue`): they are told to when the body is
 * wanted, so a refusal comes before the upload.
 */
export function answerExpectations(server: Server, listener: RequestListener): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waitingToSend.add(request);
    listener(request, response);
  });
}

const waitingToSend = new WeakSet<IncomingMessage>();

/** A class, because there is one for each request: its functions are made once. */
class NodeRequest implements ApiRequest {
  readonly method: string;
  readonly path: string;

  constructor(
    readonly incoming: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly plane: Plane,
  ) {
    this.method = incoming.method ?? 'GET';
    this.path = incoming.url ?? '/';
  }

  get remoteAddress(): string | null {
    return this.incoming.socket.remoteAddress ?? null;
  }

  /** Searched among the headers as they came: most requests ask for two, and none for an object of all. */
  header(name: string): string | null {
    const { rawHeaders } = this.incoming;
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const given = rawHeaders[index] ?? '';
      if (given.length === name.length && (given === name || given.toLowerCase() === name)) {
        return JOINED.has(name) ? this.joinedHeader(name) : (rawHeaders[index + 1] ?? '');
      }
    }
    return null;
  }

  readBody(watch: BodyWatch | null, maxBytes?: number): Promise<Uint8Array> {
    this.letSend();
    return readBody(this.incoming, watch, maxBytes);
  }

  bodyChunks(): AsyncIterable<unknown> {
    this.letSend();
    return this.incoming.iterator({ destroyOnReturn: false });
  }

  isGone(): boolean {
    return this.incoming.socket.destroyed;
  }

  letSend(): void {
    if (waitingToSend.delete(this.incoming)) this.response.writeContinue();
  }

  /** While we stop, who comes over a connection that is kept is asked to come over another one, to another process. */
  endKeptConnection(): void {
    if (this.plane.isDraining()) this.response.shouldKeepAlive = false;
  }

  private joinedHeader(name: string): string | null {
    const value = this.incoming.headers[name];
    return (Array.isArray(value) ? value.join(', ') : value) ?? null;
  }
}

/** Headers that are lists, and may come in several parts; of any other the first counts. */
const JOINED = new Set(['if-none-match', 'x-forwarded-for']);

/** What a socket reads at once. */
const SHORT_BODY_BYTES = 64 * 1024;
const EMPTY = new Uint8Array();

/**
 * Collects the body and answers. A short one by hand: an evaluation's body is one small piece, and the promises of an
 * asynchronous iteration cost more than the evaluation.
 */
function collectBody(exchange: Exchange, given: NodeRequest, response: ServerResponse): void {
  const request = given.incoming;
  const announced = Number(given.header('content-length') ?? NaN);
  if (!(announced <= Math.min(SHORT_BODY_BYTES, exchange.maxBodyBytes))) {
    void answerWithBody(exchange, given).then((answer) => {
      send(exchange, given, response, answer);
    });
    return;
  }
  given.letSend();
  turnEnd.read(() => {
    if (request.complete) answerAndSend(exchange, given, response, wholeBody(request));
    else collectPieces(exchange, given, response);
  });
}

function wholeBody(request: IncomingMessage): Uint8Array {
  const body: unknown = request.read();
  return body instanceof Uint8Array ? body : EMPTY;
}

function collectPieces(exchange: Exchange, given: NodeRequest, response: ServerResponse): void {
  const request = given.incoming;
  let body: Uint8Array = EMPTY;
  request.on('data', (chunk: Buffer) => {
    body = body === EMPTY ? chunk : Buffer.concat([body, chunk]);
  });
  // Not called when the connection breaks before; then there is nobody to answer.
  request.on('end', () => answerAndSend(exchange, given, response, body));
}

function answerAndSend(
  exchange: Exchange,
  given: NodeRequest,
  response: ServerResponse,
  body: Uint8Array,
): void {
  const answer = exchange.answer(body);
  if (answer instanceof Promise) void answer.then((ready) => send(exchange, given, response, ready));
  else send(exchange, given, response, answer);
}

const turnEnd = new TurnEnd();

function send(exchange: Exchange, given: NodeRequest, response: ServerResponse, answer: ApiResponse): void {
  const { incoming } = given;
  const { status, body, connect } = answer;
  // Asked when the answer goes out: we may have begun to stop since the request came.
  given.endKeptConnection();
  const headers = exchange.headersOf(answer);
  if (connect !== undefined && given.method !== 'HEAD') {
    response.writeHead(status, headers);
    connectTo(response, connect);
    return;
  }
  // What was not read to its end cannot be told from the next request.
  if ((status === 413 || status === 408) && !incoming.complete) response.shouldKeepAlive = false;
  // The rest of what nobody wants is taken off the wire, or the connection would stand still.
  else if (status === 503 && !incoming.complete) incoming.resume();
  if (body instanceof ReadableStream) {
    void sendStream(exchange, response, { status, headers }, body, given.method === 'HEAD');
    return;
  }
  if (body === null) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  if (typeof body !== 'string') {
    headers.push('content-length', String(body.byteLength));
    response.writeHead(status, headers);
    turnEnd.write(response, body, 'latin1');
    return;
  }
  // Bytes are written as they stand, which is cheaper than encoding a text and counting what comes of it.
  const isByteString = answer.isByteString === true;
  headers.push('content-length', String(isByteString ? body.length : Buffer.byteLength(body)));
  response.writeHead(status, headers);
  turnEnd.write(response, body, isByteString ? 'latin1' : 'utf8');
}

interface Head {
  readonly status: number;
  readonly headers: string[];
}

/** A body of unknown length, as fast as the client reads it. What fails before its second piece still has a status. */
async function sendStream(
  exchange: Exchange,
  response: ServerResponse,
  { status, headers }: Head,
  body: ReadableStream<Uint8Array>,
  isHead: boolean,
): Promise<void> {
  try {
    if (isHead) {
      await body.cancel();
      response.writeHead(status, headers).end();
      return;
    }
    const chunks = body[Symbol.asyncIterator]();
    const begun = [await chunks.next(), await chunks.next()].flatMap((one) =>
      one.done === true ? [] : [one.value],
    );
    response.writeHead(status, headers);
    const all = continued(begun, chunks);
    await pipeline(Readable.from(all, { objectMode: false }), response);
  } catch (error) {
    // Whoever stopped reading has had enough; that is no failure of ours.
    if (isPrematureClose(error)) return;
    const refusal = exchange.fail(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(refusal.status, exchange.headersOf(refusal)).end(refusal.body);
  }
}

async function* continued(
  begun: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* begun;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    // Lets go of what the body is read from when nobody reads on.
    await rest.return?.();
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** More than this, and the client does not read what it is sent. */
const MAX_UNREAD_BYTES = 64 * 1024;

function connectTo(response: ServerResponse, connect: Connect): void {
  response.flushHeaders();
  const disconnect = connect({
    send: (text) => {
      response.write(text);
      return response.writableLength <= MAX_UNREAD_BYTES;
    },
    isIdle: () => response.writableLength === 0,
    // At once, without waiting for somebody who does not read.
    end: () => {
      response.end();
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    },
  });
  if (response.destroyed) disconnect();
  else response.on('close', disconnect);
}

/** The answer where nothing else is served: what the data plane does not know does not exist. */
export const nothingElse: RequestListener = (request, response) => {
  request.resume();
  const requestId = newRequestId();
  const nothing = new FairsplitError('NOT_FOUND', 404, 'There is nothing at this path.');
  response.writeHead(404, { 'content-type': problemContentType, 'x-request-id': requestId });
  response.end(JSON.stringify(toProblem(nothing, requestId)));
};
