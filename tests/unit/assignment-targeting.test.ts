import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTargeting } from '../../lib/assignment/compile-targeting';
import type { AssignableExperiment } from '../../lib/assignment/configuration';
import type { Attributes, Comparison, TargetingRule } from '../../lib/assignment/targeting';
import { TARGETING_LIMITS } from '../../lib/assignment/limits';
import { validateTargeting } from '../../lib/assignment/targeting-problems';
import { explain } from '../../lib/assignment/explain';
import { compile } from '../support/assignable';

const now = { nowMs: 0 };

const passes = (rule: TargetingRule, attributes: Attributes) => compileTargeting(rule)?.(attributes) ?? false;

/** What JSON from outside may turn out to be, passed where a rule is expected. */
const fromJson = (text: string) => JSON.parse(text) as TargetingRule;

function experiment(targeting: TargetingRule): AssignableExperiment {
  const variants = [
    { key: 'a', value: 1, weight: 0.5 },
    { key: 'b', value: 2, weight: 0.5 },
  ];
  return { key: 'e', run: 1, salt: 's', coverage: 0.5, targeting, variants };
}

const scalar = fc.oneof(fc.string({ maxLength: 5 }), fc.integer({ min: -3, max: 3 }), fc.boolean());
const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({
    attribute: fc.constantFrom('a', 'b'),
    operator: fc.constantFrom('equals' as const, 'not-equals'),
    value: scalar,
  }),
  fc.record({
    attribute: fc.constantFrom('a', 'b'),
    operator: fc.constantFrom('in' as const, 'not-in'),
    value: fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.integer({ min: -3, max: 3 })), { maxLength: 4 }),
  }),
  fc.record({
    attribute: fc.constantFrom('a', 'b'),
    operator: fc.constantFrom('greater' as const, 'greater-or-equal', 'less', 'less-or-equal'),
    value: fc.integer({ min: -3, max: 3 }),
  }),
  fc.record({
    attribute: fc.constantFrom('a', 'b'),
    operator: fc.constantFrom('contains' as const, 'starts-with', 'ends-with'),
    value: fc.string({ maxLength: 2 }),
  }),
  fc.record({
    attribute: fc.constantFrom('a', 'b'),
    operator: fc.constant('exists' as const),
    value: fc.boolean(),
  }),
);
const { rule } = fc.letrec<{ rule: TargetingRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'rule' },
    comparison,
    fc.record({ all: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ none: fc.array(tie('rule'), { maxLength: 3 }) }),
  ),
}));
const attributes = fc.dictionary(
  fc.constantFrom('a', 'b', '__proto__'),
  fc.oneof(scalar, fc.constant(null), fc.object()),
);

