import { describe, expect, it } from 'vitest';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const workspace = await createWorkspace(database);
const call = controlPlaneCaller(database, workspace.secretKey);

let created = 0;
async function createDraft(changes: Readonly<Record<string, unknown>> = {}) {
  created += 1;
  const key = `draft-${String(created)}`;
  const answer = await call('POST', '/api/v1/experiments', { body: experimentBody({ key, ...changes }) });
  expect(answer.status).toBe(201);
  return { key, path: `/api/v1/experiments/${key}` };
}

describe('creating an experiment', () => {
  it('answers with the whole experiment, defaults filled in, and its version as ETag', async () => {
    const answer = await call('POST', '/api/v1/experiments', { body: experimentBody({ key: 'whole' }) });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.body).toMatchObject({
      key: 'whole',
      status: 'draft',
      coverage: 1,
      targeting: { all: [] },
      valueType: 'boolean',
      plan: { method: 'group-sequential', alphaTwoSided: 0.05, power: 0.8, looks: 5 },
      runs: [],
    });
  });

  it.each([
    [
      'a weight sum that is not 1',
      {
        variants: [
          { key: 'a', name: 'A', value: true, weight: 0.5, isControl: true },
          { key: 'b', name: 'B', value: false, weight: 0.6, isControl: false },
        ],
      },
      '/variants',
      'The weights sum to 1.1; they have to sum to 1.',
    ],
    [
      'two controls',
      {
        variants: [
          { key: 'a', name: 'A', value: true, weight: 0.5, isControl: true },
          { key: 'b', name: 'B', value: false, weight: 0.5, isControl: true },
        ],
      },
      '/variants',
      'Exactly one variant is the control; here 2 are.',
    ],
    [
      'a value of another type',
      {
        variants: [
          { key: 'a', name: 'A', value: 'yes', weight: 0.5, isControl: true },
          { key: 'b', name: 'B', value: false, weight: 0.5, isControl: false },
        ],
      },
      '/variants/0/value',
      "The value has to be a boolean, as the experiment's value type says.",
    ],
    ['a coverage above 1', { coverage: 1.5 }, '/coverage', 'At most 1.'],
    [
      'a metric that does not exist',
      { metrics: [{ metric: 'nowhere', role: 'success' }] },
      '/metrics/0/metric',
      'There is no metric "nowhere"; create it first, or correct its key.',
    ],
  ])('refuses %s at its place', async (_, changes, pointer, detail) => {
    const answer = await call('POST', '/api/v1/experiments', {
      body: experimentBody({ key: 'bad', ...changes }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'INVALID_INPUT', problems: [{ pointer, detail }] });
  });

  it.each([2.5, '2', 2 ** 53])('refuses %j as an integer', async (value) => {
    const variants = [1, value].map((one, index) => ({
      ...{ key: `v${String(index)}`, name: 'V', value: one, weight: 0.5 },
      isControl: index === 0,
    }));
    const body = experimentBody({ key: 'bad', valueType: 'integer', variants });
    const detail =
      "The value has to be an integer from -9007199254740991 to 9007199254740991, as the experiment's value type says.";
    expect(await call('POST', '/api/v1/experiments', { body })).toMatchObject({
      status: 400,
      body: { problems: [{ pointer: '/variants/1/value', detail }] },
    });
  });

  it.each([
    ['startsAt', '0000-01-01T00:00:00Z'],
    ['startsAt', '0001-01-01T00:00:00+23:59'],
    ['endsAt', '9999-12-31T23:59:59-00:01'],
  ])('refuses an instant that Postgres cannot store: %s %s', async (field, instant) => {
    const body = experimentBody({ key: 'bad', [field]: instant });
    expect(await call('POST', '/api/v1/experiments', { body })).toMatchObject({
      status: 400,
      body: { problems: [{ pointer: `/${field}`, detail: 'An instant lies in the years 1 to 9999.' }] },
    });
  });

  it('refuses a malformed targeting rule where it is malformed', async () => {
    const targeting = { all: [{ attribute: 'country', operator: 'sounds-like', value: 'SE' }] };
    const answer = await call('POST', '/api/v1/experiments', { body: experimentBody({ targeting }) });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain('/targeting/all/0');
  });

  it('refuses a key that is taken', async () => {
    const { key } = await createDraft();
    const answer = await call('POST', '/api/v1/experiments', { body: experimentBody({ key }) });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'DUPLICATE_KEY' });
  });

  it.each([
    ['a NUL character', experimentBody({ key: 'odd', name: 'a\0b' })],
    ['half a surrogate pair', experimentBody({ key: 'odd', hypothesis: '\ud800' })],
    ['an array in place of the experiment', []],
    ['an unknown field', experimentBody({ key: 'odd', colour: 'red' })],
  ])('answers %s with a clear 400', async (_, body) => {
    expect((await call('POST', '/api/v1/experiments', { body })).status).toBe(400);
  });

  it('answers malformed JSON with 400 and the place, and a body that is too large with 413', async () => {
    const malformed = await call('POST', '/api/v1/experiments', { rawBody: '{"key": ' });
    expect(malformed.status).toBe(400);
    expect(malformed.body).toMatchObject({ code: 'MALFORMED_JSON' });
    const large = await call('POST', '/api/v1/experiments', {
      rawBody: JSON.stringify({ key: 'x'.repeat(20e6) }),
    });
    expect(large.status).toBe(413);
    expect(large.body).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });
});

