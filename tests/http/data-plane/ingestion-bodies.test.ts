import { request } from 'node:http';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startDataPlane, type Answer } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

const { database, url, dataPlane } = await startDataPlane();
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
await dataPlane.refresh();
const shop = 'https://shop.example';
const publishable = await makeKey(database, place.environmentId, {
  kind: 'publishable',
  allowedOrigins: [shop],
});
const { key: experiment } = await makeRunningExperiment(database, place);

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${key}` },
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function storedEvents(name: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    'select count(*)::int as count from events where name = $1',
    [name],
  );
  return rows[0]?.count ?? -1;
}

const withKey = { authorization: `Bearer ${key}` };
const lines = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).join('\n');
const ndjson = { ...withKey, 'content-type': 'application/x-ndjson' };

describe('an environment that a request names', () => {
  const items = {
    events: [{ unit: 'u', name: 'named-events' }],
    exposures: [{ unit: 'named-environment', experiment, variant: 'control' }],
    identities: [{ anonymous: 'anon-named', unit: 'person-named' }],
  };
  const refusal = {
    status: 403,
    body: { code: 'FORBIDDEN', detail: expect.stringContaining('"production"') as string },
  };

  test.each(Object.entries(items))(
    'of %s has to be that of the key, and nothing is stored',
    async (list, of) => {
      const path = `/api/v1/${list}`;
      const send = (environment: unknown, query = '') =>
        post(`${path}${query}`, JSON.stringify({ environment, [list]: of }));
      expect(await send('staging')).toMatchObject(refusal);
      expect(await send(undefined, '?environment=staging')).toMatchObject(refusal);
      expect(await post(`${path}?environment=staging`, lines(of), ndjson)).toMatchObject(refusal);
      expect(await send(7)).toMatchObject({ status: 400, body: { problems: [{ pointer: '/environment' }] } });
      expect(await storedEvents(`named-${list}`)).toBe(0);
      expect(await send('production', '?environment=production')).toMatchObject({
        status: 200,
        body: { accepted: 1 },
      });
      expect(await send(null)).toMatchObject({ status: 200 });
    },
  );
});

describe('compressed bodies', () => {
  const pack = (bytes: Buffer) => new Uint8Array(bytes);
  const packings = [
    ['gzip', (text: string) => pack(gzipSync(text))],
    ['deflate', (text: string) => pack(deflateSync(text))],
    [
      'br',
      (text: string) => pack(brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
    ],
  ] as const;

  test.each(packings)('%s is unpacked, as JSON and line by line', async (encoding, compress) => {
    const name = `packed-${encoding}`;
    const body = JSON.stringify({ events: [{ unit: 'u', name }] });
    const headers = { ...withKey, 'content-encoding': encoding };
    expect(await post('/api/v1/events', compress(body), headers)).toMatchObject({
      status: 200,
      body: { accepted: 1 },
    });
    const bulk = compress(
      lines([
        { unit: 'u', name },
        { unit: 'u', name },
      ]),
    );
    expect(await post('/api/v1/events', bulk, { ...ndjson, ...headers })).toMatchObject({
      status: 200,
      body: { accepted: 2 },
    });
    expect(await storedEvents(name)).toBe(3);
  });

  test.each(packings)('a bomb of %s is a 413 before it is unpacked', async (encoding, compress) => {
    const bomb = compress(`{"events": [${' '.repeat(200 * 1024 * 1024)}]}`);
    expect(bomb.byteLength).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    const headers = { ...withKey, 'content-encoding': encoding };
    expect(await post('/api/v1/events', bomb, headers)).toMatchObject({
      status: 413,
      body: { code: 'BODY_TOO_LARGE' },
    });
    expect(await post('/api/v1/events', bomb, { ...ndjson, ...headers })).toMatchObject({
      status: 413,
      body: { code: 'BODY_TOO_LARGE' },
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024);
  });

  test.each(packings)('what is not %s, or breaks off, is a 400', async (encoding, compress) => {
    const whole = compress(
      JSON.stringify({ events: Array.from({ length: 50 }, () => ({ unit: 'u', name: 'n' })) }),
    );
    for (const body of ['{"events": []}', whole.slice(0, whole.byteLength - 12)]) {
      for (const headers of [withKey, ndjson]) {
        const answer = await post('/api/v1/events', body, { ...headers, 'content-encoding': encoding });
        expect([answer.status, answer.body]).toMatchObject([400, { code: 'MALFORMED_ENCODING' }]);
      }
    }
  });

  test('an encoding that is not known is a 415 that names the known ones', async () => {
    const answer = await post('/api/v1/events', '{}', { ...withKey, 'content-encoding': 'gzip, br' });
    expect(answer).toMatchObject({
      status: 415,
      body: { code: 'UNSUPPORTED_ENCODING', detail: expect.stringContaining('deflate') as string },
    });
  });
});

describe('one item a line', () => {
  test('each line has a verdict, and the last one needs no newline', async () => {
    const good = JSON.stringify({ unit: 'u', name: 'line', id: 'l1' });
    const body = [
      good,
      '',
      '{"unit": "u", "na',
      `${good}\r`,
      '[]',
      '   ',
      `"${'x'.repeat(70_000)}"`,
      '{"unit": 5}',
      good,
    ];
    const answer = await post('/api/v1/events', body.join('\n'), ndjson);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        accepted: 1,
        duplicate: 2,
        rejected: [
          { index: 2, code: 'MALFORMED_JSON' },
          { index: 4, code: 'INVALID_ITEM' },
          { index: 6, code: 'LINE_TOO_LONG' },
          { index: 7, code: 'INVALID_UNIT' },
        ],
      },
    });
    const kept = await database.prisma.rejectedEvent.findMany({ where: { code: 'MALFORMED_JSON' } });
    expect(kept.map(({ body: text }) => text)).toEqual(['{"unit": "u", "na']);
  });

  test('a part of long lines is stored before it has its thousand', async () => {
    const encoder = new TextEncoder();
    const line = (index: number) =>
      JSON.stringify({
        id: `long-${index}`,
        unit: 'u',
        name: 'long-line',
        properties: { text: 'x'.repeat(15_000) },
      });
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        for (let index = 0; index < 100; index += 1) controller.enqueue(encoder.encode(`${line(index)}\n`));
        // The rest is sent only once the first part is there.
        await expect.poll(() => storedEvents('long-line')).toBeGreaterThan(50);
        controller.enqueue(encoder.encode(line(100)));
        controller.close();
      },
    });
    const request = { method: 'POST', headers: ndjson, body: stream, duplex: 'half' } as const;
    const response = await fetch(`${url}/api/v1/events`, request);
    expect(await response.json()).toMatchObject({ accepted: 101, rejected: [] });
  });

  test('exposures and identities too', async () => {
    const exposure = { experiment, variant: 'control', unit: 'line-unit' };
    expect(await post('/api/v1/exposures', lines([exposure, exposure]), ndjson)).toMatchObject({
      body: { accepted: 1, duplicate: 1, rejected: [] },
    });
    const identity = { anonymous: 'line-anonymous', unit: 'line-unit' };
    expect(await post('/api/v1/identities', lines([identity, identity]), ndjson)).toMatchObject({
      body: { accepted: 1, duplicate: 1, rejected: [] },
    });
  });

  test('bytes that are not UTF-8 spoil their line alone', async () => {
    const body = Buffer.concat([
      Buffer.from('{"unit":"u","name":"utf"}\n"'),
      Buffer.from([0xff]),
      Buffer.from('"\n{"unit":"u","name":"utf"}'),
    ]);
    expect(await post('/api/v1/events', new Uint8Array(body), ndjson)).toMatchObject({
      status: 200,
      body: { accepted: 2, rejected: [{ index: 1, code: 'NOT_UTF8' }] },
    });
  });

  test('10,000 malformed items among good ones: each is told, kept, or stored', async () => {
    const malformed = [
      { unit: 'u' },
      { name: 'among' },
      { unit: 'u', name: 'among', value: 'much' },
      { unit: 'u', name: 'among', occurredAt: 'now' },
      { unit: 'u', name: 'among', occurredAt: '2999-01-01T00:00:00Z' },
      { unit: 'nul\0', name: 'among' },
      'text',
      null,
      [],
    ];
    const items = Array.from({ length: 20_000 }, (_, index) =>
      index % 2 === 0
        ? { id: `among-${index}`, unit: `u${index}`, name: 'among' }
        : malformed[((index - 1) / 2) % malformed.length],
    );
    const before = await database.prisma.rejectedEvent.count();
    const bulk = await post('/api/v1/events', lines(items), ndjson);
    expect(bulk.status).toBe(200);
    const { accepted, duplicate, rejected, rejectedByCode } = bulk.body as {
      accepted: number;
      duplicate: number;
      rejected: { index: number; code: string }[];
      rejectedByCode: Record<string, number>;
    };
    const refused = Object.values(rejectedByCode).reduce((sum, items) => sum + items, 0);
    expect([accepted, duplicate, refused, rejected.length]).toEqual([10_000, 0, 10_000, 1_000]);
    expect(rejected.every(({ index, code }, place) => index === place * 2 + 1 && code.length > 0)).toBe(true);
    expect(await storedEvents('among')).toBe(10_000);
    expect(await database.prisma.rejectedEvent.count()).toBe(before + 10_000);
    // The same in requests of 1,000: every good one is known by now, every bad one is told again.
    for (let start = 0; start < items.length; start += 1000) {
      const answer = await post(
        '/api/v1/events',
        JSON.stringify({ events: items.slice(start, start + 1000) }),
      );
      expect(answer).toMatchObject({ status: 200, body: { accepted: 0, duplicate: 500 } });
      expect((answer.body as { rejected: unknown[] }).rejected).toHaveLength(500);
    }
    expect(await storedEvents('among')).toBe(10_000);
  });

  test('more lines than a request may hold: those before are stored, and that is said', async () => {
    const body = '{"unit":"u","name":"many","id":"same"}\n'.repeat(100_001);
    expect(await post('/api/v1/events', body, ndjson)).toMatchObject({
      status: 413,
      body: { code: 'TOO_MANY_ITEMS', detail: expect.stringContaining('those before are stored') as string },
    });
    expect(await storedEvents('many')).toBe(1);
  });

  test.each([
    ['nothing', ''],
    ['spaces', ' \t\r'],
  ])('lines that hold %s count too: what packs to a kilobyte is no hour of work', async (_, line) => {
    const body = gzipSync(
      `{"unit":"u","name":"before-nothing","id":"same-nothing"}\n${`${line}\n`.repeat(1024 * 1024)}`,
    );
    expect(await post('/api/v1/events', body, { ...ndjson, 'content-encoding': 'gzip' })).toMatchObject({
      status: 413,
      body: { code: 'TOO_MANY_ITEMS' },
    });
    expect(await storedEvents('before-nothing')).toBe(1);
  });

  test('a caller who has left is not read to the end', async () => {
    const event = (name: string) => `{"unit":"u","name":"${name}"}\n`;
    const blank = `${' '.repeat(1_300)}\n`;
    const body = gzipSync(event('left-begin').repeat(1_000) + blank.repeat(30_000) + event('left-end'));
    const answers = async (): Promise<number> => {
      const text = await (await fetch(`${url}/metrics`, { headers: withKey })).text();
      return Number(/route="\/api\/v1\/events",method="POST",status="400"\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const before = await answers();
    const sending = request(`${url}/api/v1/events`, {
      method: 'POST',
      headers: { ...ndjson, authorization: `Bearer ${key}`, 'content-encoding': 'gzip' },
    });
    sending.on('error', () => undefined);
    sending.end(body);
    await expect.poll(() => storedEvents('left-begin'), { interval: 10 }).toBe(1_000);
    sending.destroy();
    // The request is over for the server too, as its count of answers says.
    await expect.poll(answers).toBe(before + 1);
    expect(await storedEvents('left-end')).toBe(0);
  });
});

describe('a beacon, which can set no header', () => {
  const body = JSON.stringify({ events: [{ unit: 'u', name: 'beacon' }] });
  const beacon = (used: string, headers: Readonly<Record<string, string>>, path = '/api/v1/events') =>
    post(`${path}?key=${used}`, body, headers);

  test('is taken as text or JSON with a publishable key in the address, from its origin', async () => {
    for (const type of ['text/plain;charset=UTF-8', 'application/json']) {
      const answer = await beacon(publishable, { origin: shop, 'content-type': type });
      expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
      // Without it a browser has an error in its console for an answer that nobody reads.
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
      expect(answer.headers.get('access-control-allow-origin')).toBe(shop);
    }
  });

  test('with an item that is refused, the answer may be read too', async () => {
    const answer = await post(`/api/v1/events?key=${publishable}`, '{"events":[{}]}', { origin: shop });
    expect([answer.status, answer.headers.get('access-control-allow-credentials')]).toEqual([400, 'true']);
  });

  test('where no beacon is taken, no page is let to send cookies', async () => {
    const headers = { origin: shop, authorization: `Bearer ${publishable}` };
    const answer = await fetch(`${url}/api/v1/configuration`, { headers });
    expect([answer.status, answer.headers.get('access-control-allow-credentials')]).toEqual([200, null]);
  });

  test.each([
    ['from another origin', publishable, { origin: 'https://evil.example' }, 403],
    ['without any origin', publishable, {}, 403],
    ['with a secret key', key, { origin: shop }, 403],
    ['with a key that nobody has', 'fs_pub_x', { origin: shop }, 401],
  ])('%s it is refused', async (_case, used, headers, status) => {
    expect((await beacon(used, headers)).status).toBe(status);
  });

  test('the address holds a key for evidence alone', async () => {
    expect((await beacon(publishable, { origin: shop }, '/api/v1/assignments')).status).toBe(401);
  });

  test('a preflight allows what a beacon of JSON asks for', async () => {
    const response = await fetch(`${url}/api/v1/events?key=${publishable}`, {
      method: 'OPTIONS',
      headers: { origin: shop, 'access-control-request-method': 'POST' },
    });
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(response.headers.get('access-control-allow-origin')).toBe(shop);
  });
});

describe('declared crawlers', () => {
  const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  const browser = 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const body = (userAgent?: string) => JSON.stringify({ events: [{ unit: 'u', name: 'bots', userAgent }] });
  const asPage = (userAgent: string) => ({
    authorization: `Bearer ${publishable}`,
    origin: shop,
    'user-agent': userAgent,
  });

  test("are refused by a page's own user agent, and by the one that a server passes on; they add up", async () => {
    const bot = { status: 200, body: { accepted: 0, duplicate: 0, rejected: [{ index: 0, code: 'BOT' }] } };
    const good = { status: 200, body: { accepted: 1, rejected: [] } };
    expect(await post('/api/v1/events', body(), asPage(crawler))).toMatchObject(bot);
    expect(await post('/api/v1/events', body(), asPage(browser))).toMatchObject(good);
    // A program that is no crawler: an app, or a proxy of the page's own.
    expect(await post('/api/v1/events', body(), asPage('okhttp/4.12.0'))).toMatchObject(good);
    expect(await post('/api/v1/events', body(crawler), withKey)).toMatchObject(bot);
    // A server's own user agent is a program's by nature and says nothing of the person.
    expect(await post('/api/v1/events', body(), { ...withKey, 'user-agent': 'curl/8.0' })).toMatchObject(
      good,
    );
    expect(await storedEvents('bots')).toBe(3);
    expect(await database.prisma.rejectedEvent.count({ where: { code: 'BOT' } })).toBe(0);
  });
});
