import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob } from '../../lib/assignment/glob';
import { instantOf } from '../../lib/assignment/instant';
import { VALUE_TESTS } from '../../lib/assignment/operators';
import { sortableVersion } from '../../lib/assignment/semver';
import type { Comparison } from '../../lib/assignment/targeting';
import { instantSchema } from '../../lib/model/eligibility';
import { checkEvent } from '../../lib/ingestion/check-items';

/** Whether an attribute's value passes a comparison; throws where the comparison's value is none. */
function passes(value: unknown, operator: Comparison['operator'], limit: unknown): boolean {
  const holds = VALUE_TESTS.get(operator)?.(limit);
  if (holds === undefined || holds === null) throw new Error(`${operator} takes no ${JSON.stringify(limit)}`);
  return holds(value);
}

describe('versions', () => {
  // The order that section 11 of Semantic Versioning 2.0.0 gives, and numbers beyond what a double holds.
  const ascending = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.0.1',
    '1.0.1',
    '2',
    '2.0.10',
    '2.1.0-0',
    '2.1',
    '2.1.1',
    '2.1.9007199254740993',
    '2.1.9007199254740994',
  ];

  test('are ordered as the standard says', () => {
    for (const [i, one] of ascending.entries()) {
      for (const [j, other] of ascending.entries()) {
        const [left, right] = [sortableVersion(one), sortableVersion(other)];
        if (left === null || right === null) throw new Error('a version of the standard was refused');
        expect(left < right ? -1 : Number(left > right), `${one} ${other}`).toBe(Math.sign(i - j));
      }
    }
  });

  test('compare by each operator, build metadata left out', () => {
    expect(passes('1.2.3+build.7', 'semver-equals', '1.2.3')).toBe(true);
    expect(passes('1.10.0', 'semver-greater', '1.9.9')).toBe(true);
    expect(passes('1.10.0', 'semver-greater', '1.10.0')).toBe(false);
    expect(passes('1.10.0', 'semver-greater-or-equal', '1.10.0')).toBe(true);
    expect(passes('1.10.0-rc.1', 'semver-less', '1.10.0')).toBe(true);
    expect(passes('1.10.0', 'semver-less', '1.10.0')).toBe(false);
    expect(passes('1.10.0', 'semver-less-or-equal', '1.10.0')).toBe(true);
  });

  test.each(['17.1', '17', '17.0.1.4', 'v17.2.0', 'V17.0.0', '17.00.1', '17.0.0+41', 17])(
    '%j is a version of the field, at or after 17.0.0 and before 18',
    (given) => {
      expect(passes(given, 'semver-greater-or-equal', '17.0.0')).toBe(true);
      expect(passes(given, 'semver-less', '18')).toBe(true);
    },
  );

  test('are equal whatever leading "v", trailing numbers of 0 or leading zeros they are written with', () => {
    for (const written of ['1.2', 'v1.2.0', 'V1.02', '1.2.0.0', '1.2.0+build']) {
      expect(passes(written, 'semver-equals', '1.2.0'), written).toBe(true);
      expect(passes('1.2.0', 'semver-equals', written), written).toBe(true);
    }
    expect(passes('1.2-rc', 'semver-less', '1.2.0')).toBe(true);
    expect(passes('0', 'semver-equals', '0.0.0')).toBe(true);
  });

  test.each([1.2, -1, Number.NaN, 2 ** 60, true, ['1.2.3'], {}])('%j is none', (value) => {
    expect(passes(value, 'semver-greater-or-equal', '0.0.0-0')).toBe(false);
  });

  test('a rule says its version as a text', () => {
    expect(VALUE_TESTS.get('semver-equals')?.(17)).toBeNull();
  });

  test.each([
    '',
    'v',
    'not-a-version',
    '1.',
    '.1',
    '1..2',
    'vv1.2.3',
    '1.2.3-',
    '1.2.3-a..b',
    '1.2.3+',
    ' 1.2.3',
    '1.2.3\n',
  ])('%j is none: it passes nothing and is refused in a rule', (text) => {
    expect(passes(text, 'semver-greater-or-equal', '0.0.0-0')).toBe(false);
    expect(VALUE_TESTS.get('semver-less')?.(text)).toBeNull();
  });

  test('a hostile one takes no time', () => {
    expect(sortableVersion(`1.2.3-${'a-'.repeat(500_000)}!`)).toBeNull();
    expect(sortableVersion(`1${'.0'.repeat(100)}!`)).toBeNull();
    expect(sortableVersion(`1${'.0'.repeat(100)}`)).toBe(sortableVersion('1'));
  });
});

