import { expect, test } from 'vitest';
import {
  booleanArray,
  float8Array,
  int2Array,
  int4Array,
  textArray,
  timestamptzArray,
  uuidArray,
} from '../../lib/database/array-parameters';
import { openDatabase } from '../../lib/database/client';
import { cloneDatabase } from '../support/database';

const database = await cloneDatabase();

async function readBack(type: string, parameter: Buffer): Promise<unknown> {
  const { rows } = await database.pool.query<{ value: unknown }>({
    text: `select $1::${type} as "value"`,
    values: [parameter],
  });
  return rows[0]?.value;
}

test.each<[string, readonly unknown[], Buffer]>([
  ['boolean[]', [true, false], booleanArray([true, false])],
  ['smallint[]', [0, -32_768, 32_767], int2Array([0, -32_768, 32_767])],
  ['int[]', [0, -2_147_483_648, 2_147_483_647], int4Array([0, -2_147_483_648, 2_147_483_647])],
  [
    'float8[]',
    [0.1, -1e-320, 1.797_693_134_862_315_7e308],
    float8Array([0.1, -1e-320, 1.797_693_134_862_315_7e308]),
  ],
  ['text[]', ['', 'a"\\,{}', null, 'NULL', 'åäö 🦉'], textArray(['', 'a"\\,{}', null, 'NULL', 'åäö 🦉'])],
  [
    'timestamptz[]',
    ['2026-11-23T12:34:56.789Z', '2000-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z'].map(
      (text) => new Date(text),
    ),
    timestamptzArray(
      ['2026-11-23T12:34:56.789Z', '2000-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z'].map(
        (text) => new Date(text),
      ),
    ),
  ],
  ['int[]', [], int4Array([])],
])('what Postgres reads of a %s is what was written', async (type, values, parameter) => {
  expect(await readBack(type, parameter)).toEqual(values);
});

test('a UUID is read with dashes and without, and nothing else is', async () => {
  const uuid = '00112233-4455-6677-8899-aabbccddeeff';
  const { rows } = await database.pool.query<{ value: string }>(
    'select array_to_string($1::uuid[], $2::text) as "value"',
    [uuidArray([uuid, uuid.replaceAll('-', '')]), ' '],
  );
  expect(rows).toEqual([{ value: `${uuid} ${uuid}` }]);
  for (const wrong of ['', 'g'.repeat(32), `${'0'.repeat(31)}g`, '0'.repeat(33)]) {
    expect(() => uuidArray([wrong])).toThrow('not a UUID');
  }
});

test('a number that does not fit its column is refused, never cut off', () => {
  expect(() => int4Array([2 ** 31])).toThrow(RangeError);
  expect(() => int2Array([32_768])).toThrow(RangeError);
  expect(() => timestamptzArray([new Date(NaN)])).toThrow(RangeError);
});

test('a database set to commit without waiting for the disk is overruled where evidence is written', async () => {
  await database.pool.query(
    `do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`,
  );
  const other = openDatabase({ url: database.url });
  try {
    const setting = `select current_setting('synchronous_commit') as "value"`;
    expect((await other.pool.query(setting)).rows).toEqual([{ value: 'off' }]);
    expect((await other.writePool.query(setting)).rows).toEqual([{ value: 'on' }]);
  } finally {
    await other.close();
  }
});
