import { describe, expect, test } from 'vitest';
import { send, startDataPlane } from '../../support/data-plane';
import {
  announceConfiguration,
  makeDraft,
  makeKey,
  makeRun,
  makeRunConfiguration,
  makeRunningExperiment,
  makeWorkspace,
} from '../../support/factories';
import { compile } from '../../support/assignable';

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
const checkout = await makeRunningExperiment(database, place, {
  key: 'checkout',
  values: ['old', 'new'],
  salt: 's1',
});
await makeRunningExperiment(database, place, {
  key: 'swedes',
  targeting: { all: [{ attribute: 'country', operator: 'equals', value: 'SE' }] },
});
await makeDraft(database, place.workspaceId, 'drafted');
await makeShipped('shipped');
await server.dataPlane.refresh();

const flags = `${url}/ofrep/v1/evaluate/flags`;

/** A flag whose second variant, true, was shipped. */
async function makeShipped(name: string): Promise<void> {
  const { runId } = await makeRunningExperiment(database, place, { key: name, endedAt: new Date() });
  await database.prisma.run.update({ where: { id: runId }, data: { shippedVariant: 'treatment-1' } });
}

let markers = 0;

/** Units exposed to "checkout" so far. Exposures are stored in the order in which they came: those before a marker are there with it. */
async function exposedUnits(runId: number): Promise<readonly string[]> {
  markers += 1;
  const marker = `marker-${markers}`;
  await send(`${flags}/checkout`, key, { context: { targetingKey: marker } });
  await expect.poll(() => database.prisma.exposure.count({ where: { runId, unit: marker } })).toBe(1);
  const rows = await database.prisma.exposure.findMany({ where: { runId }, orderBy: { unit: 'asc' } });
  return rows.map((row) => row.unit).filter((unit) => !unit.startsWith('marker-'));
}

test("what is nobody's id is told so, and is shown no variant whose exposure would be refused", async () => {
  const asked = { unit: 'undefined', experiments: ['checkout'] };
  expect(await send(`${url}/api/v1/assignments`, key, asked)).toMatchObject({
    status: 400,
    body: { problems: [{ pointer: '/unit', detail: expect.stringContaining('no id') as string }] },
  });
  const context = { targetingKey: '[object Object]' };
  const answer = await send(`${flags}/checkout`, key, { context });
  expect(answer).toMatchObject({ status: 400, body: { errorCode: 'TARGETING_KEY_MISSING' } });
  await send(`${flags}/checkout`, key, { context: { targetingKey: 'somebody' } });
  const units = await exposedUnits(checkout.runId);
  expect(units).toContain('somebody');
  expect(units).not.toContain('[object Object]');
  await database.prisma.exposure.deleteMany({ where: { runId: checkout.runId, unit: 'somebody' } });
});

test('null is nothing, in every field that an assignment may leave out', async () => {
  const nothing = { attributes: null, experiments: null, expose: null, explain: null };
  const answers = [{ unit: 'nobody' }, { unit: 'nobody', ...nothing }].map((body) =>
    send(`${url}/api/v1/assignments`, key, body),
  );
  const [without, withNulls] = await Promise.all(answers);
  expect(withNulls).toMatchObject({ status: 200, body: without?.body });
});

const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

describe('crawlers', () => {
  test('are answered, and are no exposure unless the environment takes them', async () => {
    const evaluate = (unit: string) =>
      fetch(`${flags}/checkout`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'user-agent': crawler },
        body: JSON.stringify({ context: { targetingKey: unit } }),
      });
    expect(await (await evaluate('bot-1')).json()).toMatchObject({ reason: 'SPLIT' });
    expect(await exposedUnits(checkout.runId)).not.toContain('bot-1');
    await expect
      .poll(() => database.prisma.ingestionCount.count({ where: { kind: 'EXPOSURE', code: 'BOT' } }))
      .toBe(1);
    await database.prisma.environment.update({
      where: { id: place.environmentId },
      data: { botFilter: false },
    });
    // Settings are read at most once a second.
    await expect
      .poll(async () => {
        await evaluate('bot-2');
        return exposedUnits(checkout.runId);
      })
      .toContain('bot-2');
    await database.prisma.environment.update({
      where: { id: place.environmentId },
      data: { botFilter: true },
    });
    await database.prisma.exposure.deleteMany({ where: { runId: checkout.runId, unit: 'bot-2' } });
  });
});

