import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../lib/protocol/parse-json';
import { inexactNumbers } from '../../lib/protocol/inexact-numbers';

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

test.each([
  ['{"a": 9007199254740993}', '/a'],
  ['{"a": [1, {"b/c": -9007199254740993}]}', '/a/1/b~1c'],
  ['[9007199254740993.0]', '/0'],
  ['{"text": "a\\" 9007199254740993", "b": 12345678901234567890123}', '/b'],
  ['{"a": {}, "b": [[], 1e400]}', '/b/1'],
  [`{"a": ${'9'.repeat(5_000)}}`, '/a'],
])('an integer that no double holds is refused at its place (%#)', (text, pointer) => {
  const read = () => parse(text);
  expect(read).toThrow(pointer);
  expect(read).toThrow(
    expect.objectContaining({ code: 'INEXACT_NUMBER', problems: [expect.objectContaining({ pointer })] }),
  );
});

test.each([
  '9007199254740993.5',
  '-9007199254740992.5',
  '12345678901234567.25',
  '1234567890123456725e-2',
  '1.234567890123456725e16',
  '9007199254740992.0000000000000001',
])('the fraction %s, beyond what has any in a double, is not rounded in silence', (literal) => {
  expect(() => parse(`{"a": [1, ${literal}]}`)).toThrow(/^\/a\/1: /);
});

test.each([
  '4503599627370497.5',
  '9007199254740991.25',
  '0.1',
  '0.30000000000000000001',
  '9007199254740994.000',
])('the fraction %s is rounded as everywhere', (literal) => {
  expect(parse(`{"a": ${literal}}`)).toEqual({ a: Number(literal) });
});

test('numbers that come back as they were written are read, whatever their size', () => {
  const exact = [
    '9007199254740991',
    '9007199254740992',
    '-0',
    '100000000000000000000',
    '1e21',
    '1e300',
    '0.1',
  ];
  for (const literal of [
    ...exact,
    '123456789012345680000',
    '0.12345678901234567',
    '1234567890123456.5',
    '5e-324',
  ])
    expect(parse(`{"a": [${literal}]}`)).toEqual({ a: [Number(literal)] });
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const written = JSON.stringify({ value });
      expect(parse(written)).toEqual(JSON.parse(written));
    }),
  );
  expect(parse('{"a": "9007199254740993", "9007199254740993": ": 9007199254740993"}')).toHaveProperty('a');
});

test.each([
  '9.007199254740993e15',
  '123456789012345678e1',
  '9007199254740993.0',
  '-900719925474099.3e1',
  '1e400',
])('the integer %s is not changed in silence, however it is written', (literal) => {
  expect(() => parse(`{"a": [1, ${literal}]}`)).toThrow(/^\/a\/1: /);
});

test.each(['1e3', '1.5e300', '9.007199254740992e15', '1e22', '12345678901234567e-1', '0e5', '1e-400', '0.1'])(
  'the number %s is what it says',
  (literal) => {
    expect(parse(`{"a": ${literal}}`)).toEqual({ a: Number(literal) });
  },
);

test('every item of a list that holds such a number is found, however many another one holds', () => {
  const item = (count: number) => `{"x": [${Array<string>(count).fill('9007199254740993').join(',')}]}`;
  const items = [item(2_000), '{"x": 1}', item(3), ...Array<string>(998).fill(item(2))];
  const found = inexactNumbers(`{"events": [${items.join(',')}]}`);
  const indexes = new Set(found.map(({ path }) => path[1]));
  expect(indexes.size).toBe(1_000);
  expect(indexes.has(1)).toBe(false);
  expect(found.length).toBe(50 + 3 + 998 * 2);
});

test.each([
  ['{"userId":"a","userId":"b"}', ['/userId']],
  ['{"a":1,"\\u0061":1}', ['/a']],
  ['{"a":{"b":[0,{"c/d":1,"x":{},"c/d":1}]},"a":2}', ['/a/b/1/c~1d', '/a']],
  ['{"":1,"":1}', ['/']],
  ['{"__proto__":1,"__proto__":2}', ['/__proto__']],
  ['[{"a" : 1 , "b":"\\"a\\":", "a"\n:3}]', ['/0/a']],
])('a member that its object has before is refused at its place: %s', (text, pointers) => {
  const problems = pointers.map((pointer) => expect.objectContaining({ pointer }) as unknown);
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'REPEATED_MEMBER', problems }));
});

test('it is refused wherever it is, and nothing else is', () => {
  const texts = fc.oneof(fc.constantFrom('a', 'b', 'a\\', '"', ':', '{"a":1,"a":2}', '', '1'), fc.string());
  const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
  const members = fc.array(fc.tuple(texts, fc.oneof(texts, value)), { maxLength: 6 });
  const around = fc.constantFrom('', ' ', '\n\t');
  fc.assert(
    fc.property(members, around, (pairs, space) => {
      const written = pairs.map(
        ([name, member]) => `${JSON.stringify(name)}${space}:${space}${JSON.stringify(member)}`,
      );
      const text = `{"x":[${space}{${written.join(',')}}]}`;
      const isRepeated = new Set(pairs.map(([name]) => name)).size < pairs.length;
      if (isRepeated) expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'REPEATED_MEMBER' }));
      else expect(parse(text)).toEqual(JSON.parse(text));
    }),
  );
});
