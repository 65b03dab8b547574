import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../lib/assignment/targeting';
import { temporaryDirectory } from '../support/after-file';
import { loadSdk, startClient } from '../support/built-sdk';
import { nowhere, only, sdkConfiguration, sdkExperiment } from '../support/sdk-configuration';

const swedes = { all: [{ attribute: 'country', operator: 'equals', value: 'SE' } as const] };
const configuration = sdkConfiguration(
  [
    sdkExperiment('split'),
    sdkExperiment('swedes', { targeting: swedes, variants: only(true) }),
    sdkExperiment('with-default', { targeting: swedes, defaultVariant: 'v0' }),
    sdkExperiment('limits', { variants: only({ items: 5 }) }),
    sdkExperiment('list', { variants: only(['a']) }),
    sdkExperiment('nothing', { variants: only(null) }),
    sdkExperiment('shipped', { shipped: 'v1' }),
    sdkExperiment('malformed', { coverage: 7 }),
  ],
  { inactive: ['drafted'] },
);
const offline = { ...nowhere, updates: 'none', bootstrap: { configuration } } as const;
const unit = 'user-1';

describe('evaluate', async () => {
  const client = startClient(offline);

  test('gives the variant of a randomised unit, with its run', () => {
    const { value, variant, reason, run } = client.evaluate('split', 'default', { unit });
    expect({ reason, run, value }).toEqual({
      reason: 'SPLIT',
      run: 1,
      value: variant === 'v0' ? 'zero' : 'one',
    });
  });

  test("gives the default with the rule that failed, and the variant when it doesn't", () => {
    const norwegian = client.evaluate('swedes', false, { unit, attributes: { country: 'NO' } });
    expect(norwegian).toMatchObject({
      value: false,
      variant: null,
      reason: 'DEFAULT',
      cause: 'NOT_TARGETED',
    });
    expect(client.evaluate('swedes', false, { unit, attributes: { country: 'SE' } }).value).toBe(true);
  });

  test('gives whoever takes no part the default variant’s value, exposed to nothing, and none that the code cannot take', () => {
    const exposures: unknown[] = [];
    const told = startClient({ ...offline, onExposure: (one) => exposures.push(one) });
    const norwegian = { unit, attributes: { country: 'NO' } };
    expect(told.evaluate('with-default', 'd', norwegian)).toMatchObject({
      value: 'zero',
      variant: null,
      reason: 'DEFAULT',
      cause: 'NOT_TARGETED',
    });
    expect(told.evaluate('with-default', 7, norwegian)).toMatchObject({
      value: 7,
      errorCode: 'TYPE_MISMATCH',
    });
    expect(exposures).toEqual([]);
  });

  test('tells a shipped variant, an experiment that is not running, and a malformed one', () => {
    expect(client.evaluate('shipped', '', { unit })).toMatchObject({
      value: 'one',
      reason: 'STATIC',
    });
    expect(client.evaluate('drafted', 'd', { unit })).toMatchObject({ value: 'd', reason: 'DISABLED' });
    expect(client.evaluate('malformed', 'd', { unit })).toMatchObject({ value: 'd', cause: 'MALFORMED' });
  });

  test.each<readonly [string, string, { readonly unit: string }, string]>([
    ['an unknown experiment', 'unknown', { unit }, 'FLAG_NOT_FOUND'],
    ['no unit', 'split', { unit: '' }, 'TARGETING_KEY_MISSING'],
    ...['undefined', 'null', 'NaN', ' ', 'None', '"nil"', '[object Object]'].map(
      (unit) => [`the unit ${unit}`, 'split', { unit }, 'TARGETING_KEY_MISSING'] as const,
    ),
    ['a unit of 513 characters', 'split', { unit: 'x'.repeat(513) }, 'INVALID_CONTEXT'],
    ['half a surrogate pair', 'split', { unit: 'a\ud800' }, 'INVALID_CONTEXT'],
    ['NUL', 'split', { unit: 'a\0' }, 'INVALID_CONTEXT'],
  ])('answers %s with the default and its code', (_, experiment, subject, errorCode) => {
    const before = client.errors.length;
    expect(client.evaluate(experiment, 'd', subject)).toMatchObject({
      value: 'd',
      reason: 'ERROR',
      errorCode,
    });
    expect(client.errors.slice(before)).toMatchObject([{ code: errorCode }]);
  });

  test('never gives a value of another kind than the default', () => {
    const wrong = { reason: 'ERROR', errorCode: 'TYPE_MISMATCH', variant: null };
    expect(client.evaluate('limits', true, { unit })).toMatchObject({ value: true, ...wrong });
    expect(client.evaluate('limits', [1], { unit })).toMatchObject({ value: [1], ...wrong });
    expect(client.evaluate('list', { a: 1 }, { unit })).toMatchObject({ value: { a: 1 }, ...wrong });
    expect(client.evaluate('nothing', 'text', { unit })).toMatchObject({ value: 'text', ...wrong });
    expect(client.evaluate('limits', { items: 1 }, { unit }).value).toEqual({ items: 5 });
    expect(client.evaluate('limits', null, { unit }).value).toEqual({ items: 5 });
  });
});