describe('OFREP', () => {
  test('a single evaluation gives the variant that assignment gives, and records an exposure', async () => {
    const { variants } = makeRunConfiguration({ values: ['old', 'new'] });
    const compiled = compile({
      key: 'checkout',
      run: 1,
      salt: 's1',
      coverage: 1,
      targeting: { all: [] },
      variants,
    });
    for (const unit of ['u1', 'u2', 'ü3', '👩‍🚀']) {
      const { status, body } = await send(`${flags}/checkout`, key, { context: { targetingKey: unit } });
      const { variant } = compiled.assign(unit, {}, { nowMs: 0 });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        key: 'checkout',
        reason: 'SPLIT',
        variant: variant?.key,
        value: variant?.value,
        metadata: { run: 1, flagSetId: 'production' },
      });
    }
    const silent = { targetingKey: 'silent', 'fairsplit.expose': false };
    expect(await send(`${flags}/checkout`, key, { context: silent })).toMatchObject({
      body: { reason: 'SPLIT' },
    });
    expect(await exposedUnits(checkout.runId)).toEqual(['u1', 'u2', 'ü3', '👩‍🚀']);
  });

  test('without a targeting key, what is the same for every unit is answered, alone and in bulk', async () => {
    for (const body of [
      { context: {} },
      {},
      { context: null },
      { context: { targetingKey: null, country: 'NO' } },
    ]) {
      const shipped = await send(`${flags}/shipped`, key, body);
      expect(shipped).toMatchObject({
        status: 200,
        body: { value: true, variant: 'treatment-1', reason: 'STATIC' },
      });
      const drafted = await send(`${flags}/drafted`, key, body);
      expect(drafted).toMatchObject({ status: 200, body: { reason: 'DISABLED' } });
      const unknown = await send(`${flags}/nothing`, key, body);
      expect(unknown).toMatchObject({ status: 404, body: { errorCode: 'FLAG_NOT_FOUND' } });
      const swedes = await send(`${flags}/swedes`, key, body);
      expect(swedes).toMatchObject({
        status: 200,
        body: { reason: 'DEFAULT', metadata: { cause: 'NOT_TARGETED' } },
      });
      const split = await send(`${flags}/checkout`, key, body);
      expect(split).toMatchObject({
        status: 400,
        body: { key: 'checkout', errorCode: 'TARGETING_KEY_MISSING' },
      });
      const bulk = await send(flags, key, body);
      expect(bulk).toMatchObject({
        status: 200,
        body: {
          flags: [
            {
              key: 'checkout',
              errorCode: 'TARGETING_KEY_MISSING',
              errorDetails: expect.any(String) as string,
            },
            { key: 'swedes', reason: 'DEFAULT' },
            { key: 'shipped', value: true, reason: 'STATIC' },
          ],
        },
      });
    }
    const swede = await send(`${flags}/swedes`, key, { context: { country: 'SE' } });
    expect(swede).toMatchObject({ status: 400, body: { errorCode: 'TARGETING_KEY_MISSING' } });
  });

  test('who is not targeted gets no value, and what is not running is disabled', async () => {
    const context = { targetingKey: 'u', country: 'NO' };
    const elsewhere = await send(`${flags}/swedes`, key, { context });
    expect(elsewhere).toMatchObject({
      status: 200,
      body: { reason: 'DEFAULT', metadata: { cause: 'NOT_TARGETED' } },
    });
    expect(elsewhere.body).not.toHaveProperty('value');
    const drafted = await send(`${flags}/drafted`, key, { context });
    expect(drafted).toMatchObject({ status: 200, body: { key: 'drafted', reason: 'DISABLED' } });
    // Clients for Python and Go read the member of every answer.
    for (const { body } of [elsewhere, drafted]) expect(body).toMatchObject({ variant: '' });
  });

  test.each([
    ['an unknown flag', 'nothing', { context: { targetingKey: 'u' } }, 404, 'FLAG_NOT_FOUND'],
    ['no targeting key', 'checkout', { context: {} }, 400, 'TARGETING_KEY_MISSING'],
    ['no context', 'checkout', {}, 400, 'TARGETING_KEY_MISSING'],
    ['a number as targeting key', 'checkout', { context: { targetingKey: 1 } }, 400, 'INVALID_CONTEXT'],
    ['an object as targeting key', 'checkout', { context: { targetingKey: {} } }, 400, 'INVALID_CONTEXT'],
    ['a context that is a list', 'checkout', { context: [] }, 400, 'INVALID_CONTEXT'],
    ['NUL in the targeting key', 'checkout', { context: { targetingKey: 'a\0' } }, 400, 'INVALID_CONTEXT'],
    ['half a surrogate pair', 'checkout', { context: { targetingKey: 'a\ud800' } }, 400, 'INVALID_CONTEXT'],
    [
      'a targeting key of 60 kB',
      'checkout',
      { context: { targetingKey: 'x'.repeat(6e4) } },
      400,
      'INVALID_CONTEXT',
    ],
    ['__proto__', 'checkout', '{"context": {"targetingKey": "u", "__proto__": {}}}', 400, 'INVALID_CONTEXT'],
    ['a body that is a list', 'checkout', [], 400, 'PARSE_ERROR'],
    ['malformed JSON', 'checkout', '{"context": ', 400, 'PARSE_ERROR'],
    ['deep JSON', 'checkout', `{"context": ${'['.repeat(50_000)}`, 400, 'PARSE_ERROR'],
  ])('%s is told in its form', async (_name, flag, body, status, errorCode) => {
    const answer = await send(`${flags}/${flag}`, key, body);
    expect(answer).toMatchObject({
      status,
      body: { key: flag, errorCode, errorDetails: expect.any(String) as string },
    });
    expect(answer.headers.get('content-type')).toBe('application/json');
    const bulk = await send(flags, key, body);
    const isOfWhole = errorCode !== 'FLAG_NOT_FOUND' && errorCode !== 'TARGETING_KEY_MISSING';
    if (isOfWhole) expect(bulk).toMatchObject({ status, body: { errorCode } });
  });

  test('a key in the path is decoded, and a path that cannot be is a 400', async () => {
    expect(
      await send(`${flags}/check%6Fut`, key, {
        context: { targetingKey: 'silent', 'fairsplit.expose': false },
      }),
    ).toMatchObject({ status: 200 });
    expect(await send(`${flags}/%E0%A4`, key, {})).toMatchObject({
      status: 400,
      body: { errorCode: 'GENERAL' },
    });
  });

  test('a bulk evaluation has an ETag of configuration and context, and is no exposure', async () => {
    const before = await exposedUnits(checkout.runId);
    const body = { context: { targetingKey: 'bulk', country: 'SE' } };
    const first = await send(flags, key, body);
    expect(first).toMatchObject({
      status: 200,
      body: {
        flags: [
          { key: 'checkout', reason: 'SPLIT' },
          { key: 'swedes', reason: 'SPLIT' },
          { key: 'shipped', reason: 'STATIC' },
        ],
      },
    });
    const etag = first.headers.get('etag') ?? '';
    const same = await send(flags, key, body, { headers: { 'if-none-match': etag } });
    expect([same.status, same.body]).toEqual([304, null]);
    const other = await send(
      flags,
      key,
      { context: { targetingKey: 'bulk' } },
      { headers: { 'if-none-match': etag } },
    );
    expect(other.status).toBe(200);
    await announceConfiguration(database, place.environmentId);
    await server.dataPlane.refresh();
    expect((await send(flags, key, body, { headers: { 'if-none-match': etag } })).status).toBe(200);
    expect(await exposedUnits(checkout.runId)).toEqual(before);
  });
});

