import { expect, test } from 'vitest';
import { parseJson } from '../../lib/http/parse-json';

const parse = (text: string) => parseJson(new TextEncoder().encode(text));

test.each([
  ['{"a": [1,,2]}', 9],
  ['{"a": 1,}', 8],
  ['{"a" 1}', 5],
  ['{a: 1}', 1],
  ['[1, 2', 5],
  ['{"a": "b', 8],
  ['{"a": tru}', 9],
  ['[1] x', 4],
  ['hello', 0],
])('%s is refused at its place', (text, position) => {
  expect(() => parse(text)).toThrow(new RegExp(`position ${position} `));
});

test('the depth is judged outside of texts alone', () => {
  const brackets = '['.repeat(1000);
  expect(parse(JSON.stringify({ text: `${brackets}"${brackets}\\` }))).toEqual({
    text: `${brackets}"${brackets}\\`,
  });
  expect(() => parse('[{"a":'.repeat(20))).toThrow(/deeper than 32/);
});
