import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { TurnEnd } from '../../../lib/protocol/turn-end';

const writer = new TurnEnd();
const held: (() => void)[] = [];
let holdUntil = 0;

/** Answers each request with its path, all of them in the same turn once so many wait. */
const server: Server = createServer((request, response) => {
  const body = request.url ?? '';
  held.push(() => {
    response.writeHead(200, { 'content-length': String(Buffer.byteLength(body)) });
    writer.write(response, body, 'utf8');
  });
  if (held.length === holdUntil) for (const answer of held.splice(0)) answer();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function connected(): Promise<{ readonly socket: Socket; readonly text: () => string }> {
  const address = server.address();
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, 'connect');
  return { socket, text: () => text };
}

const asking = (path: string) => `GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`;

test('answers of one turn reach each client, in the order in which it asked', async () => {
  holdUntil = 3;
  const [one, other] = [await connected(), await connected()];
  // Two requests over one connection before the first is answered.
  one.socket.write(asking('/first') + asking('/second'));
  await expect.poll(() => held.length).toBe(2);
  other.socket.write(asking('/third'));
  await expect.poll(() => other.text()).toMatch(/\r\n\r\n\/third$/);
  await expect.poll(() => one.text()).toMatch(/\r\n\r\n\/first[\s\S]*\r\n\r\n\/second$/);
});

test('what is asked for while a turn ends is read at the end of the next one', async () => {
  const turns = new TurnEnd();
  const seen: string[] = [];
  turns.read(() => {
    seen.push('first');
    turns.read(() => seen.push('second'));
  });
  await expect.poll(() => seen).toEqual(['first', 'second']);
});

test('a client that has left takes no answer from another', async () => {
  holdUntil = 3;
  const [leaving, staying] = [await connected(), await connected()];
  leaving.socket.write(asking('/left'));
  await expect.poll(() => held.length).toBe(1);
  leaving.socket.destroy();
  await once(leaving.socket, 'close');
  staying.socket.write(asking('/stays') + asking('/too'));
  await expect.poll(() => staying.text()).toMatch(/\r\n\r\n\/stays[\s\S]*\r\n\r\n\/too$/);
});