describe('assignments', () => {
  const assignments = `${url}/api/v1/assignments`;

  test('experiments by name are exposures, all of them are not, unless the body says otherwise', async () => {
    const unit = (name: string, more: object) => send(assignments, key, { unit: name, ...more });
    expect(await unit('named', { experiments: ['checkout'] })).toMatchObject({
      status: 200,
      body: { assignments: { checkout: { reason: 'SPLIT', run: 1, variant: expect.any(String) as string } } },
    });
    await unit('named-silent', { experiments: ['checkout'], expose: false });
    const all = await unit('all', {});
    expect(Object.keys((all.body as { assignments: object }).assignments)).toEqual([
      'checkout',
      'swedes',
      'shipped',
    ]);
    await unit('all-exposed', { expose: true });
    const exposed = await exposedUnits(checkout.runId);
    expect(exposed).toContain('named');
    expect(exposed).toContain('all-exposed');
    expect(exposed).not.toContain('named-silent');
    expect(exposed).not.toContain('all');
  });

  test('explains with every rule, the bucket and the hash', async () => {
    const { body } = await send(assignments, key, {
      unit: 'u',
      attributes: { country: 'NO' },
      experiments: ['swedes'],
      explain: true,
    });
    expect(body).toMatchObject({
      assignments: {
        swedes: {
          variant: null,
          reason: 'NOT_TARGETED',
          explanation: [
            { step: 'targeting', rule: 'all', passed: false, decides: true },
            {
              step: 'targeting',
              rule: 'country equals "SE"',
              passed: false,
              pointer: '/all/0',
              detail: 'country is "NO". Needs "SE".',
            },
            { step: 'coverage', passed: true, hash: expect.any(Number) as number },
            { step: 'variant', bucket: expect.any(Number) as number, hash: expect.any(Number) as number },
          ],
        },
      },
    });
  });

  test('a drafted experiment is disabled, an unknown one a 404 that names it and records nothing', async () => {
    const known = await send(assignments, key, { unit: 'u', experiments: ['drafted'] });
    expect(known.body).toEqual({ assignments: { drafted: { variant: null, reason: 'DISABLED' } } });
    const unknown = await send(assignments, key, { unit: 'never', experiments: ['checkout', 'nothing'] });
    expect(unknown).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_EXPERIMENT', problems: [{ pointer: '/experiments/1' }] },
    });
    expect(await exposedUnits(checkout.runId)).not.toContain('never');
  });

  test.each([
    ['no unit', {}],
    ['an empty unit', { unit: '' }],
    ['attributes that are a list', { unit: 'u', attributes: [] }],
    ['a misspelt field', { unit: 'u', experiment: 'checkout' }],
    ['experiments that are no list', { unit: 'u', experiments: 'checkout' }],
    ['__proto__ among the attributes', '{"unit": "u", "attributes": {"__proto__": {"country": "SE"}}}'],
  ])('%s is a 400 that says where', async (_name, body) => {
    const answer = await send(assignments, key, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', problems: [{}] } });
  });
});

