import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startDataPlane, type Answer } from '../../support/data-plane';
import { makeKey, makeWorkspace } from '../../support/factories';

// What a body may cost: whoever reads a page has its publishable key, and a body of a few hundred bytes unpacks to anything.

const { database, url, dataPlane } = await startDataPlane();
const place = await makeWorkspace(database);
const secret = await makeKey(database, place.environmentId);
const publishable = await makeKey(database, place.environmentId, { kind: 'publishable' });
await dataPlane.refresh();

async function post(
  key: string,
  body: Buffer | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const lines = { 'content-type': 'application/x-ndjson' };
const packed = { 'content-encoding': 'gzip' };
const event = (name: string) => `{"unit":"u","name":"${name}"}\n`;
const stored = async () =>
  [await database.prisma.eventKey.count(), await database.prisma.rejectedEvent.count()] as const;

test.each([
  ['of refused items, packed', gzipSync('{}\n'.repeat(150_000)), packed],
  ['of blanks, packed', gzipSync(event('few').repeat(10) + '\n'.repeat(150_000)), packed],
  ['of good items', event('few').repeat(1_001), {}],
  ['of good items and a bad one', `${event('few').repeat(1_000)}{`, {}],
])(
  'with a publishable key more than 1,000 lines %s are refused before any is stored or kept',
  async (_, body, headers) => {
    const before = await stored();
    expect(await post(publishable, body, { ...lines, ...headers })).toMatchObject({
      status: 413,
      body: { code: 'TOO_MANY_ITEMS', detail: expect.stringContaining('None was stored') as string },
    });
    expect(await stored()).toEqual(before);
  },
);

test('with a publishable key 1,000 lines are taken, each with its verdict', async () => {
  expect(await post(publishable, `${event('thousand').repeat(999)}{}`, lines)).toMatchObject({
    status: 200,
    body: {
      accepted: 999,
      rejected: [{ index: 999, code: 'INVALID_UNIT' }],
      rejectedByCode: { INVALID_UNIT: 1 },
    },
  });
});

test.each([
  ['a list', `{"events":[${' '.repeat(3 * 1024 * 1024)}]}`, {}],
  ['lines', `${' '.repeat(60_000)}\n`.repeat(50), lines],
])('with a publishable key %s may not unpack to a hundred times what was sent', async (_, text, headers) => {
  const body = gzipSync(text);
  expect(await post(publishable, body, { ...packed, ...headers })).toMatchObject({
    status: 413,
    body: { code: 'BODY_TOO_LARGE', detail: expect.stringContaining('100 times') as string },
  });
  expect((await post(secret, body, { ...packed, ...headers })).status).toBe(200);
  // A small one may be as empty as it likes.
  expect((await post(publishable, gzipSync(`{"events":[${' '.repeat(500_000)}]}`), packed)).status).toBe(200);
});

test('of very many refusals the first 1,000 are told with their places, and all by code', async () => {
  const many = await post(secret, `${event('among many')}${'{}\n5\n'.repeat(1_500)}`, lines);
  expect(many).toMatchObject({
    status: 200,
    body: { accepted: 1, rejectedByCode: { INVALID_UNIT: 1_500, INVALID_ITEM: 1_500 } },
  });
  const { rejected } = many.body as { readonly rejected: readonly { readonly index: number }[] };
  expect(rejected.map(({ index }) => index)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
});

test('where a bulk request has too many lines, the receipt of those before is in the answer', async () => {
  const body = `{}\n${'{"unit":"u","name":"too many","id":"same"}\n'.repeat(100_000)}`;
  expect(await post(secret, body, lines)).toMatchObject({
    status: 413,
    body: {
      code: 'TOO_MANY_ITEMS',
      accepted: 1,
      duplicate: 99_998,
      rejected: [{ index: 0, code: 'INVALID_UNIT' }],
      rejectedByCode: { INVALID_UNIT: 1 },
    },
  });
});
