import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createKeyMaterial } from '../../../lib/auth/keys';
import { controlPlaneCaller } from '../../support/control-plane';
import { send } from '../../support/data-plane';
import { keysPath, madeIn, startKeys } from '../../support/keys';

// What a key may do and for how long, asked of both planes.

const { database, url, dataPlane, log, owner, post, made, patch, rotate, statuses, age, setAhead } =
  await startKeys();

const works = [200, 200];
const refused = [401, 401];
/** It only ends a stream that hangs. */
const streamLimitMs = 600_000;

describe('a key', () => {
  test('is shown with its token once, by whom it was made, and with no token ever after', async () => {
    const { key, token, prefix } = await made({ expiresAt: '2099-01-01T00:00:00Z' });
    expect(await statuses(token)).toEqual(works);
    const read = await owner('GET', `${keysPath}/${key}`);
    expect(read.body).toMatchObject({
      key,
      ...{ name: 'server', kind: 'secret', environment: 'production', reach: 'workspace', prefix },
      ...{ state: 'active', expiresAt: '2099-01-01T00:00:00.000Z', createdBy: 'the test', rotation: null },
    });
    const listed = await owner('GET', keysPath);
    for (const { body } of [read, listed]) expect(JSON.stringify(body)).not.toContain(token);
    expect(token.startsWith(prefix)).toBe(true);
  });

  test('that expired is refused as one that nobody made, also while its stream is open', async () => {
    const hourMs = 3_600_000;
    const { key, token } = await made({ expiresAt: new Date(Date.now() + hourMs).toISOString() });
    expect(await statuses(token)).toEqual(works);
    const stream = await fetch(`${url}/api/v1/configuration/stream`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(streamLimitMs),
    });
    // Nothing is announced and nothing loaded: the end is in what the process holds.
    setAhead(hourMs);
    const body = await stream.text();
    expect(body).toContain('"type":"current"');
    const unknown = createKeyMaterial('secret').key;
    const [ended, never] = [
      await send(`${url}/api/v1/configuration`, token),
      await send(`${url}/api/v1/configuration`, unknown),
    ];
    const said = ({ status, body: problem }: { status: number; body: unknown }) => ({
      status,
      problem: { ...z.record(z.string(), z.unknown()).parse(problem), requestId: '' },
    });
    expect(said(ended)).toEqual(said(never));
    setAhead(0);
    await age(key, 'expiresAt');
    const [over, none] = [
      await controlPlaneCaller(database, token)('GET', '/api/v1/experiments'),
      await controlPlaneCaller(database, unknown)('GET', '/api/v1/experiments'),
    ];
    expect(said(over)).toEqual(said(none));
    expect(over.status).toBe(401);
    expect(await owner('GET', `${keysPath}/${key}`)).toMatchObject({ body: { state: 'expired' } });
    expect(await patch(key, { expiresAt: null })).toMatchObject({ status: 200, body: { state: 'active' } });
    expect(await statuses(token)).toEqual(works);
  });

  test('takes changes of name, scopes, origins and expiry, with the version that was read', async () => {
    const { key, token } = await made();
    const body = { name: 'reader', scopes: ['experiments:read'], expiresAt: '2099-01-01T00:00:00Z' };
    const changed = await patch(key, body);
    expect(changed).toMatchObject({ status: 200, body: { version: 2, name: 'reader', scopes: body.scopes } });
    // What it no longer may is refused at once.
    expect(await statuses(token)).toEqual([403, 200]);
    expect(await patch(key, { name: 'late' })).toMatchObject({ status: 412 });
    expect(await owner('PATCH', `${keysPath}/${key}`, { body: { name: 'x' } })).toMatchObject({
      status: 428,
    });
    expect(await patch(key, { name: 'reader' }, 2)).toMatchObject({ status: 200, body: { version: 2 } });
    const page = await made({
      kind: 'publishable',
      reach: 'environment',
      allowedOrigins: ['https://a.example'],
    });
    const moved = await patch(page.key, { allowedOrigins: ['https://b.example'] });
    expect(moved).toMatchObject({ status: 200, body: { allowedOrigins: ['https://b.example'] } });
    await dataPlane.refresh();
    for (const [origin, status] of [
      ['https://b.example', 200],
      ['https://a.example', 403],
    ] as const) {
      const headers = { origin };
      expect(await send(`${url}/api/v1/configuration`, page.token, undefined, { headers })).toMatchObject({
        status,
      });
    }
  });

  test.each([
    ['https://münchen.de', 'https://xn--mnchen-3ya.de'],
    ['HTTPS://A.EXAMPLE:443', 'https://a.example'],
    ['http://a.example:80', 'http://a.example'],
    ['https://user:p@a.example', 'https://a.example'],
    ['https://a.example/', 'https://a.example'],
    ['https://a.example:8443/shop?x#y', 'https://a.example:8443'],
    ['https://*.example', null],
    ['https://a.*', null],
    ['https://%2A.example', null],
  ])('says of the origin %s what to write', async (origin, right) => {
    const detail = right === null ? 'There are no wildcards' : `Write "${right}"`;
    const problems = [{ pointer: '/allowedOrigins/1', detail: expect.stringContaining(detail) as string }];
    const body = { kind: 'publishable', name: 'x', allowedOrigins: ['http://localhost:3000', origin] };
    expect(await post('', body)).toMatchObject({ status: 400, body: { problems } });
    if (right === null) return;
    expect(await post('', { ...body, allowedOrigins: [right] })).toMatchObject({ status: 201 });
  });

  test.each([
    ['scopes of a publishable one', { kind: 'publishable', scopes: ['data:write'] }, '/scopes'],
    ['a publishable one for the whole workspace', { kind: 'publishable', reach: 'workspace' }, '/reach'],
    ['origins of a secret one', { allowedOrigins: ['https://a.example'] }, '/allowedOrigins'],
    [
      'an origin with a path',
      { kind: 'publishable', allowedOrigins: ['https://a.example/'] },
      '/allowedOrigins/0',
    ],
    ['what is no origin', { kind: 'publishable', allowedOrigins: ['shop'] }, '/allowedOrigins/0'],
    ['a past end', { expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    ['what no key may have', { scopes: ['owners:write'] }, '/scopes/0'],
  ])('refuses %s where it is said, made and changed', async (_what, body, pointer) => {
    const all = { kind: 'secret', name: 'x', reach: 'environment', ...body };
    expect(await post('', all)).toMatchObject({ status: 400, body: { problems: [{ pointer }] } });
    if (pointer === '/reach') return;
    const { kind, ...changes } = { kind: 'secret', ...body };
    const { key } = await made({ kind, reach: 'environment' });
    expect(await patch(key, changes)).toMatchObject({ status: 400, body: { problems: [{ pointer }] } });
  });

  test('that is revoked works nowhere, with neither token, and is found no more', async () => {
    const { key, token } = await made();
    const rotated = madeIn(await rotate(key, 1));
    expect(await owner('DELETE', `${keysPath}/${key}`)).toMatchObject({ status: 204 });
    for (const one of [token, rotated.token]) expect(await statuses(one)).toEqual(refused);
    expect((await owner('GET', `${keysPath}/${key}`)).status).toBe(404);
    expect((await owner('DELETE', `${keysPath}/${key}`)).status).toBe(404);
  });
});

describe('a rotation', () => {
  test('lets both tokens work until the overlap ends, and then the new one alone', async () => {
    const { key, token, prefix } = await made();
    const answer = await rotate(key, 1);
    const next = madeIn(answer);
    expect([answer.status, next.key, next.version, answer.headers.get('etag')]).toEqual([200, key, 2, '"2"']);
    expect(answer.body).toMatchObject({ rotation: { prefix } });
    for (const one of [token, next.token]) expect(await statuses(one)).toEqual(works);
    await age(key, 'previousEndsAt');
    expect(await statuses(token)).toEqual(refused);
    expect(await statuses(next.token)).toEqual(works);
    expect(await owner('GET', `${keysPath}/${key}`)).toMatchObject({ body: { rotation: null } });
    expect((await rotate(key, 2)).status).toBe(200);
  });

  test('without an overlap ends the token before at once, and a stream that was opened with it', async () => {
    const { key, token } = await made();
    expect(await statuses(token)).toEqual(works);
    const opened = await send(`${url}/ofrep/v1/evaluate/flags`, token, { context: { targetingKey: 'u' } });
    const streamToken = /token=([\w.-]+)/.exec(JSON.stringify(opened.body))?.[1] ?? '';
    const stream = await fetch(`${url}/api/v1/configuration/stream?token=${streamToken}`, {
      signal: AbortSignal.timeout(streamLimitMs),
    });
    expect(stream.status).toBe(200);
    const next = madeIn(await rotate(key, 1, 0));
    expect(await statuses(token)).toEqual(refused);
    expect(await statuses(next.token)).toEqual(works);
    expect(await stream.text()).toContain('"type":"current"');
    expect((await fetch(`${url}/api/v1/configuration/stream?token=${streamToken}`)).status).toBe(401);
  });

  test.each([
    ['new', 1, 0],
    ['previous', 0, 1],
  ] as const)('that is ended goes on with the %s token', async (keep, kept, ended) => {
    const first = await made();
    const next = madeIn(await rotate(first.key, 1));
    expect(await post(`/${first.key}/end-rotation`, { keep })).toMatchObject({
      status: 200,
      body: { rotation: null, prefix: [first, next][kept]?.prefix, version: 3 },
    });
    const tokens = [first.token, next.token];
    expect(await statuses(tokens[kept] ?? '')).toEqual(works);
    expect(await statuses(tokens[ended] ?? '')).toEqual(refused);
    const again = await post(`/${first.key}/end-rotation`, { keep });
    expect(again).toMatchObject({ status: 409, body: { code: 'NO_ROTATION' } });
  });

  test('has one winner of ten at once, with and without an overlap', async () => {
    for (const overlapHours of [24, 0]) {
      const { key, token } = await made();
      const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(key, 1, overlapHours)));
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      const others = answers.filter((answer) => !won.includes(answer));
      for (const { status, body } of others) {
        expect([status, body]).toMatchObject([412, { code: 'VERSION_MISMATCH' }]);
      }
      expect(await statuses(madeIn(won[0] ?? { body: null }).token)).toEqual(works);
      expect(await statuses(token)).toEqual(overlapHours === 0 ? refused : works);
    }
  });

  test('is refused while one is underway, of a key that is over, and without the version', async () => {
    const { key } = await made();
    await rotate(key, 1);
    const underway = await rotate(key, 2, 0);
    expect(underway).toMatchObject({ status: 409, body: { code: 'ROTATION_UNDERWAY' } });
    expect((await post(`/${key}/rotate`, {})).status).toBe(428);
    const over = await made({ expiresAt: '2099-01-01T00:00:00Z' });
    await age(over.key, 'expiresAt');
    expect(await rotate(over.key, 1)).toMatchObject({ status: 409, body: { code: 'KEY_EXPIRED' } });
  });

  test("ends the token before no later than the key's own end", async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { key } = await made({ expiresAt });
    expect((await rotate(key, 1)).body).toMatchObject({ rotation: { endsAt: expiresAt } });
  });
});

test('each change is an entry, and neither trail, table nor log holds a token', async () => {
  const { key, token } = await made();
  await patch(key, { name: 'renamed' });
  const next = madeIn(await rotate(key, 2));
  await post(`/${key}/end-rotation`, {});
  await owner('DELETE', `${keysPath}/${key}`);
  const entries = await database.prisma.auditEntry.findMany({
    where: { subject: `key:${key}` },
    orderBy: { id: 'asc' },
  });
  expect(entries.map(({ action }) => action)).toEqual([
    'key.create',
    'key.update',
    'key.rotate',
    'key.end-rotation',
    'key.revoke',
  ]);
  expect(entries[1]?.detail).toMatchObject({ changed: { name: { to: 'renamed' } } });
  const { rows } = await database.pool.query<{ text: string }>(`
    select query_to_xml(format('select * from %I', table_name), true, false, '')::text as text
    from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
  const everything = rows.map(({ text }) => text).join('') + JSON.stringify(log.lines);
  for (const one of [token, next.token]) {
    expect(everything).not.toContain(one);
    expect(everything).not.toContain(one.slice(7));
  }
  expect(everything).toContain(next.prefix);
});