describe('attributes are those that a server would be sent', async () => {
  const { compileConfiguration } = loadSdk('assignment');
  const comparisons: readonly Comparison[] = [
    { attribute: 'a', operator: 'after', value: '2026-02-01' },
    { attribute: 'a', operator: 'before', value: '2026-02-01' },
    { attribute: 'a', operator: 'equals', value: '2026-03-01T00:00:00.000Z' },
    { attribute: 'a', operator: 'in', value: ['2026-03-01T00:00:00.000Z', 0] },
    { attribute: 'a', operator: 'starts-with', value: '2026-' },
    { attribute: 'a', operator: 'includes', value: '2026-03-01T00:00:00.000Z' },
    { attribute: 'a', operator: 'matches', value: 'https://*' },
    { attribute: 'a', operator: 'greater', value: 3 },
    { attribute: 'a', operator: 'not-equals', value: 3 },
    { attribute: 'a', operator: 'exists', value: true },
  ];
  const rules = sdkConfiguration(
    comparisons.map((one, index) =>
      sdkExperiment(`rule-${index}`, { targeting: { all: [one] }, variants: only(true) }),
    ),
  );
  const compiled = compileConfiguration(rules).experiments;
  const client = startClient({ ...offline, bootstrap: { configuration: rules } });
  const passing = (decide: (key: string) => boolean) =>
    rules.experiments.flatMap(({ key }, index) => (decide(key) ? [comparisons[index]?.operator] : []));
  const inClient = (attributes: object) =>
    passing((key) => client.evaluate(key, false, { unit, attributes: { ...attributes } }).value);
  const march = new Date('2026-03-01');

  test.each<[string, unknown, readonly string[]]>([
    ['a Date', march, ['after', 'equals', 'in', 'starts-with', 'not-equals', 'exists']],
    ['a Date that is none', new Date(NaN), ['not-equals']],
    ['Dates in a list', [march, 1], ['equals', 'in', 'includes', 'not-equals', 'exists']],
    ['an address', new URL('https://example.com/'), ['matches', 'not-equals', 'exists']],
    ['Infinity', Infinity, ['not-equals']],
    ['NaN', NaN, ['not-equals']],
    ['a boxed text', new String('2026-x'), ['starts-with', 'not-equals', 'exists']],
    ['a number', 5, ['before', 'greater', 'not-equals', 'exists']],
    ['a function', () => 5, ['not-equals']],
    ['a Map', new Map([['a', 1]]), ['not-equals', 'exists']],
  ])('%s', (_, a, operators) => {
    const attributes = { country: 'SE', a };
    const sent = JSON.parse(JSON.stringify(attributes)) as Record<string, unknown>;
    const onServer = (key: string) => compiled.get(key)?.assign(unit, sent, { nowMs: 0 }).reason === 'SPLIT';
    expect(passing(onServer)).toEqual(operators);
    expect(inClient(attributes)).toEqual(operators);
  });

  test('and what JSON has no words for is absent', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const a of [10n, circular]) expect(inClient({ a })).toEqual(['not-equals']);
  });

  test('the trail tells of the same', () => {
    const { explain } = loadSdk('explain');
    expect(explain(client, 'rule-0', { unit, attributes: { a: march } })).toContain(
      'passed  targeting /all/0: a after',
    );
  });
});

test('before the first configuration everything is the default, and nobody is exposed', async () => {
  const exposed: unknown[] = [];
  const client = startClient({ ...nowhere, updates: 'none', onExposure: (one) => exposed.push(one) });
  expect(client.evaluate('split', 'd', { unit })).toMatchObject({
    value: 'd',
    errorCode: 'PROVIDER_NOT_READY',
  });
  expect([exposed, client.status()]).toEqual([[], 'loading']);
});

test('an override wins over everything, exposes nobody, and can be taken back', async () => {
  const exposed: unknown[] = [];
  const client = startClient({
    ...offline,
    onExposure: (one) => exposed.push(one),
    overrides: { split: { variant: 'v1' }, unheard: { variant: 'x', value: 7 } },
  });
  const events: unknown[] = [];
  client.subscribe((event) => events.push(event));
  expect(client.evaluate('split', 'd', { unit: '' })).toMatchObject({ value: 'one', reason: 'STATIC' });
  expect(client.evaluate('unheard', 0, { unit }).value).toBe(7);
  client.override('split', { variant: 'v0' });
  expect(client.evaluate('split', 'd', { unit }).value).toBe('zero');
  expect(exposed).toEqual([]);
  client.override('split', null);
  expect(client.evaluate('split', 'd', { unit }).reason).toBe('SPLIT');
  expect(events).toEqual([
    { type: 'changed', experiments: ['split'] },
    { type: 'changed', experiments: ['split'] },
  ]);
});

