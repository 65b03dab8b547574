import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { send, startDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

const { database, url, dataPlane } = await startDataPlane();
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
await dataPlane.refresh();
const publishable = await makeKey(database, place.environmentId, { kind: 'publishable' });
const { key: experiment, runId } = await makeRunningExperiment(database, place, { key: 'checkout' });
const events = `${url}/api/v1/events`;
const exposures = `${url}/api/v1/exposures`;

test('events are answered with a verdict for each, and a second delivery changes nothing', async () => {
  const body = {
    events: [
      { id: 'e1', unit: 'u', name: 'purchase', value: 9.5, occurredAt: '2026-01-05T10:00:00Z' },
      { id: 'e2', unit: 'u', name: 'purchase', occurredAt: 'tomorrow' },
      { id: 'e1', unit: 'u', name: 'purchase' },
    ],
  };
  const rejected = [
    { index: 1, id: 'e2', code: 'INVALID_TIMESTAMP', detail: expect.stringContaining('ISO 8601') as string },
  ];
  const refusals = { rejected, rejectedByCode: { INVALID_TIMESTAMP: 1 } };
  const first = await send(events, key, body);
  expect([first.status, first.body]).toEqual([200, { accepted: 1, duplicate: 1, ...refusals }]);
  expect((await send(events, key, body)).body).toEqual({ accepted: 0, duplicate: 2, ...refusals });
});

test('a request of which nothing can be taken is a bad one, and its answer tells of each item all the same', async () => {
  const bad = { id: 'e9', unit: 'u', name: 'purchase', occurredAt: 'tomorrow' };
  expect(await send(events, key, { events: [bad, { ...bad, unit: '' }] })).toMatchObject({
    status: 400,
    body: {
      code: 'INVALID_TIMESTAMP',
      detail: expect.stringContaining('ISO 8601') as string,
      accepted: 0,
      duplicate: 0,
      rejected: [{ index: 0, id: 'e9', code: 'INVALID_TIMESTAMP' }, { index: 1 }],
    },
  });
  const unknown = { exposures: [{ experiment: 'nothing', variant: 'control', unit: 'u' }] };
  expect(await send(exposures, key, unknown)).toMatchObject({
    status: 400,
    body: { code: 'UNKNOWN_EXPERIMENT', rejected: [{ index: 0, code: 'UNKNOWN_EXPERIMENT' }] },
  });
  expect((await send(events, key, { events: [] })).status).toBe(200);
});

test('exposures are too, and an unknown experiment or variant is rejected by name', async () => {
  const body = {
    exposures: [
      { experiment, variant: 'control', unit: 'u' },
      { experiment: 'nothing', variant: 'control', unit: 'u' },
      { experiment, variant: 'purple', unit: 'u' },
      { experiment, variant: 'control', unit: 'u' },
    ],
  };
  const first = await send(exposures, key, body);
  expect(first).toMatchObject({
    status: 200,
    body: {
      accepted: 1,
      duplicate: 1,
      rejected: [
        { index: 1, code: 'UNKNOWN_EXPERIMENT' },
        { index: 2, code: 'UNKNOWN_VARIANT' },
      ],
    },
  });
  expect(await database.prisma.exposure.count({ where: { runId } })).toBe(1);
});

test('an integer that no number holds refuses its item alone, and is kept as it was written', async () => {
  const body = `{ "events": [
    { "unit": "big", "name": "n", "properties": { "order": 9007199254740993 } },
    { "unit": "good", "name": "n", "properties": { "order": "9007199254740993" } },
    { "unit": "big", "name": "n", "id": "b1", "value": 9007199254740993.5 } ] }`;
  const refused = { code: 'INEXACT_NUMBER', detail: expect.stringContaining('9007199254740993') as string };
  expect(await send(events, key, body)).toMatchObject({
    status: 200,
    body: {
      accepted: 1,
      rejected: [
        { ...refused, index: 0 },
        { ...refused, index: 2, id: 'b1' },
      ],
    },
  });
  const lines =
    '{"unit":"big","name":"n","id":"b2","properties":{"a":[{"b":123456789012345678901}]}}\n{"unit":"u","name":"n"}';
  const headers = { 'content-type': 'application/x-ndjson' };
  expect((await send(events, key, lines, { headers })).body).toMatchObject({
    accepted: 1,
    rejected: [
      {
        ...{ index: 0, id: 'b2', code: 'INEXACT_NUMBER' },
        detail: expect.stringContaining('/properties/a/0/b') as string,
      },
    ],
  });
  const attributes = `{ "exposures": [{ "experiment": "${experiment}", "variant": "control", "unit": "big",
    "attributes": { "id": 9007199254740993 } }] }`;
  expect((await send(exposures, key, attributes)).status).toBe(400);
  const kept = await database.prisma.rejectedEvent.findMany({ where: { code: 'INEXACT_NUMBER' } });
  expect(kept.map((item) => item.body)).toContain(
    '{"unit":"big","name":"n","properties":{"order":"9007199254740993"}}',
  );
  expect(await database.prisma.exposure.count({ where: { unit: 'big' } })).toBe(0);
  const asked = `{ "unit": "u", "attributes": { "id": 9007199254740993 } }`;
  expect(await send(`${url}/api/v1/assignments`, key, asked)).toMatchObject({
    status: 400,
    body: { code: 'INEXACT_NUMBER', problems: [{ pointer: '/attributes/id' }] },
  });
});

test('a member that is there twice refuses its item alone, and is kept as it came', async () => {
  const twice = '{ "unit": "twice", "name": "n", "id": "t1", "unit": "other" }';
  const within = '{"unit":"twice","name":"n","properties":{"a":[{"b":1,"b":2}]}}';
  const inexact = '{"unit":"twice","name":"n","value":9007199254740993,"value":1}';
  const good = '{"unit":"single","name":"n"}';
  const rejected = [
    {
      index: 0,
      id: 't1',
      code: 'REPEATED_MEMBER',
      detail: expect.stringMatching(/^\/unit is there twice/) as string,
    },
    {
      index: 2,
      code: 'REPEATED_MEMBER',
      detail: expect.stringMatching(/^\/properties\/a\/0\/b is/) as string,
    },
    { index: 3, code: 'REPEATED_MEMBER' },
  ];
  const items = [twice, good, within, inexact];
  const answer = { status: 200, body: { accepted: 1, rejected } };
  expect(await send(events, key, `{"sentAt":null,"events":[${items.join()}]}`)).toMatchObject(answer);
  const headers = { 'content-type': 'application/x-ndjson' };
  expect(await send(events, key, items.join('\n'), { headers })).toMatchObject(answer);
  const kept = await database.prisma.rejectedEvent.findMany({ where: { code: 'REPEATED_MEMBER' } });
  expect(kept.map(({ body }) => body).sort()).toEqual(
    [twice, within, inexact].flatMap((one) => [one, one]).sort(),
  );
  const stored = await database.pool.query("select 1 from events where unit in ('twice', 'other')");
  expect(stored.rowCount).toBe(0);

  for (const [path, body, pointer] of [
    [events, `{"events":[${good}],"events":[${twice}]}`, '/events'],
    [`${url}/api/v1/assignments`, '{"unit":"a","unit":"b"}', '/unit'],
  ] as const) {
    const refused = { status: 400, body: { code: 'REPEATED_MEMBER', problems: [{ pointer }] } };
    expect(await send(path, key, body)).toMatchObject(refused);
  }
});

test('280 months of history at once are taken with a secret key; a page has none', async () => {
  const months = Array.from({ length: 280 }, (_, month) => {
    const occurredAt = new Date(Date.UTC(2001, month, 3)).toISOString();
    return { id: `month-${month}`, unit: 'u', name: 'history', occurredAt };
  });
  const partitions = async () => {
    const { rows } = await database.pool.query<{ count: number }>(
      `select count(*)::int as count from pg_inherits where inhparent = '"events"'::regclass`,
    );
    return rows[0]?.count;
  };
  const before = await partitions();
  const byPage = await send(events, publishable, { events: months });
  expect([byPage.status, byPage.body]).toMatchObject([400, { code: 'TIMESTAMP_TOO_OLD', accepted: 0 }]);
  expect(await partitions()).toBe(before);
  expect((await send(events, key, { events: months })).body).toMatchObject({ accepted: 280, rejected: [] });
});

describe.each([
  ['events', events],
  ['exposures', exposures],
])('a body that %s cannot take', (name, address) => {
  test.each([
    ['malformed JSON', `{"${name}": [}`, 400, 'MALFORMED_JSON'],
    ['JSON that breaks off', `{"${name}": [`, 400, 'MALFORMED_JSON'],
    ['an empty body', '', 400, 'MALFORMED_JSON'],
    ['deep JSON', '['.repeat(100_000), 400, 'JSON_TOO_DEEP'],
    ['a list', '[]', 400, 'INVALID_INPUT'],
    ['null', 'null', 400, 'INVALID_INPUT'],
    ['a list under another name', '{"items": []}', 400, 'INVALID_INPUT'],
    ['an object for the list', `{"${name}": {"length": 1}}`, 400, 'INVALID_INPUT'],
    [
      'too many items',
      JSON.stringify({ [name]: Array.from({ length: 1001 }, () => 0) }),
      413,
      'TOO_MANY_ITEMS',
    ],
  ])('%s is a clear 4xx', async (_case, body, status, code) => {
    const answer = await send(address, key, body);
    expect(answer).toMatchObject({ status, body: { code, status, requestId: expect.any(String) as string } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  test('malformed JSON is told with its place', async () => {
    const { body } = await send(address, key, `{\n "${name}": [1,,2]}`);
    expect(body).toMatchObject({
      detail: expect.stringMatching(/position \d+ \(line 2, column \d+\)/) as string,
    });
  });

  test('bytes that are not UTF-8 are a 400', async () => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'NOT_UTF8' }]);
  });

  test('20 MB are a 413 that the caller can read', async () => {
    const { status, body } = await send(address, key, `"${'x'.repeat(20 * 1024 * 1024)}"`);
    expect([status, body]).toMatchObject([413, { code: 'BODY_TOO_LARGE' }]);
  });

  test('20 MB in chunks, of a length not told, are one too, and the connection goes on', async () => {
    const agentOptions = { method: 'POST', headers: { authorization: `Bearer ${key}` } };
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const request = httpRequest(address, agentOptions, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      request.on('error', reject);
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      let sent = 0;
      const write = (): void => {
        while (sent < 20) {
          sent += 1;
          if (!request.write(chunk)) {
            request.once('drain', write);
            return;
          }
        }
        request.end();
      };
      write();
    });
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('BODY_TOO_LARGE');
    expect((await send(address, key, { [name]: [] })).status).toBe(200);
  });
});