describe('starting and stopping', () => {
  it('an archived experiment that shipped is neither stopped nor shipped in passing, and comes back as what it was', async () => {
    const { path } = await createDraft();
    await call('POST', `${path}/start`);
    await call('POST', `${path}/ship`, { body: { variant: 'treatment' } });
    expect(await call('POST', `${path}/archive`)).toMatchObject({ body: { status: 'archived' } });
    for (const [verb, body] of [
      ['stop', {}],
      ['ship', { variant: 'control' }],
      ['start', {}],
    ] as const) {
      const refused = await call('POST', `${path}/${verb}`, { body });
      expect(refused).toMatchObject({ status: 409, body: { code: 'ARCHIVED' } });
    }
    const back = await call('POST', `${path}/unarchive`);
    expect(back).toMatchObject({
      status: 200,
      body: { status: 'shipped', runs: [{ shippedVariant: 'treatment' }] },
    });
    expect(await call('POST', `${path}/unarchive`)).toMatchObject({
      status: 409,
      body: { code: 'NOT_ARCHIVED' },
    });
    expect(await call('POST', `${path}/stop`)).toMatchObject({ status: 200, body: { status: 'stopped' } });
    await call('POST', `${path}/archive`);
    expect(await call('POST', `${path}/unarchive`)).toMatchObject({ body: { status: 'stopped' } });
  });

  it('begins run 1 with the configuration frozen, and ends it', async () => {
    const { path } = await createDraft();
    const started = await call('POST', `${path}/start`, { body: {} });
    expect(started.status).toBe(200);
    expect(started.body).toMatchObject({
      status: 'running',
      runs: [{ number: 1, environment: 'production', endedAt: null }],
    });
    const stopped = await call('POST', `${path}/stop`);
    expect(stopped.body).toMatchObject({ status: 'stopped' });
    expect(stopped.body).not.toMatchObject({ runs: [{ endedAt: null }] });
  });

  it('lets one of 20 parallel starts win', async () => {
    const { path } = await createDraft();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call('POST', `${path}/start`, { body: {} })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  });

  it('gives a second run another salt and the next number', async () => {
    const { key, path } = await createDraft();
    await call('POST', `${path}/start`, { body: {} });
    await call('POST', `${path}/stop`);
    const again = await call('POST', `${path}/start`, { body: {} });
    expect(again.body).toMatchObject({ runs: [{ number: 2 }, { number: 1 }] });
    const runs = await database.prisma.run.findMany({
      where: { experiment: { key } },
      select: { salt: true },
    });
    expect(new Set(runs.map(({ salt }) => salt)).size).toBe(2);
  });

  it('raises the configuration version of the environment', async () => {
    const { path } = await createDraft();
    const versionNow = async () =>
      (await database.prisma.environment.findUniqueOrThrow({ where: { id: workspace.environmentId } }))
        .configurationVersion;
    const before = await versionNow();
    await call('POST', `${path}/start`, { body: {} });
    expect(await versionNow()).toBe(before + 1);
  });
});

