import { expect, test } from 'vitest';
import { compileTargeting } from '../../lib/assignment/compile-targeting';
import type { TargetingRule } from '../../lib/assignment/targeting';
import { validateTargeting } from '../../lib/assignment/targeting-problems';
import { readFeature } from '../support/gherkin';

// flagd's suite of versions against our comparisons. Where we differ, docs/decisions/0040 says why.

type Operator = 'semver-equals' | 'semver-greater' | 'semver-less' | 'semver-greater-or-equal';

const version = (operator: Operator, value: string): TargetingRule => ({
  attribute: 'version',
  operator,
  value,
});
/** The first version and those after it, up to the second; flagd's ^ and ~. */
const within = (first: string, end: string): TargetingRule => ({
  all: [version('semver-greater-or-equal', first), version('semver-less', end)],
});

/** Each flag's rules in order with what they give, and what is given where none passes. */
const flags: Readonly<Record<string, readonly [readonly (readonly [TargetingRule, string])[], string]>> = {
  'equal-greater-lesser-version-flag': [
    [
      [version('semver-equals', '2.0.0'), 'equal'],
      [version('semver-greater', '2.0.0'), 'greater'],
      [version('semver-less', '2.0.0'), 'lesser'],
    ],
    'none',
  ],
  'major-minor-version-flag': [
    [
      [within('3.0.0', '3.1.0'), 'minor'],
      [within('3.0.0', '4.0.0'), 'major'],
    ],
    'none',
  ],
  'semver-invalid-version-flag': [[[version('semver-equals', '1.0.0'), 'match']], 'fallback'],
  'semver-v-prefix-flag': [[[version('semver-equals', 'v1.0.0'), 'match']], 'no-match'],
  'semver-partial-version-flag': [[[within('1', '2'), 'match']], 'no-match'],
  'semver-numeric-context-flag': [[[version('semver-greater', '1.1'), 'match']], 'no-match'],
  'semver-build-metadata-flag': [[[version('semver-equals', '1.0.0+build'), 'match']], 'no-match'],
};

/** What flagd says where we say something else, by flag and context value. */
const differences: Readonly<Record<string, string>> = {
  // A fourth number of 0 is the same version.
  'equal-greater-lesser-version-flag 2.0.0.0 String': 'equal',
  // A fraction is no version: 1.10 and 1.1 are one number.
  'semver-partial-version-flag 1.2 Float': 'no-match',
  'semver-numeric-context-flag 1.2 Float': 'no-match',
};

const asked = readFeature('semver.feature').flatMap(({ name, steps }) => {
  const text = steps.map((step) => step.text).join('\n');
  const flag = /flag with key "([^"]*)"/i.exec(text)?.[1] ?? '';
  const [, type = '', value = ''] = /with type "(\w+)" and with value "([^"]*)"/.exec(text) ?? [];
  const wanted = /value should be "([^"]*)"/.exec(text)?.[1] ?? '';
  return [{ name, flag, type, value, wanted }];
});

test.each(asked.filter(({ flag }) => Object.hasOwn(flags, flag)))(
  '$name',
  ({ flag, type, value, wanted }) => {
    const [rules, otherwise] = flags[flag] ?? [[], ''];
    const attributes = { version: type === 'String' ? value : Number(value) };
    const given = rules.find(([rule]) => compileTargeting(rule)?.(attributes) === true)?.[1] ?? otherwise;
    expect(given).toBe(differences[`${flag} ${value} ${type}`] ?? wanted);
  },
);

test("what flagd's suite asks of rules that are wrong, we refuse when they are saved", () => {
  const refused = asked.filter(({ flag }) => !Object.hasOwn(flags, flag)).map(({ flag }) => flag);
  expect(refused).toEqual(['semver-invalid-operator-flag', 'semver-wrong-args-flag']);
  expect(validateTargeting({ attribute: 'version', operator: '===', value: '1.0.0' })).toHaveLength(1);
  expect(validateTargeting({ attribute: 'version', operator: 'semver-equals' })).toHaveLength(1);
  expect([asked.length, Object.keys(differences).length]).toEqual([31, 3]);
});