describe('a snapshot', async () => {
  const { takeSnapshot } = loadSdk('snapshot');
  const server = startClient(offline);
  const exposedByServer = server.evaluate('split', 'd', { unit, expose: false }).value;
  const snapshot = JSON.parse(
    JSON.stringify(takeSnapshot(server, { unit, attributes: { country: 'SE' } })),
  ) as ReturnType<typeof takeSnapshot>;

  test('gives the page the values that the server rendered, without any configuration, and exposes', async () => {
    const exposures: unknown[] = [];
    const onExposure = (one: unknown) => exposures.push(one);
    const page = startClient({ ...nowhere, updates: 'none', bootstrap: { snapshot }, onExposure });
    expect(await page.ready()).toBe(true);
    expect(page.evaluate('split', 'd', { unit }).value).toBe(exposedByServer);
    // The page does not know the country; the server did.
    expect(page.evaluate('swedes', false, { unit }).value).toBe(true);
    expect(page.evaluate('malformed', 'd', { unit })).toMatchObject({ value: 'd', cause: 'MALFORMED' });
    expect(exposures).toMatchObject([
      { experiment: 'split', unit, run: 1 },
      { experiment: 'swedes', unit },
    ]);
    expect(page.evaluate('split', 'd', { unit: 'somebody else' }).errorCode).toBe('PROVIDER_NOT_READY');
  });

  test('keeps the default variant’s value of whoever takes no part', () => {
    const taken = takeSnapshot(server, { unit, attributes: { country: 'NO' } });
    const page = startClient({ ...nowhere, updates: 'none', bootstrap: { snapshot: taken } });
    expect(page.evaluate('with-default', 'd', { unit })).toMatchObject({ value: 'zero', variant: null });
    expect(page.evaluate('swedes', false, { unit }).value).toBe(false);
  });

  test('holds until a newer configuration comes', async () => {
    const same = startClient({ ...offline, bootstrap: { snapshot, configuration } });
    expect(same.evaluate('swedes', false, { unit }).value).toBe(true);
    const newer = { ...configuration, version: 2 };
    const later = startClient({ ...offline, bootstrap: { snapshot, configuration: newer } });
    expect(later.evaluate('swedes', false, { unit }).value).toBe(false);
  });
});

describe('a variant met earlier', () => {
  const reweighted = (from: string) => [
    { key: 'v0', value: 'zero', weight: from === 'v0' ? 0 : 1 },
    { key: 'v1', value: 'one', weight: from === 'v1' ? 0 : 1 },
  ];

  test('stays with a sticky experiment, and lets a unit into one that takes in nobody new', async () => {
    const texts = new Map<string, string | null>();
    const storage = {
      get: (name: string) => texts.get(name) ?? null,
      set: (name: string, text: string | null) => void texts.set(name, text),
    };
    const first = startClient({ ...offline, storage });
    const { variant, value } = first.evaluate('split', 'd', { unit });
    if (variant === null) throw new Error('not randomised');
    await first.close();

    const restarted = (changes: Parameters<typeof sdkExperiment>[1]) =>
      startClient({
        ...offline,
        storage,
        bootstrap: { configuration: sdkConfiguration([sdkExperiment('split', changes)]) },
      });
    const sticky = restarted({ sticky: true, variants: reweighted(variant) });
    expect(sticky.evaluate('split', 'd', { unit }).value).toBe(value);
    const plain = restarted({ variants: reweighted(variant) });
    expect(plain.evaluate('split', 'd', { unit }).value).not.toBe(value);
    const closed = restarted({ intake: 'closed' });
    expect(closed.evaluate('split', 'd', { unit }).value).toBe(value);
    expect(closed.evaluate('split', 'd', { unit: 'new' })).toMatchObject({
      value: 'd',
      cause: 'INTAKE_CLOSED',
    });
  });
});

