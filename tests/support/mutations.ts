import fc from 'fast-check';

// What a value becomes in the hands of a broken program, or of somebody who wishes us ill.

const names = [
  '__proto__',
  'constructor',
  'toString',
  'key',
  'version',
  '',
  '0',
  'a/b~c',
  '\u0000',
  '\ud800',
];

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values of any kind that somebody may send where another was meant. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, false, [], {}, '', ' ', 'null', 'true', 0, -1, 0.5, 1e308, -1e308, 5e-324, -0],
    ...[2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 1e21, 999_999_999_999_999],
    ...['\u0000', 'a\u0000b', '\ud800', 'a\udfff', '\ufeff', '\u202e', 'é'.repeat(600), 'x'.repeat(20_000)],
    ...["'; drop table runs; --", '%', '_', '\\', '$1', '../../etc/passwd', '1e309', 'NaN', 'Infinity'],
    ...['2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
    ...[nested(10), nested(33), nested(70), Array.from({ length: 2000 }, () => 0)],
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

type Place = readonly (string | number)[];

function placesIn(value: unknown, place: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null || place.length > 8) return [place];
  return [
    place,
    ...Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
      placesIn(member, [...place, name]),
    ),
  ];
}

/** The same value with another at one place. Nothing there: the member is left out. */
function changedAt(value: unknown, place: Place, change: (old: unknown) => unknown): unknown {
  const [name, ...rest] = place;
  if (name === undefined) return change(value);
  if (typeof value !== 'object' || value === null) return value;
  const changed = Object.entries(value).flatMap(([key, member]: [string, unknown]): [string, unknown][] => {
    if (key !== String(name)) return [[key, member]];
    const next = changedAt(member, rest, change);
    return next === undefined ? [] : [[key, next]];
  });
  // From entries, so that a member called __proto__ is one.
  return Array.isArray(value) ? changed.map(([, member]) => member) : Object.fromEntries(changed);
}

type Change = (old: unknown) => unknown;

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: hostileValue.map(
      (value): Change =>
        () =>
          value,
    ),
  },
  { weight: 2, arbitrary: fc.constant<Change>(() => undefined) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...names), hostileValue).map(
      ([name, value]): Change =>
        (old) =>
          withMember(old, name, value),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Change>((old) => [old, old]) },
  {
    weight: 1,
    arbitrary: fc.constant<Change>((old) => (typeof old === 'number' ? old * -1e9 : JSON.stringify(old))),
  },
);

function withMember(old: unknown, name: string, value: unknown): unknown {
  if (typeof old !== 'object' || old === null) return { [name]: value };
  if (Array.isArray(old)) return old.concat([value]);
  return Object.fromEntries([...Object.entries(old), [name, value]]);
}

/** A value of the arbitrary with one place changed, or a few. */
export function mutated(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const one = fc.tuple(fc.nat(), change);
  const changes = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(one) },
    { weight: 1, arbitrary: fc.array(one, { minLength: 2, maxLength: 4 }) },
  );
  return fc.tuple(values, changes).map(([value, wishes]) =>
    wishes.reduce<unknown>((current, [choice, wish]) => {
      const [whole = [], ...parts] = placesIn(current);
      // The whole of it now and then only: hardly anything comes of that.
      const place = choice % 12 === 0 ? whole : (parts[choice % parts.length] ?? whole);
      return changedAt(current, place, wish);
    }, value),
  );
}