describe('changing an experiment', () => {
  it('tells the second of two people that somebody saved in between', async () => {
    const { path } = await createDraft();
    const headers = { 'if-match': '"1"' };
    expect((await call('PATCH', path, { body: { name: 'First' }, headers })).status).toBe(200);
    const second = await call('PATCH', path, { body: { name: 'Second' }, headers });
    expect(second.status).toBe(412);
    expect(second.body).toMatchObject({ code: 'VERSION_MISMATCH' });
    expect((await call('GET', path)).body).toMatchObject({ name: 'First', version: 2 });
  });

  it('asks for If-Match', async () => {
    const { path } = await createDraft();
    expect((await call('PATCH', path, { body: { name: 'X' } })).status).toBe(428);
  });

  it('never reshuffles a running experiment in silence: it needs newRun, which starts run 2', async () => {
    const { path } = await createDraft();
    await call('POST', `${path}/start`, { body: {} });
    const headers = { 'if-match': '"2"' };
    const refused = await call('PATCH', path, { body: { coverage: 0.5 }, headers });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'NEEDS_NEW_RUN' });
    const allowed = await call('PATCH', path, { body: { coverage: 0.5, newRun: true }, headers });
    expect(allowed.status).toBe(200);
    expect(allowed.body).toMatchObject({
      coverage: 0.5,
      runs: [{ number: 2, endedAt: null }, { number: 1 }],
    });
  });

  it('lets name and hypothesis change while it runs, in the same run', async () => {
    const { path } = await createDraft();
    await call('POST', `${path}/start`, { body: {} });
    const answer = await call('PATCH', path, {
      body: { name: 'Better name' },
      headers: { 'if-match': '"2"' },
    });
    expect(answer.body).toMatchObject({ name: 'Better name', runs: [{ number: 1, endedAt: null }] });
  });

  it('checks the whole after the change: weights that no longer sum to 1 are refused', async () => {
    const { path } = await createDraft();
    const variants = [
      { key: 'control', name: 'Control', value: false, weight: 0.4, isControl: true },
      { key: 'treatment', name: 'Treatment', value: true, weight: 0.5, isControl: false },
    ];
    const answer = await call('PATCH', path, { body: { variants }, headers: { 'if-match': '"1"' } });
    expect(answer.status).toBe(400);
  });

  it('deletes a draft, and refuses to delete what has run', async () => {
    const draft = await createDraft();
    expect((await call('DELETE', draft.path)).status).toBe(204);
    expect((await call('GET', draft.path)).status).toBe(404);
    const ran = await createDraft();
    await call('POST', `${ran.path}/start`, { body: {} });
    await call('POST', `${ran.path}/stop`);
    expect((await call('DELETE', ran.path)).body).toMatchObject({ code: 'HAS_RUN' });
  });
});