describe('an experiment that takes in nobody new, in a server process that was started again', () => {
  const closed = { configuration: sdkConfiguration([sdkExperiment('split', { intake: 'closed' })]) };
  const { fileStorage } = loadSdk('file-storage');

  test('keeps those it had assigned where it has a storage, once it is ready', async () => {
    const storage = fileStorage(temporaryDirectory('sdk'));
    const first = startClient({ ...offline, storage });
    const met = first.evaluate('split', 'd', { unit });
    await first.close();
    const again = startClient({ ...offline, storage, bootstrap: closed });
    // The file has not been read by then.
    expect(again.evaluate('split', 'd', { unit })).toMatchObject({ value: 'd', cause: 'INTAKE_CLOSED' });
    expect(await again.ready()).toBe(true);
    expect(again.evaluate('split', 'd', { unit })).toMatchObject({ variant: met.variant, reason: 'SPLIT' });
    expect(again.evaluate('split', 'd', { unit: 'new' })).toMatchObject({ cause: 'INTAKE_CLOSED' });
  });

  test('gives everybody the default where it has none: it cannot know whom it assigned', async () => {
    const first = startClient(offline);
    expect(first.evaluate('split', 'd', { unit }).reason).toBe('SPLIT');
    await first.close();
    const again = startClient({ ...offline, bootstrap: closed });
    expect(await again.ready()).toBe(true);
    expect(again.evaluate('split', 'd', { unit })).toMatchObject({ value: 'd', cause: 'INTAKE_CLOSED' });
  });
});

test('explain tells every rule, the bucket and the hash, and exposes nobody', async () => {
  const { explain } = loadSdk('explain');
  const exposed: unknown[] = [];
  const client = startClient({ ...offline, onExposure: (one) => exposed.push(one) });
  const subject = { unit, attributes: { country: 'NO' } };
  expect(explain(client, 'swedes', subject).split('\n')).toEqual([
    'swedes, run 1: the default (DEFAULT, NOT_TARGETED)',
    '* failed  targeting /: all',
    '  failed  targeting /all/0: country equals "SE" (country is "NO". Needs "SE".)',
    expect.stringMatching(/^ {2}passed {2}coverage: coverage 1; bucket /) as unknown,
    expect.stringMatching(/^ {2}passed {2}variant: variant "on"; bucket /) as unknown,
  ]);
  expect(explain(client, 'split', subject)).toMatch(
    /variant "v[01]" \(SPLIT\)\n[^]*passed {2}coverage: coverage 1; bucket 0\.\d{6} of 0\.000000 to 1\.000000, hash \d+/,
  );
  expect(explain(client, 'unknown', subject)).toContain('FLAG_NOT_FOUND');
  expect(exposed).toEqual([]);
});

describe('a client with overrides only', () => {
  const overrides = { 'one-page-checkout': { variant: 'one-page', value: true } };

  test.each([
    ['without an address', { url: '', key: '', overrides }],
    ['without updates', { ...nowhere, updates: 'none', overrides }],
  ] as const)('%s is ready at once, and so is a provider over it', async (_name, options) => {
    const client = startClient(options);
    expect(await client.ready({ timeoutMs: 60_000 })).toBe(true);
    expect(client.evaluate('one-page-checkout', false, { unit })).toMatchObject({
      value: true,
      reason: 'STATIC',
    });
    const { FairsplitServerProvider } = loadSdk('openfeature-server');
    await new FairsplitServerProvider(client).initialize();
    expect(client.errors).toEqual([]);
  });

  test('without overrides either, it is known at once that there is nothing to evaluate', async () => {
    const client = startClient({ ...nowhere, updates: 'none' });
    expect(await client.ready({ timeoutMs: 60_000 })).toBe(false);
  });

  test('without an address nothing is sent', async () => {
    const client = startClient({ url: '', key: '', overrides, fetch: () => expect.unreachable() });
    expect(client.track({ unit, name: 'order' })).toBe(true);
    await client.flush();
    await client.refresh();
    expect(client.errors.filter(({ code }) => code !== 'CONFIGURATION_UNAVAILABLE')).toEqual([]);
  });
});

describe("an application's tests", () => {
  test('see exposures, events and links as a server would', async () => {
    const { createTestClient } = loadSdk('testing');
    const client = createTestClient({ checkout: { variant: 'one-page', value: true } });
    expect(await client.ready()).toBe(true);
    for (let time = 0; time < 2; time += 1) client.evaluate('checkout', false, { unit });
    client.evaluate('checkout', false, { unit: 'looking', expose: false });
    client.evaluate('checkout', 'of another type', { unit: 'mistyped' });
    expect(client.evaluate('unknown', 'd', { unit }).errorCode).toBe('FLAG_NOT_FOUND');
    client.override('checkout', { variant: 'three-pages', value: false });
    expect(client.evaluate('checkout', true, { unit }).value).toBe(false);
    expect(client.track({ unit, name: 'order', value: 2 })).toBe(true);
    expect(client.track({ unit: '', name: 'order' })).toBe(false);
    client.identify('visitor', unit);
    expect(client.exposures).toEqual([
      { experiment: 'checkout', variant: 'one-page', unit },
      { experiment: 'checkout', variant: 'three-pages', unit },
    ]);
    expect(client.events).toEqual([{ unit, name: 'order', value: 2 }]);
    expect(client.identities).toEqual([{ anonymous: 'visitor', unit }]);
    await client.close();
  });
});
