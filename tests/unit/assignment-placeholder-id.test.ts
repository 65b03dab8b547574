import { expect, test } from 'vitest';
import { isNobodysId, isPlaceholderId } from '../../lib/assignment/placeholder-id';
import { isNobodysEnd } from '../../lib/ingestion/nobodys-end';

// Which texts are nobody's id, and which somebody's.

const written = [
  ...[
    'undefined',
    'null',
    'NaN',
    'None',
    'nil',
    'N/A',
    String.raw`\N`,
    '[object Object]',
    '[]',
    '<null>',
    '|',
    '-',
  ],
  ...['<NA>', 'NaT', 'Infinity', '-Infinity', '(not set)', '"NaT"'],
  ...['undefined|undefined', 'null:null', 'undefined-undefined', 'None_None', 'null|undefined|NaN'],
  ...[`$\{userId}`, '{{user_id}}', '{{ user.id }}', `$\{ }`, `"$\{userId}"`, '%{user}'],
  ...['00000000-0000-0000-0000-000000000000', '0'.repeat(32), 'f'.repeat(32)],
  ...['ffffffff-ffff-ffff-ffff-ffffffffffff', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
  ...[
    '',
    ' ',
    '\u3164',
    '\u2800',
    '\u200b',
    '\u3164 \u2800',
    '\u00ad',
    '\ufeff',
    '\uffa0\u115f',
    '\u2066\u2069',
  ],
];

test.each(written)('%j is nobody, for units and for links', (id) => {
  expect([isPlaceholderId(id), isNobodysId(id)]).toEqual([true, true]);
});

const ofLinks = [
  ...['<%= current_user.id %>', '#{id}', '#{user.id}', '%USER_ID%', '$USER_ID', '%s', 'urn:uuid:0000-0000'],
  ...[
    'undefined/undefined',
    'undefined undefined',
    'null.null',
    'NULL NULL',
    'undefined.',
    'DBNull',
    'pd.NA',
  ],
  ...[
    '[Function: x]',
    'function () {}',
    '() => id',
    'Symbol(id)',
    'System.Object',
    'java.lang.Object@1b6d3586',
  ],
  ...['[object%20Object]', '%5Bobject%20Object%5D', 'undefined%20', '%75ndefined', 'null%7Cnull'],
  ...['ｎｕｌｌ', '０', 'nu\u200bll', 'un\u00addefined', 'undefined@undefined', 'null%40null'],
  ...['0x0', '0e0', '-0.0'],
  ...['[object Object] [object Object]', 'undefined=undefined', 'undefined#undefined', 'undefinedundefined'],
  ...['Optional(nil)', 'Some(None)', 'NSNull()', '%!s(<nil>)', 'NoneType', 'pd.NaT', 'Promise { <pending> }'],
  ...['<object object at 0x7f1234>', '{"id":null}', '(not provided)', '<userId>', '{user_id}', ':userId'],
  'undefined@shop.example',
  ...['Optional.empty', '<unset>', '(unset)', '(blank)', '#REF!', '#VALUE!'],
];

test.each(ofLinks)('%j is no end of a link, for the server', (id) => {
  expect(isNobodysEnd(id)).toBe(true);
});

test.each([
  'u-1',
  'user.name',
  'a/b',
  'anna maria',
  'functional',
  '$5.00 off',
  'lang',
  '100%',
  'a%20b',
  '%zz',
  '%ff',
  'null@shop.example',
  'a@undefined',
  'optional(7)',
  'not-set-up',
  'paranoid',
  'user-17',
  'device id 4',
  'object 7, object 8, mine',
])('%j is an end of a link', (id) => {
  expect(isNobodysEnd(id)).toBe(false);
});

test.each(['0', '-1', 'true', 'guest', 'NULL|guest', 'nat', 'INFINITY', '<na>', '(Not Set)', '0|0'])(
  '%j is no end of a link',
  (id) => {
    expect(isNobodysId(id)).toBe(true);
  },
);

test.each([
  ...[
    'NA',
    'Null',
    'Nan',
    'Nat',
    'u-1',
    'a|undefined',
    'undefined|a',
    'nullable',
    'userId',
    '$5',
    '{id}',
    'inf',
  ],
  ...['ffffffff-ffff-ffff-ffff-fffffffffffe', '0'.repeat(31), 'ab{{x}}', '\u3164a', '\u2801', 'not-set', 'é'],
])('%j is somebody as a unit', (id) => {
  expect(isPlaceholderId(id)).toBe(false);
});

test('a long text is judged too, whatever it repeats', () => {
  for (const part of [
    '{{',
    '$' + '{',
    '<%',
    'null|',
    'null',
    '\u3164',
    '0',
    '-',
    '{{a',
    '<%%',
    '("',
    '|',
    '+0-',
    '0.',
  ]) {
    const text = `${part.repeat(100_000)}!`;
    expect([part, isNobodysId(text), isNobodysEnd(text)]).toEqual([part, false, false]);
  }
});

test('whatever stands around one, or joins several, it is found', () => {
  const around = ['', ' ', '"', '[', '\u3164', '\\"', '({', '_', '|', '-'];
  for (const id of written.filter((one) => !/^(0|f|F|-|\W*$)/.test(one))) {
    for (const before of around) {
      for (const behind of around) {
        const text = `${before}${id}${behind}`;
        expect([text, isPlaceholderId(text), isNobodysId(text)]).toEqual([text, true, true]);
      }
      expect([before, isPlaceholderId(`${before}${id}|undefined`)]).toEqual([before, true]);
    }
  }
});
