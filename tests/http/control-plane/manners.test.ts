import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const { secretKey } = await createWorkspace(database);
const call = controlPlaneCaller(database, secretKey);
const list = '/api/v1/experiments';

const definition = { version: 2, event: 'purchase', window: { lengthHours: 24 } };
const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  experiments: experimentBody({ key: 'one' }),
  metrics: { key: 'one', name: 'One', kind: 'count', definition },
  'metric-groups': { key: 'one', name: 'One', metrics: [{ metric: 'one', role: 'success' }] },
  layers: { key: 'one', name: 'One' },
  holdouts: { key: 'one', name: 'One', share: 0.1 },
  audiences: { key: 'one', name: 'One', rule: { all: [] } },
};

describe.each(Object.entries(bodies))('%s', (kind, body) => {
  const path = `/api/v1/${kind}/one`;

  it('are created at a place that is told, where they can be read', async () => {
    const answer = await call('POST', `/api/v1/${kind}`, { body });
    expect([answer.status, answer.headers.get('location')]).toEqual([201, path]);
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { key: 'one' } });
  });

  it('can be created by what was read: what the server sets is passed over', async () => {
    const { body: read } = await call('GET', path);
    const answer = await call('POST', `/api/v1/${kind}`, { body: { ...fieldsOf(read), key: 'two' } });
    expect(answer.status).toBe(201);
    const [one, two] = [fieldsOf(read), fieldsOf(answer.body)];
    const own = ['key', 'id', 'createdAt', 'updatedAt'];
    for (const [name, value] of Object.entries(one)) {
      if (!own.includes(name)) expect([name, two[name]]).toEqual([name, value]);
    }
  });

  it('are not sent again to whoever has them (RFC 9110, 13.1.2)', async () => {
    for (const known of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const answer = await call('GET', path, { headers: { 'if-none-match': known } });
      expect([known, answer.status, answer.body]).toEqual([known, 304, undefined]);
      expect(answer.headers.get('etag')).toBe('"1"');
    }
    expect(await call('GET', path, { headers: { 'if-none-match': '"2"' } })).toMatchObject({ status: 200 });
  });

  it('are not sent to whoever asks for another version (RFC 9110, 13.1.1)', async () => {
    for (const [ifMatch, status] of [
      ['"1"', 200],
      ['*', 200],
      ['"77"', 412],
      ['W/"1"', 412],
      ['1', 400],
    ] as const) {
      const answer = await call('GET', path, { headers: { 'if-match': ifMatch } });
      expect([ifMatch, answer.status]).toEqual([ifMatch, status]);
    }
  });

  it.each([
    ['*', 200],
    ['"7", "1"', 200],
    ['W/"1"', 412],
    ['"7", W/"1"', 412],
    ['"another"', 412],
    ['"7"', 412],
    ['1', 400],
    ['"1', 400],
  ])('answer a change with If-Match: %s by %i (RFC 9110, 13.1.1)', async (ifMatch, status) => {
    const answer = await call('PATCH', path, { body: {}, headers: { 'if-match': ifMatch } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      expect.stringContaining('json'),
    ]);
  });
});

// A holdout is kept, and released.
const removals: Readonly<Record<string, readonly [method: string, below: string]>> = {
  holdouts: ['POST', '/release'],
};

it.each(Object.entries(bodies))(
  '%s go away only as they were read (RFC 9110, 13.1.1)',
  async (kind, body) => {
    await call('POST', `/api/v1/${kind}`, { body: { ...body, key: 'brief' } });
    const path = `/api/v1/${kind}/brief`;
    const [method, below] = removals[kind] ?? ['DELETE', ''];
    for (const stale of ['"77"', 'W/"1"', '"another"']) {
      const answer = await call(method, `${path}${below}`, { headers: { 'if-match': stale } });
      expect([stale, answer.status]).toEqual([stale, 412]);
    }
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { version: 1 } });
    const answer = await call(method, `${path}${below}`, { headers: { 'if-match': '"1"' } });
    expect([200, 204]).toContain(answer.status);
  },
);

const fieldsOf = (body: unknown) => z.record(z.string(), z.unknown()).parse(body);

it('what is done to an experiment obeys If-Match as a change does', async () => {
  const start = `${list}/one/start`;
  expect(await call('POST', start, { headers: { 'if-match': 'W/"1"' } })).toMatchObject({ status: 412 });
  expect(await call('POST', start, { headers: { 'if-match': '"9", "8"' } })).toMatchObject({ status: 412 });
  expect(await call('POST', start, { headers: { 'if-match': '*' } })).toMatchObject({ status: 200 });
});

it('If-Match on what is not there is answered as the path is', async () => {
  for (const ifMatch of ['*', '"1"', '"1", "2"']) {
    const answer = await call('PATCH', `${list}/gone`, { body: {}, headers: { 'if-match': ifMatch } });
    expect([ifMatch, answer.status]).toEqual([ifMatch, 404]);
  }
});

describe('lists', () => {
  it('never end early because the page before ended with what is gone', async () => {
    await call('POST', list, { body: experimentBody({ key: 'brief' }) });
    expect(await call('GET', `${list}?limit=1`)).toMatchObject({ body: { next: 'brief' } });
    await call('DELETE', `${list}/brief`);
    expect(await call('GET', `${list}?limit=1&after=brief`)).toMatchObject({
      status: 400,
      body: { problems: [{ pointer: '/after' }] },
    });
    // Lists by key go on behind a key, whether it is there or not.
    expect(await call('GET', '/api/v1/layers?after=oak&limit=1')).toMatchObject({
      body: { layers: [{ key: 'one' }] },
    });
  });

  it('refuse a filter that is given twice, rather than choosing one', async () => {
    expect(await call('GET', `${list}?status=running&status=draft`)).toMatchObject({
      status: 400,
      body: { problems: [{ pointer: '/status' }] },
    });
    expect(await call('GET', '/api/v1/metrics?limit=1&limit=1')).toMatchObject({ status: 400 });
  });

  it('of experiments are summaries, without results', async () => {
    const { body } = await call('GET', list);
    const { experiments } = z.object({ experiments: z.array(z.record(z.string(), z.unknown())) }).parse(body);
    expect(experiments.length).toBeGreaterThan(1);
    for (const experiment of experiments) {
      expect(experiment).toHaveProperty('latestAnalysis', null);
      expect(Object.keys(experiment)).not.toContain('latestResult');
      expect(Object.keys(experiment)).not.toContain('lookResult');
    }
    expect(JSON.stringify(body).length / experiments.length).toBeLessThan(2_500);
  });
});

describe('text that is no UTF-8', () => {
  const invalid = new Uint8Array([...Buffer.from('{"key":"odd","name":"'), 0xff, 0xfe, ...Buffer.from('"}')]);

  it('is refused in a body, and nothing is stored', async () => {
    const answer = await call('POST', '/api/v1/layers', { rawBody: invalid });
    expect(answer).toMatchObject({ status: 400, body: { code: 'NOT_UTF8' } });
    expect(await call('GET', '/api/v1/layers/odd')).toMatchObject({ status: 404 });
  });

  it('is refused in a query, while a bare % is a %', async () => {
    expect(await call('GET', `${list}?search=%ff`)).toMatchObject({
      status: 400,
      body: { code: 'NOT_UTF8' },
    });
    expect(await call('GET', `${list}?search=100%`)).toMatchObject({ status: 200 });
    expect(await call('GET', `${list}?search=%C3%BC`)).toMatchObject({ status: 200 });
  });
});
