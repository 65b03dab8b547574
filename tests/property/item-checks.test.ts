import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { zonedInstantOf } from '../../lib/assignment/instant';
import { checkEvent, checkExposure, checkIdentity, type CheckItem } from '../../lib/ingestion/check-items';
import { ItemRefusal } from '../../lib/ingestion/item-refusal';
import { ITEM_MEMBERS, type ItemKindName } from '../../lib/model/item-members';
import { nameProblem, unseenProblem } from '../../lib/assignment/name-problem';
import { isStorableText, storableJson, storablePart } from '../../lib/ingestion/storable-json';
import { checkBySchema, eventSchema, exposureSchema, identitySchema } from '../../lib/ingestion/item-schemas';
import { tries } from '../support/form';

// The checks by hand against the schemas that document them: the same item, or the same code and detail, for every value.

const times = { now: new Date('2026-03-10T12:00:00Z'), retainedFrom: new Date('2024-02-29T00:00:00Z') };
const runs = { numRuns: tries(4_000), seed: 5 };

const pad = (number: number, digits: number) => String(number).padStart(digits, '0');

/** Instants as programs write them, with every part a little out of its range now and then. */
const writtenInstant = fc
  .record({
    year: fc.oneof(fc.constantFrom(0, 4, 99, 1900, 2000, 2024, 2025, 2026, 2027), fc.nat(9999)),
    month: fc.nat(13),
    day: fc.nat(32),
    hour: fc.nat(25),
    minute: fc.nat(61),
    second: fc.nat(61),
    fraction: fc.constantFrom('', '', '.1', '.12', '.123', '.123', '.123456789', '.', '.12a', ',123'),
    zone: fc.constantFrom('Z', 'Z', 'Z', 'z', '', '+02:00', '-23:59', '+24:00', '+0200', '-02', ' Z'),
    joint: fc.constantFrom('T', 'T', 'T', 't', ' '),
  })
  .map(
    ({ year, month, day, hour, minute, second, fraction, zone, joint }) =>
      `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}${joint}${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${fraction}${zone}`,
  );

const instant = fc.oneof(
  writtenInstant,
  fc
    .date({ min: new Date('2023-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  // One character of a good instant changed.
  fc
    .tuple(
      fc.constantFrom('2025-06-15T10:20:30Z', '2025-06-15T10:20:30.123Z'),
      fc.nat(23),
      fc.string({ maxLength: 1 }),
    )
    .map(([text, at, character]) => text.slice(0, at) + character + text.slice(at + 1)),
);

const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '\0', 'a\0', '\ud800', '\udc00x', '😀', '__proto__', '\\u0000', 'x'.repeat(200)),
  fc.constantFrom(...['undefined', ' null', 'NaN', '"None"', '[object Object]', '0', ' ', 'Nan', 'guest']),
  fc.constantFrom(201, 511, 512, 513, 2_000, 2_001).map((length) => 'x'.repeat(length)),
);
/** Names that nobody should give, beside those that anybody may. */
const badName = fc.oneof(
  text,
  fc.constantFrom(
    'undefined',
    'null',
    '[object Object]',
    '',
    'a\nb',
    'plan\u200b',
    '\u202eplan',
    'a\ufeffb',
    '\u{e0041}',
  ),
  fc.constantFrom('\u3164', 'می\u200cخواهم', '👩\u200d💻', '☎\ufe0f', 'Ünïcode', '日本'),
);
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }).map((value): unknown => value),
  fc.dictionary(text, fc.oneof(text, fc.jsonValue({ maxDepth: 1 }))),
  fc.dictionary(badName, fc.oneof(text, fc.dictionary(badName, text))),
  fc.constant(JSON.parse('{"__proto__": 1}') as unknown),
  fc.constantFrom(16_370, 16_373, 16_374, 16_375, 16_400).map((length) => ({ long: 'x'.repeat(length) })),
);
const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e308, Infinity, -Infinity, Number.NaN));
const anything = fc.oneof(text, number, json, instant, fc.constantFrom(null, undefined, true, false, []));

/** Mostly what the field is for, so that the later fields are reached too. */
function mostly<Value>(likely: fc.Arbitrary<Value>) {
  return fc.oneof(
    { weight: 6, arbitrary: likely.map((value): unknown => value) },
    { weight: 1, arbitrary: anything },
  );
}
const name = fc.string({ minLength: 1, maxLength: 10 });
const eventName = fc.oneof({ weight: 4, arbitrary: name }, badName);
const left = fc.constant(undefined);

const event = fc.record(
  {
    id: mostly(fc.oneof(name, left)),
    unit: mostly(name),
    name: mostly(eventName),
    value: mostly(fc.oneof(number, left)),
    occurredAt: mostly(fc.oneof(instant, left)),
    properties: mostly(fc.oneof(json, left)),
    userAgent: mostly(fc.oneof(name, left)),
  },
  { requiredKeys: ['unit', 'name'] },
);
const exposure = fc.record(
  {
    id: mostly(fc.oneof(name, left)),
    experiment: mostly(name),
    run: mostly(fc.oneof(fc.integer({ min: 1 }), left, fc.constantFrom(0, 1.5, 2 ** 53))),
    variant: mostly(name),
    unit: mostly(name),
    occurredAt: mostly(fc.oneof(instant, left)),
    attributes: mostly(fc.oneof(json, left)),
    forced: mostly(fc.oneof(fc.boolean(), left)),
    reason: mostly(fc.oneof(name, left)),
    userAgent: mostly(fc.oneof(name, left)),
  },
  { requiredKeys: ['experiment', 'variant', 'unit'] },
);
const identity = fc.record(
  { id: mostly(fc.oneof(name, left)), anonymous: mostly(name), unit: mostly(name) },
  { requiredKeys: [] },
);

