import fc from 'fast-check';

/** A request that somebody might send who wishes us ill, or whose program is broken. */
export interface HostileRequest {
  readonly path: string;
  readonly body: string;
}

const PATHS = [
  '/ofrep/v1/evaluate/flags/checkout',
  '/ofrep/v1/evaluate/flags/swedes',
  '/ofrep/v1/evaluate/flags',
  '/api/v1/assignments',
  '/api/v1/exposures',
  '/api/v1/events',
];

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'targetingKey',
  'fairsplit.expose',
  'country',
  '',
  '0',
  '\u0000',
  '\ud800',
];

/** Texts with everything that breaks programs, now and then a megabyte of it. */
const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...NAMES, 'SE', 'u1', 'checkout', '12', 'NaN', '2026-01-01T00:00:00Z'),
  },
  { weight: 2, arbitrary: fc.constantFrom('a\ud800', '\udfff', 'a\u0000b', '\ufeff', 'é'.repeat(600)) },
  { weight: 1, arbitrary: fc.integer({ min: 500, max: 520 }).map((length) => 'x'.repeat(length)) },
);

const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(1e308, -1e308, Number.MAX_SAFE_INTEGER + 2, -0, 5e-324),
);

const { value } = fc.letrec<{ value: unknown; list: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: objectOf(tie('value')),
}));

/** Kept as pairs until it is written, so that `__proto__` and duplicated keys survive. */
class Pairs {
  constructor(readonly entries: readonly (readonly [string, unknown])[]) {}
}

function objectOf(member: fc.Arbitrary<unknown>): fc.Arbitrary<Pairs> {
  const name = fc.oneof(fc.constantFrom(...NAMES), text);
  return fc.array(fc.tuple(name, member), { maxLength: 5 }).map((entries) => new Pairs(entries));
}

function write(given: unknown): string {
  if (given instanceof Pairs) {
    return `{${given.entries.map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`).join(',')}}`;
  }
  if (Array.isArray(given)) return `[${given.map(write).join(',')}]`;
  return JSON.stringify(given);
}

const context = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: value }), objectOf(value))
  .map(([unit, { entries }]) => new Pairs([['targetingKey', unit], ...entries]));

const item = fc
  .record({ unit: value, name: value, experiment: text, variant: text, value, id: value, occurredAt: value })
  .chain((fields) =>
    objectOf(value).map(({ entries }) => new Pairs([...Object.entries(fields), ...entries])),
  );

/** Bodies that are nearly right, so that they get further than the first check. */
const body = fc.oneof(
  { weight: 6, arbitrary: context.map((given) => write(new Pairs([['context', given]]))) },
  {
    weight: 4,
    arbitrary: fc
      .record({ unit: value, attributes: value, experiments: value, expose: value, explain: value })
      .map((fields) => write(new Pairs(Object.entries(fields)))),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('events', 'exposures'), fc.array(item, { maxLength: 3 }))
      .map(([name, items]) => write(new Pairs([[name, items]]))),
  },
  { weight: 3, arbitrary: value.map(write) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 20, max: 5_000 })
      .map((depth) => `{"context": ${'{"a":['.repeat(depth)}${']}'.repeat(depth)}}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('x', '\\u0000', '\\ud800', '"', '{')
      .map((unit) => `{"context": {"targetingKey": "${unit.repeat(1_000_000 / unit.length)}"}}`),
  },
);

export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.record({
  path: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...PATHS) },
    {
      weight: 1,
      arbitrary: text
        .filter((name) => !/\p{Surrogate}/u.test(name))
        .map((name) => `/ofrep/v1/evaluate/flags/${encodeURIComponent(name)}`),
    },
  ),
  body,
});

/** The same seed gives the same requests. */
export function hostileRequests(count: number, seed: number): readonly HostileRequest[] {
  return fc.sample(hostileRequest, { numRuns: count, seed });
}