describe('instants', () => {
  test('are read as the platform reads them, where it reads them in one way', () => {
    const instant = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, (date) => {
        expect(instantOf(date.toISOString())).toBe(date.getTime());
        expect(instantOf(date.getTime())).toBe(date.getTime());
      }),
    );
    expect(instantOf('2026-03-01')).toBe(Date.UTC(2026, 2, 1));
    expect(instantOf('2026-03-01T09:30Z')).toBe(Date.UTC(2026, 2, 1, 9, 30));
    expect(instantOf('2026-03-01T00:30:00.5+01:00')).toBe(Date.UTC(2026, 1, 28, 23, 30, 0, 500));
    expect(instantOf('2026-03-01T23:30:00-01:30')).toBe(Date.UTC(2026, 2, 2, 1));
    expect(instantOf('2024-02-29')).toBe(Date.UTC(2024, 1, 29));
    expect(instantOf('0000-02-29T00:00:00Z')).toBe(Date.parse('0000-02-29T00:00:00Z'));
  });

  test.each([
    ['2026-11-20T10:00:00+0000', '2026-11-20T10:00:00Z'],
    ['2026-11-20T10:00Z', '2026-11-20T10:00:00Z'],
    ['2026-11-20t10:00:00z', '2026-11-20T10:00:00Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['2016-12-31T15:59:60.25-0800', '2017-01-01T00:00:00.250Z'],
    ['2026-11-20T10:00:00+02', '2026-11-20T08:00:00Z'],
    ['2026-11-20T10:00-0330', '2026-11-20T13:30:00Z'],
    ['2026-11-20T10:00:00,5Z', '2026-11-20T10:00:00.500Z'],
    ['2026-11-20T10:00:00.123456789012Z', '2026-11-20T10:00:00.123Z'],
  ])('%s is %s, in rules and in items', (written, plain) => {
    expect(instantOf(written)).toBe(Date.parse(plain));
    const times = { now: new Date('2026-12-01T00:00:00Z'), retainedFrom: null };
    const item = checkEvent({ unit: 'u', name: 'n', occurredAt: written }, times);
    expect(item).toMatchObject({ occurredAt: new Date(plain) });
    expect(instantSchema.parse(written)).toEqual(new Date(plain));
  });

  test.each([
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-03-01T09:30',
    '2026-03-01T24:00Z',
    '2026-03-01T09:60Z',
    '2026-03-01T09:30:61Z',
    '2026-03-01T09:30:00.Z',
    '2026-03-01T09:30.5Z',
    '2026-03-01T09:30:00+24:00',
    '2026-03-01T09:30:00+01:60',
    '2026-03-01T09:30:00+1',
    '2026-03-01T09:30:00+010',
    '2026-03-01T09:30:00+01:00Z',
    '2026-03-01T09:30:00ZZ',
    '2026-03-01T',
    '2026-03-01 09:30Z',
    '1 March 2026',
    '20260301',
    '',
    Number.NaN,
    null,
    {},
  ])('%j is none', (value) => {
    expect(instantOf(value)).toBeNull();
    expect(passes(value, 'after', 0)).toBe(false);
    expect(VALUE_TESTS.get('before')?.(value)).toBeNull();
  });

  test('before and after leave the instant itself out', () => {
    expect(passes('2026-03-01', 'before', '2026-03-02')).toBe(true);
    expect(passes('2026-03-02', 'before', '2026-03-02')).toBe(false);
    expect(passes('2026-03-02', 'after', '2026-03-02')).toBe(false);
    expect(passes(Date.UTC(2026, 2, 3), 'after', '2026-03-02')).toBe(true);
    expect(passes('1772500000000', 'after', 0)).toBe(false);
  });
});

