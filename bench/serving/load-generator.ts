import { connect } from 'node:net';
import { z } from 'zod';
import type { DeepReadonly } from '../../lib/model/deep-readonly';

export interface LoadResult {
  readonly answers: number;
  /** Answers of another status than 200, and connections that broke. */
  readonly failures: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const orderSchema = z.object({
  port: z.int(),
  path: z.string(),
  key: z.string(),
  /** Sent in turn. */
  bodies: z.array(z.string()).min(1),
  connections: z.int(),
  durationMs: z.number(),
});

/** What to send, and for how long. */
export type LoadOrder = DeepReadonly<z.output<typeof orderSchema>>;

/** The status line of every answer that counts. */
const OK = Buffer.from('HTTP/1.1 200 ');
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Sends prepared bytes over kept-alive connections, the next request when the last was answered, and reads no more of an
 * answer than its status and length: a client that does more would be measured along with the server.
 */
async function load(order: LoadOrder): Promise<LoadResult> {
  const requests = order.bodies.map((body) => requestOf(order, body));
  const latenciesMs: number[] = [];
  let failures = 0;
  let next = 0;
  const start = performance.now();
  const until = start + order.durationMs;

  const converse = () =>
    new Promise<void>((resolve) => {
      const socket = connect(order.port, '127.0.0.1');
      socket.setNoDelay(true);
      let sentAt = 0;
      let remaining = -1;
      let held: Buffer | null = null;
      const send = () => {
        const request = requests[(next += 1) % requests.length];
        if (performance.now() >= until || request === undefined) {
          socket.destroy();
          return;
        }
        sentAt = performance.now();
        socket.write(request);
      };
      const read = (chunk: Buffer) => {
        if (remaining === -1) {
          const bytes: Buffer = held === null ? chunk : Buffer.concat([held, chunk]);
          const headEnd = bytes.indexOf(HEAD_END);
          if (headEnd === -1) {
            held = bytes;
            return;
          }
          if (isChunked(bytes, headEnd)) {
            // Next tells no length: its answer ends where the last, empty chunk does.
            held = bytes;
            if (!bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) return;
          }
          held = null;
          if (bytes.compare(OK, 0, OK.length, 0, OK.length) !== 0) failures += 1;
          remaining = isChunked(bytes, headEnd)
            ? 0
            : lengthOf(bytes, headEnd) - (bytes.length - headEnd - HEAD_END.length);
        } else remaining -= chunk.length;
        if (remaining > 0) return;
        remaining = -1;
        latenciesMs.push(performance.now() - sentAt);
        send();
      };
      socket.on('connect', send);
      socket.on('data', read);
      socket.on('error', () => (failures += 1));
      socket.on('close', () => resolve());
    });

  await Promise.all(Array.from({ length: order.connections }, converse));
  const seconds = (performance.now() - start) / 1000;
  latenciesMs.sort((a, b) => a - b);
  const percentile = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)] ?? NaN;
  return { answers: latenciesMs.length, failures, seconds, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}

const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');
const CHUNKED = Buffer.from('chunked\r\n');

function isChunked(bytes: Buffer, headEnd: number): boolean {
  return bytes.subarray(0, headEnd + 2).includes(CHUNKED);
}

const LENGTH = Buffer.from('ontent-');

/** The header Content-Length, whichever case it is written in. */
function lengthOf(bytes: Buffer, headEnd: number): number {
  const at = bytes.indexOf(LENGTH);
  for (let from = at; from !== -1 && from < headEnd; from = bytes.indexOf(LENGTH, from + 1)) {
    const line = bytes.toString('latin1', from, Math.min(from + 32, headEnd));
    const length = /^ontent-length: *(\d+)/i.exec(line)?.[1];
    if (length !== undefined) return Number(length);
  }
  throw new Error('an answer does not tell its length');
}

function requestOf({ port, path, key }: LoadOrder, body: string): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

process.on('message', (message) => {
  void load(orderSchema.parse(message)).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));