describe('configuration', () => {
  const configuration = `${url}/api/v1/configuration`;

  test('is what a local SDK compiles, with an ETag', async () => {
    const { status, body, headers } = await send(configuration, key);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      environment: 'production',
      experiments: [{ key: 'checkout', salt: 's1' }, {}, {}],
    });
    const etag = headers.get('etag') ?? '';
    expect(
      (await send(configuration, key, undefined, { headers: { 'if-none-match': `W/${etag}` } })).status,
    ).toBe(304);
  });

  test('a change reaches the server by NOTIFY, without being asked', async () => {
    const deaf = await startDataPlane({ databaseUrl: database.url, pollIntervalMs: 3_600_000 });
    const added = await makeRunningExperiment(database, place, { key: 'announced' });
    await expect
      .poll(
        async () =>
          (
            await send(`${deaf.url}/ofrep/v1/evaluate/flags/${added.key}`, key, {
              context: { targetingKey: 'u' },
            })
          ).status,
        { interval: 50 },
      )
      .toBe(200);
  });

  test('one malformed run is left out and logged, and its experiment counts as not running', async () => {
    const broken = await makeDraft(database, place.workspaceId, 'broken');
    await makeRun(database, place.environmentId, broken, { configuration: { coverage: 'half' } });
    await server.dataPlane.refresh();
    const answer = await send(`${flags}/broken`, key, { context: { targetingKey: 'u' } });
    expect(answer.body).toMatchObject({ reason: 'DISABLED' });
    expect(await send(`${flags}/checkout`, key, { context: { targetingKey: 'u1' } })).toMatchObject({
      status: 200,
    });
    expect(
      server.log.lines.some(({ level, message }) => level === 'error' && message.includes('left out')),
    ).toBe(true);
  });
});
