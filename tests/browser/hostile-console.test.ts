import { connect, type Socket } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../lib/database/client';
import { setUpWorkspace } from '../../lib/verbs/members/set-up-workspace';
import { startConsole } from '../support/console-server';
import { cloneDatabaseUrl } from '../support/database';
import { doorTo } from '../support/database-door';

// The whole product against whoever means it ill. It needs no browser, but the built console.

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 2 });
afterAll(() => database.close());
const door = await doorTo(databaseUrl);
afterAll(() => door.shut());
const publicUrl = 'https://fairsplit.example';
const server = await startConsole({
  databaseUrl,
  settings: { FAIRSPLIT_PUBLIC_URL: publicUrl, FAIRSPLIT_TRUSTED_PROXIES: '1', LOG_LEVEL: 'info' },
});
const { url } = server;
const account = { email: 'owner@example.com', password: 'correct horse battery' };
await setUpWorkspace({
  database,
  now: () => new Date(),
  input: { name: 'Owner', workspace: 'Test shop', ...account },
});

function signIn(forwardedFor: string, body: object): Promise<Response> {
  return fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: {
      origin: publicUrl,
      'content-type': 'application/json',
      'x-forwarded-for': forwardedFor,
      'x-forwarded-host': 'fairsplit.example',
      'x-forwarded-proto': 'https',
    },
    body: JSON.stringify(body),
  });
}

describe('signing in', () => {
  test('is limited by the address that the trusted proxy saw, whatever addresses are invented before it', async () => {
    const guesses = Array.from({ length: 20 }, (_, guess) =>
      signIn(`198.51.100.${String(guess)}, 203.0.113.1`, {
        email: `nobody-${String(guess)}@example.com`,
        password: 'guess',
      }),
    );
    const refused = (await Promise.all(guesses)).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    // Nobody else waits for it.
    expect((await signIn('203.0.113.2', account)).status).toBe(200);
  });

  test('is limited by account, from however many addresses, but not for whoever signed in before', async () => {
    const guesses = Array.from({ length: 20 }, (_, guess) =>
      signIn(`192.0.2.${String(guess)}`, { ...account, password: `guess ${String(guess)}` }),
    );
    const refused = (await Promise.all(guesses)).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await signIn('203.0.113.2', account)).status).toBe(200);
  });

  test('stands in the audit trail, with the address', async () => {
    const entries = await database.prisma.auditEntry.findMany({
      where: { action: 'member.sign-in' },
      select: { detail: true },
    });
    expect(entries).toHaveLength(2);
    expect(entries[0]?.detail).toMatchObject({ address: '203.0.113.2' });
  });

  test('writes no line into the log that the server did not', async () => {
    const forged = '{"level":30,"msg":"forged"}';
    const body = { ...account, callbackURL: `https://evil.example/\n${forged}\n` };
    // The address that was refused is logged, so its line would be there too; after the guesses before, the account has to wait first.
    const said = async () => {
      await signIn('203.0.113.3', body);
      return server.said();
    };
    await expect.poll(said).toContain('evil.example');
    const lines = server.said().split('\n');
    expect(lines).not.toContain(forged);
    const others = lines.filter((line) => line !== '' && !line.startsWith('{'));
    expect(others).toEqual([
      expect.stringMatching(/^Fairsplit is ready at /),
      expect.stringMatching(/^Nobody has an account yet\. /),
    ]);
    for (const line of lines.filter((one) => one.startsWith('{'))) JSON.parse(line);
  });
});

test.each(['/sign-in', '/api/v1/experiments', '/api/v1/nothing', '/health/live', '/metrics'])(
  'behind https %s says that it is never to be left, and that no type is to be guessed',
  async (path) => {
    const { headers } = await fetch(`${url}${path}`);
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  },
);

test('while Postgres is frozen console and control plane say 503 with Retry-After and why, and are back with it', async () => {
  const impatient = await startConsole({
    databaseUrl: door.url,
    isSetUp: true,
    settings: { FAIRSPLIT_PATIENCE: '1' },
  });
  door.freeze();
  const page = await fetch(`${impatient.url}/experiments`, { headers: { accept: 'text/html' } });
  expect(page.status).toBe(503);
  expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await page.text()).toContain('cannot reach its Postgres');
  for (const path of ['/api/v1/experiments', '/api/auth/get-session']) {
    const refused = await fetch(`${impatient.url}${path}`);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  }
  door.thaw();
  const status = async () => (await fetch(`${impatient.url}/sign-in`)).status;
  await expect.poll(status).toBe(200);
});

test('an upgrade is answered like any other request, and however many are asked for, SIGTERM ends the process', async () => {
  const port = Number(new URL(url).port);
  const sockets: Socket[] = [];
  const answers = await Promise.all(
    Array.from({ length: 300 }, () => {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.write(
        'GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      return new Promise<string>((resolve) => {
        socket.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\r\n')[0] ?? ''));
        socket.once('close', () => resolve('closed'));
      });
    }),
  );
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 200 OK']));
  expect(await server.end()).toBe(0);
});