/** A member's name with letters' case changed, and with one of its letters left out or written twice. */
function misspelt(kind: ItemKindName): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom<string>(...ITEM_MEMBERS[kind]), fc.nat(9), fc.constantFrom('case', 'less', 'more'))
    .map(([member, place, how]) => {
      const at = place % member.length;
      const [before, letter, after] = [member.slice(0, at), member.charAt(at), member.slice(at + 1)];
      if (how === 'case') return before + letter.toUpperCase() + after.toLowerCase();
      return before + (how === 'less' ? '' : letter + letter) + after;
    });
}

/** Now and then with members beside that such items do not have, before and behind their own. */
function withOthers(kind: ItemKindName, items: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const others = fc.array(
    fc.tuple(fc.oneof(misspelt(kind), badName, fc.constantFrom('__proto__', 'amount', 'a/b~c')), anything),
    { minLength: 1, maxLength: 6 },
  );
  const mixed = fc
    .tuple(items, others, fc.boolean())
    .map(([item, more, isBehind]) =>
      Object.fromEntries(isBehind ? [...Object.entries(item), ...more] : [...more, ...Object.entries(item)]),
    );
  return fc.oneof({ weight: 8, arbitrary: items }, { weight: 1, arbitrary: mixed });
}

function compare<Item>(
  kind: ItemKindName,
  own: fc.Arbitrary<object>,
  check: CheckItem<Item>,
  schema: z.ZodType<Item>,
): { readonly good: number; readonly codes: ReadonlySet<string> } {
  let good = 0;
  const items = withOthers(kind, own);
  const codes = new Set<string>();
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: items }, { weight: 1, arbitrary: anything }), (given) => {
      const verdict = check(given, times);
      expect(verdict).toEqual(checkBySchema(schema, given));
      // Whatever such items have no member for is refused, and nothing else is for that reason.
      const isUnknown = hasOthers(kind, given);
      if (isUnknown !== null) {
        expect(verdict instanceof ItemRefusal && verdict.code === 'UNKNOWN_MEMBER').toBe(isUnknown);
      }
      if (verdict instanceof ItemRefusal) codes.add(verdict.code);
      else good += 1;
    }),
    runs,
  );
  return { good, codes };
}

/** Whether an item has members of no item of its kind; null: it is no item. */
function hasOthers(kind: ItemKindName, given: unknown): boolean | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  const members: readonly string[] = ITEM_MEMBERS[kind];
  return Object.keys(given).some((member) => !members.includes(member));
}

describe('the check by hand says what the schema says', () => {
  // A generator that never comes past the first field would compare nothing: each field's code has to come up.
  test('of events', () => {
    const { good, codes } = compare('EVENT', event, checkEvent, eventSchema(times));
    expect(good).toBeGreaterThan(tries(50));
    expect(codes.size).toBe(12);
  });

  test('of exposures', () => {
    const { good, codes } = compare('EXPOSURE', exposure, checkExposure, exposureSchema(times));
    expect(good).toBeGreaterThan(tries(50));
    expect(codes.size).toBe(15);
  });

  test('of identities', () => {
    const { good, codes } = compare('IDENTITY', identity, checkIdentity, identitySchema());
    expect(good).toBeGreaterThan(tries(50));
    expect(codes.size).toBe(6);
  });

  test('of instants alone, which are read as the platform reads those that it must read', () => {
    const inAnyZone = z.regexes.datetime({ offset: true });
    const platform = (text: string) => (inAnyZone.test(text) ? Date.parse(text) : null);
    let bothRead = 0;
    fc.assert(
      fc.property(instant, (occurredAt) => {
        const given = { unit: 'u', name: 'n', occurredAt };
        expect(checkEvent(given, times)).toEqual(checkBySchema(eventSchema(times), given));
        const expected = platform(occurredAt);
        if (expected === null) return;
        bothRead += 1;
        expect(zonedInstantOf(occurredAt)).toBe(expected);
      }),
      { ...runs, numRuns: tries(20_000) },
    );
    expect(bothRead).toBeGreaterThan(tries(5_000));
  });

  test('of texts that cannot be stored: found in JSON text as found by walking the value', () => {
    const walk = (value: unknown, problem: (name: string) => string | null): boolean => {
      if (typeof value === 'string') return isStorableText(value);
      if (typeof value !== 'object' || value === null) return true;
      return Object.entries(value).every(
        ([key, member]) =>
          key !== '__proto__' && isStorableText(key) && problem(key) === null && walk(member, unseenProblem),
      );
    };
    fc.assert(
      fc.property(json, (value) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
        const written = JSON.stringify(value);
        const stored = storableJson(value);
        const isStorable = walk(value, nameProblem) && written.length <= 16 * 1024;
        expect(typeof stored === 'string' ? stored : null).toBe(isStorable ? written : null);
        const part: unknown = JSON.parse(storablePart(value).text ?? '{}');
        const kept = Object.entries(value).filter(([key, member]) =>
          walk(Object.fromEntries([[key, member]]), nameProblem),
        );
        if (written.length <= 16 * 1024) expect(part).toEqual(Object.fromEntries(kept));
      }),
      runs,
    );
  });

  test('whatever no name may hold is seen in the JSON text, wherever in Unicode it is', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const name = `a${String.fromCodePoint(code)}b`;
      if (unseenProblem(name) === null && isStorableText(name)) continue;
      if (typeof storableJson({ [name]: 1 }) === 'string') expect.fail(`U+${code.toString(16)} is taken`);
    }
  });
});
