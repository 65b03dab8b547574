import { expect, test } from 'vitest';
import { nameProblem, withUnseen } from '../../lib/assignment/name-problem';

// Which texts may be names of attributes, events and properties.

test.each([
  ['a\nb', 'U+000A'],
  ['a\u2028b', 'U+2028'],
  ['plan\u200b', 'U+200B'],
  ['\ufeffplan', 'U+FEFF'],
  ['plan\u00ad', 'U+00AD'],
  ['\u202enalp', 'U+202E'],
  ['a\u2066b\u2069', 'U+2066'],
  ['pl\u3164an', 'U+3164'],
  ['a\u{e0041}', 'U+E0041'],
])('%j holds what nobody sees: %s', (name, code) => {
  expect(nameProblem(name)).toContain(`holds ${code},`);
  expect(withUnseen(name)).toContain(`<${code}>`);
});

test.each([
  'undefined',
  'null',
  'NaN',
  'None',
  '[object Object]',
  '',
  ' ',
  '\u200d',
  '{{name}}',
  '(not set)',
])('%j is what programs write where they have no name', (name) => {
  expect(nameProblem(name)).toMatch(/^is what programs write where they have no name/);
});

test.each([
  'plan',
  'user.country',
  'Null',
  'nullable',
  'undefined_reason',
  'Ünïcode',
  '日本',
  'می\u200cخواهم',
])('%j is a name', (name) => {
  expect(nameProblem(name)).toBeNull();
});

test('emoji that are joined, or have a variation selector, are seen', () => {
  expect(['👩\u200d💻', '☎\ufe0f', '葛\u{e0100}'].map(nameProblem)).toEqual([null, null, null]);
});
