import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { nodeListener, nothingElse } from '../../../lib/protocol/node-listener';

// A body that came with its head is read at once, any other as it arrives: the answer is the same.

const failing = () => {
  throw new Error('nothing goes wrong here');
};

/** Answers each request with its body. */
const server: Server = createServer(
  nodeListener(
    {
      isDraining: () => false,
      accept: () => ({
        maxBodyBytes: 1024,
        begin: () => null,
        answer: (body) => ({ status: 200, headers: {}, body: `<${Buffer.from(body).toString()}>` }),
        fail: failing,
        headersOf: () => [],
      }),
    },
    nothingElse,
  ),
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const request = (body: string) =>
  `POST / HTTP/1.1\r\nhost: here\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

test('one connection carries bodies that come whole, in pieces, two at once, and none', async () => {
  const address = server.address();
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const answered = () => text.match(/<[^>]*>/g) ?? [];

  socket.write(request('whole'));
  await expect.poll(answered).toEqual(['<whole>']);
  const head = request('in pieces').slice(0, -'in pieces'.length);
  for (const piece of [head, 'in', ' pie']) {
    socket.write(piece);
    // The server has read what was sent once it answers another connection.
    const other = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
    other.end(request('between'));
    other.resume();
    await once(other, 'close');
  }
  expect(answered()).toEqual(['<whole>']);
  socket.write('ces');
  await expect.poll(answered).toEqual(['<whole>', '<in pieces>']);
  socket.write(request('first') + request('') + request('third'));
  await expect.poll(answered).toEqual(['<whole>', '<in pieces>', '<first>', '<>', '<third>']);
  socket.destroy();
});