describe('patterns', () => {
  /** The same pattern as a regular expression, which is right and, for evil patterns, slow. */
  function slowMatch(pattern: string, text: string): boolean {
    const source = pattern.replaceAll(/\\[*\\]|\*|[^*\\]/g, (part) =>
      part === '*' ? '[^]*' : (part.length === 2 ? part.slice(1) : part).replaceAll(/[^a-z]/g, '\\$&'),
    );
    return new RegExp(`^${source}$`).test(text);
  }

  test('match what the equal regular expression matches', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', 'aa', '*', '\\*', '\\\\');
    const pattern = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const text = fc
      .array(fc.constantFrom('a', 'b', 'ab', '*', '\\'), { maxLength: 10 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, text, (given, candidate) => {
        expect(compileGlob(given)?.(candidate)).toBe(slowMatch(given, candidate));
      }),
      { numRuns: 5000, seed: 13 },
    );
  });

  test('overlapping parts are found: the search falls back no further than it has to', () => {
    expect(passes('xaabaabaaay', 'matches', '*aabaaa*')).toBe(true);
    expect(passes('aaab', 'matches', '*aab')).toBe(true);
    expect(passes('aab', 'matches', 'aa*ab')).toBe(false);
  });

  test('an evil one takes time in proportion to the text', () => {
    const pattern = `${'a*'.repeat(200)}b`;
    const nearly = `*${'a'.repeat(400)}b*`;
    const text = 'a'.repeat(1_000_000);
    expect(passes(text, 'matches', pattern)).toBe(false);
    expect(passes(text, 'matches', nearly)).toBe(false);
  });

  test('a stray escape is refused', () => {
    expect(compileGlob('a\\')).toBeNull();
    expect(compileGlob('\\a')).toBeNull();
  });
});

describe('lists', () => {
  test('a list holds an item of its own type', () => {
    expect(passes(['a', 'b'], 'includes', 'b')).toBe(true);
    expect(passes(['1'], 'includes', 1)).toBe(false);
    expect(passes('abc', 'includes', 'b')).toBe(false);
    expect(passes(undefined, 'includes', 'b')).toBe(false);
  });

  test('an attribute that is a list passes equals and in by any of its items, and the opposites by none', () => {
    const groups = ['internal', 'beta'];
    expect(passes(groups, 'in', ['beta'])).toBe(true);
    expect(passes(groups, 'in', ['staff'])).toBe(false);
    expect(passes(groups, 'not-in', ['internal'])).toBe(false);
    expect(passes(groups, 'not-in', ['staff'])).toBe(true);
    expect(passes(groups, 'equals', 'beta')).toBe(true);
    expect(passes(groups, 'not-equals', 'internal')).toBe(false);
    expect(passes(groups, 'not-equals', 'staff')).toBe(true);
    expect(passes([], 'in', ['beta'])).toBe(false);
    expect(passes([], 'not-in', ['beta'])).toBe(true);
    expect(passes([['beta']], 'in', ['beta'])).toBe(false);
    expect(passes([1, 2], 'in', ['2'])).toBe(false);
    expect(passes([Number.NaN], 'equals', 1)).toBe(false);
  });

  test('a long list is asked without walking it, and a longer one is refused', () => {
    const long = Array.from({ length: 10_000 }, (_, index) => `account-${index}`);
    expect(passes('account-9999', 'in', long)).toBe(true);
    expect(passes('account-10000', 'not-in', long)).toBe(true);
    expect(VALUE_TESTS.get('in')?.([...long, 'one more'])).toBeNull();
  });
});
