import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../lib/assignment/targeting';
import { loadSdk, startClient } from '../support/built-sdk';
import { tries } from '../support/form';
import { nowhere, only, sdkConfiguration, sdkExperiment } from '../support/sdk-configuration';
import { seededUniform } from '../support/seeded-random';

const operators: readonly Comparison[] = [
  { attribute: 'a', operator: 'equals', value: 'x' },
  { attribute: 'a', operator: 'in', value: ['x', 1] },
  { attribute: 'a', operator: 'greater', value: 3 },
  { attribute: 'a', operator: 'contains', value: 'x' },
  { attribute: 'a', operator: 'matches', value: '*x*' },
  { attribute: 'a', operator: 'includes', value: 'x' },
  { attribute: 'a', operator: 'semver-less', value: '2.0.0' },
  { attribute: 'a', operator: 'before', value: '2026-01-01' },
  { attribute: 'a', operator: 'exists', value: true },
];
const configuration = sdkConfiguration([
  ...operators.map((one, index) =>
    sdkExperiment(`op-${index}`, { targeting: { any: [one] }, variants: only(true) }),
  ),
  sdkExperiment('everybody', { variants: only(true) }),
]);

const thrower = () => {
  throw new Error('looked at');
};
const unreadable = new Proxy(
  {},
  {
    get: thrower,
    has: thrower,
    ownKeys: thrower,
    getPrototypeOf: thrower,
    getOwnPropertyDescriptor: thrower,
  },
);
const throwsWhenShown = { toString: thrower, valueOf: thrower, toJSON: thrower };
const million = 'x'.repeat(1_000_000);
const circular: Record<string, unknown> = {};
circular['self'] = circular;
const deep = (levels: number) => {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

// prettier-ignore
const oddities: readonly unknown[] = [
  undefined, null, true, 0, -0, NaN, Infinity, 1e308, 10n ** 40n, Symbol('s'), '', '5', ' 5 ', '1e3', 'x', 'é',
  '\ud800', '\udc00x', '\0', '__proto__', 'constructor', million, () => 'called', thrower, class { a = 'x'; }, [], {}, [[[]]],
  new Date(), new Date(NaN), /x/, new Map([['a', 1]]), new Set(['x']), new Error('e'), Promise.resolve(1),
  new Uint8Array(10), Object.create(null), Object.freeze({ a: 'x' }), unreadable, throwsWhenShown, circular,
  deep(10), deep(100_000), JSON.parse('{"__proto__": {"a": "x"}, "constructor": {"prototype": 1}}'), globalThis,
  { get a() { return thrower(); } }, new Proxy([], { get: thrower }), Array.from({ length: 5_000 }, (_, i) => i),
  Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i])), new WeakMap(), new String('boxed'),
];

describe('10,000 hostile contexts', async () => {
  const client = startClient({
    ...nowhere,
    updates: 'none',
    bootstrap: { configuration },
    maxQueued: 5_000,
  });
  const random = seededUniform(20_260_109);
  const pick = (): unknown => oddities[Math.floor(random() * oddities.length)];
  const names = ['a', 'b', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '\ud800', '\0', million];
  const attributesOf = (): unknown => {
    if (random() < 0.3) return pick();
    const attributes: Record<string, unknown> = {};
    for (let count = 0; count < 3; count += 1) {
      const name = names[Math.floor(random() * names.length)] ?? 'a';
      Object.defineProperty(attributes, name, { value: pick(), enumerable: true, configurable: true });
    }
    return attributes;
  };
  const subjectOf = (): unknown => {
    if (random() < 0.1) return pick();
    const unit = random() < 0.5 ? `user-${Math.floor(random() * 1e6)}` : pick();
    return { unit, attributes: attributesOf(), expose: random() < 0.9 ? undefined : pick() };
  };
  const keys = [...configuration.experiments.map(({ key }) => key), '__proto__', 'constructor', 'unknown'];
  const keyOf = (): unknown => (random() < 0.9 ? keys[Math.floor(random() * keys.length)] : pick());

  test('never make evaluate throw, and always get a boolean for a boolean', () => {
    const reasons = new Map<string, number>();
    for (let count = 0; count < tries(10_000); count += 1) {
      const { value, reason } = client.evaluate(keyOf() as string, false, subjectOf() as { unit: string });
      expect(typeof value).toBe('boolean');
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    // The contexts reach every end, so that the test is not one of the same early refusal 10,000 times.
    expect([...reasons.keys()].sort()).toEqual(['DEFAULT', 'ERROR', 'SPLIT']);
    for (const count of reasons.values()) expect(count).toBeGreaterThan(tries(100));
  });

  test('never make track, explain, snapshot or override throw', async () => {
    const { explain } = loadSdk('explain');
    const { takeSnapshot } = loadSdk('snapshot');
    let recorded = 0;
    for (let count = 0; count < tries(2_000); count += 1) {
      const event = {
        unit: pick(),
        name: pick(),
        value: pick(),
        properties: attributesOf(),
        occurredAt: pick(),
      };
      const isGood = random() < 0.3;
      const given = isGood ? { ...event, unit: 'u', name: 'n', value: 1, occurredAt: undefined } : event;
      if (client.track(given as never)) recorded += 1;
      expect(typeof explain(client, keyOf() as string, subjectOf() as never)).toBe('string');
      expect(typeof takeSnapshot(client, subjectOf() as never)).toBe('object');
      client.override(pick() as string, pick() as never);
    }
    expect(client.track(unreadable as never)).toBe(false);
    expect(client.track(undefined as never)).toBe(false);
    expect(recorded).toBeGreaterThan(tries(100));
  });
});

test('an application whose callbacks throw is not troubled by it', async () => {
  const client = startClient({
    ...nowhere,
    updates: 'none',
    bootstrap: { configuration },
    onError: thrower,
    onExposure: thrower,
    storage: { get: thrower, set: thrower },
    fetch: thrower,
  });
  client.subscribe(thrower);
  expect(client.evaluate('everybody', false, { unit: 'u' }).value).toBe(true);
  expect(client.evaluate('unknown', false, { unit: 'u' }).value).toBe(false);
  expect(client.track({ unit: 'u', name: 'n' })).toBe(true);
  await client.flush();
  await client.refresh();
});

test('options that are none make a client that gives defaults', async () => {
  const { createClient } = loadSdk('node');
  for (const options of [
    undefined,
    {},
    { url: 5 },
    { url: 'not a url', key: 'k' },
    { bootstrap: 5, overrides: 5 },
  ]) {
    const client = createClient(options as never);
    expect(client.evaluate('everybody', 'd', { unit: 'u' }).value).toBe('d');
    expect(await client.ready({ timeoutMs: 200 })).toBe(false);
    await client.close();
  }
});

test.each([
  ['no JSON', '{'],
  ['no object', '5'],
  ['null', 'null'],
  ['no version', '{"environment":"e","experiments":[]}'],
  ['no experiments', '{"version":3,"environment":"e"}'],
  ['experiments that are no objects', '{"version":3,"environment":"e","experiments":[null]}'],
])('a configuration that is %s never replaces a good one', async (_, text) => {
  const answers = [JSON.stringify(configuration), text];
  const client = startClient({
    url: 'http://fairsplit.test',
    key: 'k',
    updates: 'none',
    fetch: async () => new Response(answers.shift() ?? '{}'),
  });
  await client.refresh();
  await client.refresh();
  expect(client.errors).toMatchObject([{ code: 'CONFIGURATION_UNAVAILABLE' }]);
  expect([client.status(), client.evaluate('everybody', false, { unit: 'u' }).value]).toEqual([
    'stale',
    true,
  ]);
});
