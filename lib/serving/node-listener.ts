import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { FairsplitError } from '../errors';
import { problemContentType, toProblem } from '../http/problem';
import { readBody, type BodyWatch } from '../http/request-body';
import { newRequestId } from '../ids';
import type { DataPlane } from './data-plane';
import type { Exchange } from './exchange';
import type { Connect } from './push/connection';
import type { DataPlaneRequest, DataPlaneResponse } from './request';
import { TurnWriter } from './turn-writer';

/** Answers the data plane's paths on `node:http`, and hands every other request, untouched, to `fallback`. */
export function dataPlaneListener(dataPlane: DataPlane, fallback: RequestListener): RequestListener {
  return (request, response) => {
    const given = new NodeRequest(request, response, dataPlane);
    const exchange = dataPlane.accept(given);
    if (exchange === null) {
      given.letSend();
      given.endKeptConnection();
      fallback(request, response);
      return;
    }
    const begun = exchange.begin();
    if (begun === null) answerWithBody(exchange, given, response);
    else if (!(begun instanceof Promise)) send(exchange, given, response, begun);
    else {
      void begun.then((ready) => {
        if (ready === null) answerWithBody(exchange, given, response);
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
class NodeRequest implements DataPlaneRequest {
  readonly method: string;
  readonly path: string;

  constructor(
    readonly incoming: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly dataPlane: DataPlane,
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
    if (this.dataPlane.isDraining()) this.response.shouldKeepAlive = false;
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
function answerWithBody(exchange: Exchange, given: NodeRequest, response: ServerResponse): void {
  const request = given.incoming;
  const announced = Number(given.header('content-length') ?? NaN);
  if (!(announced <= Math.min(SHORT_BODY_BYTES, exchange.maxBodyBytes))) {
    void answerWithLongBody(exchange, given).then((answer) => {
      send(exchange, given, response, answer);
    });
    return;
  }
  given.letSend();
  let body: Uint8Array = EMPTY;
  request.on('data', (chunk: Buffer) => {
    body = body === EMPTY ? chunk : Buffer.concat([body, chunk]);
  });
  // Not called when the connection breaks before; then there is nobody to answer.
  request.on('end', () => {
    const answer = exchange.answer(body);
    if (answer instanceof Promise) void answer.then((ready) => send(exchange, given, response, ready));
    else send(exchange, given, response, answer);
  });
}

async function answerWithLongBody(exchange: Exchange, given: NodeRequest): Promise<DataPlaneResponse> {
  try {
    return await exchange.answer(await given.readBody(null, exchange.maxBodyBytes));
  } catch (error) {
    return exchange.fail(error);
  }
}

const turnWriter = new TurnWriter();

function send(
  exchange: Exchange,
  given: NodeRequest,
  response: ServerResponse,
  answer: DataPlaneResponse,
): void {
  const { incoming } = given;
  const { status, body, connect } = answer;
  // Asked when the answer goes out: we may have begun to stop since the request came.
  given.endKeptConnection();
  const headers = exchange.headersOf(answer);
  if (connect !== undefined) {
    response.writeHead(status, headers);
    stream(response, connect);
    return;
  }
  // What was not read to its end cannot be told from the next request.
  if ((status === 413 || status === 408) && !incoming.complete) response.shouldKeepAlive = false;
  // The rest of what there was no room for is taken off the wire, or the connection would stand still.
  else if (status === 503 && !incoming.complete) incoming.resume();
  if (body === null) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  // ASCII is written as it stands, which is cheaper than encoding it and counting its bytes.
  const isAscii = answer.isAscii === true;
  headers.push('content-length', String(isAscii ? body.length : Buffer.byteLength(body)));
  response.writeHead(status, headers);
  turnWriter.write(response, body, isAscii ? 'latin1' : 'utf8');
}

/** More than this, and the client does not read what it is sent. */
const MAX_UNREAD_BYTES = 64 * 1024;

function stream(response: ServerResponse, connect: Connect): void {
  response.flushHeaders();
  const disconnect = connect({
    send: (text) => {
      response.write(text);
      return response.writableLength <= MAX_UNREAD_BYTES;
    },
    // At once, without waiting for somebody who does not read.
    end: () => {
      response.end();
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    },
  });
  response.on('close', disconnect);
}

/** The answer where nothing else is served: what the data plane does not know does not exist. */
export const nothingElse: RequestListener = (request, response) => {
  request.resume();
  const requestId = newRequestId();
  const nothing = new FairsplitError('NOT_FOUND', 404, 'There is nothing at this path.');
  response.writeHead(404, { 'content-type': problemContentType, 'x-request-id': requestId });
  response.end(JSON.stringify(toProblem(nothing, requestId)));
};
