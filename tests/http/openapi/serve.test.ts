import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GET, PUT } from '../../../app/api/[...path]/route';
import { controlPlaneRoutes } from '../../../lib/api/routes';
import { description } from '../../support/described-api';
import { startWholeServer } from '../../support/whole-server';
import { createWorkspace } from '../../support/workspace';

const server = await startWholeServer();
// What Next's routes take for the process's.
globalThis.fairsplitDatabase = server.database;
globalThis.fairsplitDataPlane = Promise.resolve(server.dataPlane);
const address = `${server.url}/api/v1/openapi.json`;

describe('GET /api/v1/openapi.json', () => {
  test('is answered to whoever asks, in a size that a browser does not notice', async () => {
    const answer = await fetch(address);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('x-request-id')).toMatch(/./);
    expect(JSON.parse(text)).toEqual(description);
    expect(text.length).toBeGreaterThan(50_000);
    // It grows with each operation; what may not grow is what one takes.
    expect(text.length / controlPlaneRoutes.length).toBeLessThan(4_600);
    expect(gzipSync(text).length).toBeLessThan(60_000);
  });

  test('is asked for again by its ETag, and comes once', async () => {
    const { headers } = await fetch(address);
    expect(headers.get('cache-control')).toBe('no-cache');
    const etag = headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await fetch(address, { headers: { 'if-none-match': known } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
      expect(again.headers.get('content-length')).toBeNull();
    }
    const changed = await fetch(address, { headers: { 'if-none-match': '"other"' } });
    expect(changed.status).toBe(200);
    await changed.body?.cancel();
  });

  test('to HEAD says its length and nothing more', async () => {
    const whole = await fetch(address);
    const head = await fetch(address, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(String((await whole.arrayBuffer()).byteLength));
  });

  test('and HEAD of what is made for GET says no other length than GET', async () => {
    const { secretKey } = await createWorkspace(server.database);
    const headers = { authorization: `Bearer ${secretKey}` };
    const [head, get] = await Promise.all(
      ['HEAD', 'GET'].map((method) => fetch(`${server.url}/api/v1/experiments`, { method, headers })),
    );
    expect([head?.status, await head?.text()]).toEqual([200, '']);
    expect(head?.headers.get('content-length')).toBe(get?.headers.get('content-length'));
    await get?.body?.cancel();
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s as other paths do', async (method) => {
    const answer = await fetch(address, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
  });

  test('is the same from Next, where nothing else runs', async () => {
    const ask = (method: string) => new Request('http://next.test/api/v1/openapi.json', { method });
    const answer = await GET(ask('GET'));
    expect([answer.status, await answer.json()]).toEqual([200, description]);
    expect(answer.headers.get('etag')).toBe((await fetch(address)).headers.get('etag'));
    expect((await PUT(ask('PUT'))).status).toBe(405);
  });

  test('is the one path that asks for no key', async () => {
    expect(controlPlaneRoutes.map(({ path }) => path)).not.toContain('/api/v1/openapi.json');
    for (const path of ['openapi.json/', 'openapi', 'openapi.json/x', 'OpenAPI.json']) {
      expect((await fetch(`${server.url}/api/v1/${path}`)).status).toBe(404);
    }
  });
});