describe('who may call', () => {
  it('refuses no key, an unknown key, a revoked key and a publishable.token', async () => {
    const withKey = (key: string | null) => controlPlaneCaller(database, key)('GET', '/api/v1/experiments');
    expect((await withKey(null)).status).toBe(401);
    expect((await withKey('fs_sec_00000000000000000000000000000000000000000000aaaa')).status).toBe(401);
    const { createKey } = await import('../../../lib/verbs/keys/create-key');
    const { revokeKey } = await import('../../../lib/verbs/keys/revoke-key');
    const { ctx } = workspace;
    const revoked = await createKey({ ctx, input: { kind: 'secret', name: 'old' } });
    expect((await withKey(revoked.token)).status).toBe(200);
    await revokeKey({ ctx, input: { key: revoked.key } });
    expect((await withKey(revoked.token)).status).toBe(401);
    const publishable = await createKey({ ctx, input: { kind: 'publishable', name: 'page' } });
    expect((await withKey(publishable.token)).status).toBe(403);
  });

  it('says why a figure is missing, as a code with its parameters and in words', async () => {
    const { path } = await createDraft();
    await call('POST', `${path}/start`);
    const analysed = await call('POST', `${path}/analyses`);
    const read = await call('GET', `${path}/analyses/latest`);
    for (const { body } of [analysed, read]) {
      expect(body).toMatchObject({
        result: {
          health: {
            sampleRatio: {
              ok: false,
              reason: 'too-few-units',
              message: 'no-unit-assigned',
              parameters: {},
              detail: 'No unit has been assigned yet.',
            },
          },
        },
      });
    }
  });

  it('answers a foreign experiment like a missing one', async () => {
    const { path } = await createDraft();
    const other = await createWorkspace(database, 'Other');
    const foreign = controlPlaneCaller(database, other.secretKey);
    for (const [method, suffix] of [
      ['GET', ''],
      ['POST', '/start'],
      ['POST', '/analyses'],
      ['GET', '/analyses/latest'],
      ['DELETE', ''],
    ] as const) {
      const answer = await foreign(method, `${path}${suffix}`);
      const missing = await foreign(method, `/api/v1/experiments/nowhere${suffix}`);
      expect(answer.status).toBe(404);
      expect(missing.status).toBe(404);
    }
  });

  it('holds a key to its scopes', async () => {
    const { createKey } = await import('../../../lib/verbs/keys/create-key');
    const reader = await createKey({
      ctx: workspace.ctx,
      input: { kind: 'secret', name: 'reader', scopes: ['experiments:read'] },
    });
    const read = controlPlaneCaller(database, reader.token);
    expect((await read('GET', '/api/v1/experiments')).status).toBe(200);
    expect((await read('POST', '/api/v1/experiments', { body: experimentBody() })).status).toBe(403);
  });

  it('answers an unknown method on a known path with 405 and Allow', async () => {
    const answer = await call('PUT', '/api/v1/experiments', { body: {} });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('answers HEAD as GET, without a body', async () => {
    const draft = await createDraft();
    for (const path of ['/api/v1/experiments', draft.path, '/api/v1/experiments/nothing']) {
      const [head, get] = [await call('HEAD', path), await call('GET', path)];
      expect(head.status).toBe(get.status);
      for (const name of ['content-type', 'etag', 'cache-control']) {
        expect(head.headers.get(name), name).toBe(get.headers.get(name));
      }
    }
  });
});

describe('listing', () => {
  it('searches, filters by status and pages by cursor', async () => {
    const own = await createWorkspace(database, 'Lists');
    const list = controlPlaneCaller(database, own.secretKey);
    for (const key of ['alpha', 'beta', 'gamma']) {
      await list('POST', '/api/v1/experiments', { body: experimentBody({ key, name: `Name of ${key}` }) });
    }
    await list('POST', '/api/v1/experiments/beta/start', { body: {} });
    expect((await list('GET', '/api/v1/experiments?status=running')).body).toMatchObject({
      experiments: [{ key: 'beta', latestAnalysis: null }],
      next: null,
    });
    expect((await list('GET', '/api/v1/experiments?search=OF%20GAM')).body).toMatchObject({
      experiments: [{ key: 'gamma' }],
    });
    expect((await list('GET', '/api/v1/experiments?limit=2')).body).toMatchObject({
      experiments: [{ key: 'gamma' }, { key: 'beta' }],
      next: 'beta',
    });
    expect((await list('GET', '/api/v1/experiments?limit=2&after=beta')).body).toMatchObject({
      experiments: [{ key: 'alpha' }],
      next: null,
    });
  });
});