describe('comparisons', () => {
  test('nothing is coerced: a number given as text is a text', () => {
    expect(passes({ attribute: 'age', operator: 'equals', value: 5 }, { age: '5' })).toBe(false);
    expect(passes({ attribute: 'age', operator: 'not-equals', value: 5 }, { age: '5' })).toBe(true);
    expect(passes({ attribute: 'age', operator: 'greater', value: 4 }, { age: '5' })).toBe(false);
    expect(passes({ attribute: 'age', operator: 'in', value: [5] }, { age: '5' })).toBe(false);
    expect(passes({ attribute: 'vip', operator: 'equals', value: true }, { vip: 1 })).toBe(false);
  });

  test('numbers compare at their limits', () => {
    expect(passes({ attribute: 'n', operator: 'greater', value: 5 }, { n: 5 })).toBe(false);
    expect(passes({ attribute: 'n', operator: 'greater-or-equal', value: 5 }, { n: 5 })).toBe(true);
    expect(passes({ attribute: 'n', operator: 'less', value: 5 }, { n: 5 })).toBe(false);
    expect(passes({ attribute: 'n', operator: 'less-or-equal', value: 5 }, { n: 5 })).toBe(true);
    expect(passes({ attribute: 'n', operator: 'greater', value: 5 }, { n: NaN })).toBe(false);
  });

  test('texts compare by code unit, with case', () => {
    expect(passes({ attribute: 't', operator: 'starts-with', value: 'Se' }, { t: 'Sed' })).toBe(true);
    expect(passes({ attribute: 't', operator: 'starts-with', value: 'se' }, { t: 'Sed' })).toBe(false);
    expect(passes({ attribute: 't', operator: 'ends-with', value: 'ed' }, { t: 'Sed' })).toBe(true);
    expect(passes({ attribute: 't', operator: 'contains', value: 'e' }, { t: ['e'] })).toBe(false);
  });

  test('an absent or null attribute passes the negative comparisons and exists: false alone', () => {
    for (const given of [{}, { x: null }, { x: undefined }]) {
      expect(passes({ attribute: 'x', operator: 'not-equals', value: 'a' }, given)).toBe(true);
      expect(passes({ attribute: 'x', operator: 'not-in', value: ['a'] }, given)).toBe(true);
      expect(passes({ attribute: 'x', operator: 'exists', value: false }, given)).toBe(true);
      expect(passes({ attribute: 'x', operator: 'exists', value: true }, given)).toBe(false);
      expect(passes({ attribute: 'x', operator: 'less', value: 1 }, given)).toBe(false);
    }
  });

  test('attributes are own properties: nothing is found on a prototype', () => {
    for (const attribute of ['__proto__', 'constructor', 'toString']) {
      expect(passes({ attribute, operator: 'exists', value: true }, {})).toBe(false);
    }
    const polluted = JSON.parse('{"__proto__": {"vip": true}}') as Attributes;
    expect(passes({ attribute: 'vip', operator: 'exists', value: true }, polluted)).toBe(false);
    expect(
      passes(
        { attribute: 'vip', operator: 'exists', value: true },
        Object.create({ vip: true }) as Attributes,
      ),
    ).toBe(false);
  });

  test('a dotted name is the attribute of that name or, without one, the way to a part of another', () => {
    const swedes: TargetingRule = { attribute: 'user.country', operator: 'equals', value: 'SE' };
    expect(passes(swedes, { user: { country: 'SE' } })).toBe(true);
    expect(passes(swedes, { user: { country: 'NO' } })).toBe(false);
    expect(passes(swedes, { 'user.country': 'SE', user: { country: 'NO' } })).toBe(true);
    // Null is absent, so it hides nothing.
    expect(passes(swedes, { 'user.country': null, user: { country: 'SE' } })).toBe(true);
    expect(passes(swedes, { 'user.country': undefined, user: { country: 'SE' } })).toBe(true);
    for (const given of [
      { 'user.country': null, user: { country: null } },
      {},
      { user: null },
      { user: 'SE' },
      { user: ['SE'] },
      { user: {} },
      { country: 'SE' },
    ]) {
      expect(passes(swedes, given), JSON.stringify(given)).toBe(false);
    }
    const city: TargetingRule = { attribute: 'user.address.city', operator: 'equals', value: 'Bern' };
    expect(passes(city, { user: { address: { city: 'Bern' } } })).toBe(true);
    expect(passes(city, { user: { 'address.city': 'Bern' } })).toBe(true);
    const first: TargetingRule = { attribute: 'groups.0', operator: 'exists', value: true };
    expect(passes(first, { groups: ['beta'] })).toBe(false);
    const length: TargetingRule = { attribute: 'name.length', operator: 'exists', value: true };
    expect(passes(length, { name: 'a text' })).toBe(false);
    const prototype: TargetingRule = { attribute: 'user.__proto__.vip', operator: 'exists', value: true };
    expect(passes(prototype, { user: Object.create({ vip: true }) as Attributes })).toBe(false);
  });

  test('all of nothing is everybody, any of nothing nobody, none of nothing everybody', () => {
    expect([passes({ all: [] }, {}), passes({ any: [] }, {}), passes({ none: [] }, {})]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a malformed rule', () => {
  const malformed = [
    ['null', ''],
    ['[]', ''],
    ['{}', '/attribute'],
    ['{"all": {}}', '/all'],
    ['{"all": [], "any": []}', ''],
    ['{"all": [{"attribute": "a", "operator": "regex", "value": "x"}]}', '/all/0/operator'],
    ['{"none": [{"attribute": "a", "operator": "equals"}]}', '/none/0/value'],
    ['{"attribute": "a", "operator": "greater", "value": "5"}', '/value'],
    ['{"attribute": "a", "operator": "in", "value": "x"}', '/value'],
    ['{"attribute": "", "operator": "exists", "value": true}', '/attribute'],
    ['{"attribute": "a", "operator": "exists", "value": true, "note": 1}', ''],
    ['{"__proto__": []}', '/attribute'],
  ] as const;

  test.each(malformed)('%s is refused with its place, and targets nobody', (text, pointer) => {
    expect(validateTargeting(JSON.parse(text)).map((problem) => problem.pointer)).toContain(pointer);
    expect(passes(fromJson(text), {})).toBe(false);
    expect(passes(fromJson(text), { a: 6 })).toBe(false);
  });

  test('inside none it does not open the experiment to everybody', () => {
    const text = '{"none": [{"attribute": "a", "operator": "unknown", "value": 1}]}';
    expect(passes(fromJson(text), {})).toBe(false);
    expect(compile(experiment(fromJson(text))).assign('u', {}, now).reason).toBe('MALFORMED');
  });

  test('too deep or too large is refused, quickly and without an exception', () => {
    const depth = 50_000;
    const deep: unknown = JSON.parse(`${'{"all":['.repeat(depth)}${']}'.repeat(depth)}`);
    expect(validateTargeting(deep)[0]?.detail).toContain(`more than ${TARGETING_LIMITS.depth} deep`);
    const wide = { all: Array.from({ length: 100_000 }, () => ({ all: [] })) };
    expect(validateTargeting(wide)).toHaveLength(1);
    const long = { attribute: 'a', operator: 'in', value: Array.from({ length: 10_001 }, () => 1) };
    expect(validateTargeting(long)).toHaveLength(1);
  });

  test('any JSON at all is either refused or evaluated, never thrown at', () => {
    fc.assert(
      fc.property(fc.json(), attributes, (text, given) => {
        const result = passes(fromJson(text), given);
        if (validateTargeting(JSON.parse(text)).length > 0) expect(result).toBe(false);
      }),
    );
  });
});

describe('evaluation', () => {
  test('every rule the types allow is valid, and explaining it comes to the same decision', () => {
    fc.assert(
      fc.property(rule, attributes, fc.string(), (targeting, given, unit) => {
        expect(validateTargeting(targeting)).toEqual([]);
        const compiled = compile(experiment(targeting));
        const { reason, variantIndex } = compiled.assign(unit, given, now);
        const explained = explain(compiled, unit, given, now);
        expect([explained.reason, explained.variantIndex]).toEqual([reason, variantIndex]);
        expect(explained.trail[0]?.passed).toBe(reason !== 'NOT_TARGETED');
      }),
      { numRuns: 1000, seed: 15 },
    );
  });

  test('the trail tells every rule, the bucket and the hash', () => {
    const targeting: TargetingRule = {
      all: [
        { attribute: 'country', operator: 'in', value: ['SE'] },
        { any: [{ attribute: 'age', operator: 'greater', value: 17 }] },
      ],
    };
    const { trail } = explain(
      compile({ ...experiment(targeting), coverage: 1 }),
      'u',
      { country: 'SE', age: 18 },
      now,
    );
    expect(
      trail.map((step) => [step.step, step.passed, 'pointer' in step ? step.rule : step.detail]),
    ).toEqual([
      ['targeting', true, 'all'],
      ['targeting', true, 'country in ["SE"]'],
      ['targeting', true, 'any'],
      ['targeting', true, 'age greater 17'],
      ['coverage', true, 'coverage 1'],
      ['variant', true, expect.stringMatching(/variant "[ab]"/)],
    ]);
    const last = trail.at(-1);
    expect(last).toMatchObject({ hash: expect.any(Number) as number, bucket: expect.any(Number) as number });
  });

  test.each<[Comparison, Attributes, string]>([
    [
      { attribute: 'country', operator: 'in', value: ['SE', 'DE'] },
      { contry: 'SE' },
      'country was not sent (contry was). Needs "SE" or "DE".',
    ],
    [{ attribute: 'country', operator: 'equals', value: 'SE' }, {}, 'country was not sent. Needs "SE".'],
    [
      { attribute: 'country', operator: 'equals', value: 'SE' },
      { country: 'NO' },
      'country is "NO". Needs "SE".',
    ],
    [{ attribute: 'country', operator: 'equals', value: 'SE' }, { country: 'SE' }, 'country is "SE".'],
    [
      { attribute: 'userAge', operator: 'greater', value: 5 },
      { user_age: 7 },
      'userAge was not sent (user_age was). Needs more than 5.',
    ],
    [
      { attribute: 'age', operator: 'greater-or-equal', value: 18 },
      { age: '20' },
      'age is "20", which is not a number. Needs at least 18.',
    ],
    [
      { attribute: 'app', operator: 'semver-greater-or-equal', value: '17.0.0' },
      { app: 'latest' },
      'app is "latest", which is not a version. Needs at least version "17.0.0".',
    ],
    [
      { attribute: 'app', operator: 'semver-less', value: '2' },
      { app: 1.2 },
      'app is 1.2, which is not a version: send it as a text. Needs a version before "2".',
    ],
    [
      { attribute: 'since', operator: 'before', value: '2026-03-01' },
      { since: 'yesterday' },
      'since is "yesterday", which is not an instant. Needs an instant before "2026-03-01".',
    ],
    [
      { attribute: 'groups', operator: 'not-in', value: ['internal'] },
      { groups: ['internal', 'beta'] },
      'groups is ["internal","beta"]. Needs anything but "internal".',
    ],
    [
      { attribute: 'user.country', operator: 'equals', value: 'SE' },
      { user: { country: 'NO' } },
      'user.country is "NO". Needs "SE".',
    ],
    [{ attribute: 'vip', operator: 'exists', value: true }, { age: 1 }, 'vip was not sent. Needs any value.'],
    [{ attribute: 'vip', operator: 'exists', value: false }, { vip: 1 }, 'vip is 1. Needs no value.'],
  ])('%j of %j is explained by what the unit has and what is needed', (targeting, given, detail) => {
    const { trail } = explain(compile(experiment(targeting)), 'u', given, now);
    expect(trail[0]).toMatchObject({ step: 'targeting', detail });
  });

  test.each([
    ['weights that do not sum to 1', { variants: [{ key: 'a', value: 1, weight: 0.4 }] }],
    ['no variants', { variants: [] }],
    ['coverage that is not a share', { coverage: Number.NaN }],
  ])('%s assign nobody', (_name, broken) => {
    const compiled = compile({ ...experiment({ all: [] }), ...broken });
    expect(compiled.assign('u', {}, now).reason).toBe('MALFORMED');
    expect(explain(compiled, 'u', {}, now)).toMatchObject({
      reason: 'MALFORMED',
      trail: [{ step: 'configuration' }],
    });
  });
});
