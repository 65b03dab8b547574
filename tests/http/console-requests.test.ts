import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { consoleRequests } from '../../lib/console/console-requests';
import { serverAddress } from '../../lib/protocol/public-address';

const settings = { publicUrl: 'https://fairsplit.example', trustedProxies: 0 };

/** Answers by 200 what is let through, with the host that Next would compare an action's origin with. */
const server = createServer(
  consoleRequests((request, response) => {
    request.resume();
    response.end(`let through, forwarded ${String(request.headers['x-forwarded-host'])}`);
  }, settings),
);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = z.object({ port: z.int() }).parse(server.address());
afterAll(() => server.close());

/** As it stands on the wire: fetch would send none of these. */
async function send(line: string, headers: readonly string[] = []) {
  const socket = connect(port, '127.0.0.1');
  socket.end([line, 'Host: 127.0.0.1:3000', 'Connection: close', ...headers, '', ''].join('\r\n'));
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return { status: Number(text.split(' ')[1]), text };
}

test.each([
  ['OPTIONS * HTTP/1.1', 404],
  ['TRACE / HTTP/1.1', 405],
  ['TRACE /experiments HTTP/1.1', 405],
  ['PROPFIND / HTTP/1.1', 405],
  ['DELETE /experiments HTTP/1.1', 405],
  ['GET /experiments/%ff HTTP/1.1', 400],
  ['GET /experiments/%E0%A4%A HTTP/1.1', 400],
  ['GET /metrics/%E0%A4%A?tab=runs HTTP/1.1', 400],
  ['GET /api/auth/%E0%A4%A HTTP/1.1', 400],
  ['POST /api/auth/100% HTTP/1.1', 400],
  ['GET /_next/static/%c0%af HTTP/1.1', 400],
  ['GET /experiments/%C3%BC?search=100% HTTP/1.1', 200],
  ['GET /experiments HTTP/1.1', 200],
  ['HEAD /experiments HTTP/1.1', 200],
])('%s is answered by %i, without reaching the pages where it is wrong', async (line, status) => {
  const answer = await send(line);
  expect(answer.status).toBe(status);
  if (status !== 200) expect(answer.text).toContain('application/problem+json');
  if (status === 405) expect(answer.text).toMatch(/allow: GET, HEAD, POST, OPTIONS/i);
});

const action = ['Next-Action: 4f', 'Content-Length: 0'];

test.each([
  'https://evil.example',
  'null',
  'http://127.0.0.1:4000',
  'not an origin',
  'https://evil.fairsplit.example',
])('an action from the origin %s is refused', async (origin) => {
  for (const more of [[], ['X-Forwarded-Host: evil.example']]) {
    const { status, text } = await send('POST /experiments HTTP/1.1', [
      ...action,
      `Origin: ${origin}`,
      ...more,
    ]);
    expect([status, text]).toEqual([403, expect.stringContaining('FOREIGN_ORIGIN')]);
  }
});

test.each([
  ['http://127.0.0.1:3000', '127.0.0.1:3000'],
  ['https://fairsplit.example', 'fairsplit.example'],
])('an action from our own pages at %s goes through, whatever host was forwarded', async (origin, host) => {
  const headers = [...action, `Origin: ${origin}`, 'X-Forwarded-Host: evil.example'];
  const { status, text } = await send('POST /experiments HTTP/1.1', headers);
  expect([status, text]).toEqual([200, expect.stringContaining(`forwarded ${host}`)]);
});

test('snippets name the public address first, and a forwarded host only behind proxies that are ours', () => {
  const given = new Map([
    ['host', 'inner:3000'],
    ['x-forwarded-host', 'evil.example'],
    ['x-forwarded-proto', 'https'],
  ]);
  const addressWith = (publicUrl: string | undefined, trustedProxies: number) =>
    serverAddress((name) => given.get(name), { publicUrl, trustedProxies });
  expect(addressWith('https://fairsplit.example/', 0)).toBe('https://fairsplit.example');
  expect(addressWith('https://fairsplit.example', 1)).toBe('https://fairsplit.example');
  expect(addressWith(undefined, 0)).toBe('http://inner:3000');
  expect(addressWith(undefined, 1)).toBe('https://evil.example');
  // One proxy of ours appended its own; what stands before was the client's.
  given.set('x-forwarded-host', 'evil.example, shop.example');
  expect(addressWith(undefined, 1)).toBe('https://shop.example');
  given.set('x-forwarded-proto', 'javascript');
  expect(addressWith(undefined, 1)).toBe('http://shop.example');
});
