import { expect, test } from 'vitest';
import { Prisma } from '../../lib/database/generated/client';
import { inTransaction } from '../../lib/database/client';
import { cloneDatabase } from '../support/database';

const database = await cloneDatabase();

test('what numbers cannot hold stays exact, and dates stay what they say', async () => {
  const { rows } = await database.pool.query(
    `select 9223372036854775807::int8 as big, 0.1000000000000000055::numeric as exact, '2026-03-29'::date as day,
            '2026-03-29 01:30:00'::timestamp as zoneless, count(*)::int as counted`,
  );
  expect(rows).toEqual([
    {
      big: 9223372036854775807n,
      exact: '0.1000000000000000055',
      day: '2026-03-29',
      zoneless: new Date('2026-03-29T01:30:00Z'),
      counted: 1,
    },
  ]);
});

test('a Date reaches a column without zone in UTC', async () => {
  const { rows } = await database.pool.query('select $1::timestamp::text as stored', [
    new Date('2026-07-01T12:00:00Z'),
  ]);
  expect(rows).toEqual([{ stored: '2026-07-01 12:00:00' }]);
});

test('an operator sees whose connections they are', async () => {
  const { rows } = await database.pool.query(`select current_setting('application_name') as name`);
  expect(rows).toEqual([{ name: 'fairsplit test' }]);
});

test('Prisma and hand-written SQL share the connections', async () => {
  const [viaPrisma] = await database.prisma.$queryRaw<{ name: string }[]>`select current_database() as name`;
  const viaPool = await database.pool.query<{ name: string }>('select current_database() as name');
  expect(viaPrisma).toEqual(viaPool.rows[0]);
});

test('a filter that is undefined is refused rather than dropped', async () => {
  const where: Prisma.WorkspaceWhereInput = {};
  // The compiler refuses `{ id: undefined }`; this is what slips past it, as parsed input may.
  Reflect.set(where, 'id', undefined);
  const query = database.prisma.workspace.findMany({ where });
  await expect(query).rejects.toThrow('explicitly `undefined`');
});

test('a transaction that throws leaves nothing behind', async () => {
  await database.pool.query('create table kept (id int)');
  const work = inTransaction(database, async (transaction) => {
    await transaction.$executeRaw`insert into kept values (1)`;
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect((await database.pool.query('select * from kept')).rows).toEqual([]);
});

test('a transaction asks one query at a time of its one connection, however many it is asked for', async () => {
  const warnings: string[] = [];
  const listener = ({ message }: Error) => warnings.push(message);
  process.on('warning', listener);
  const stored = await inTransaction(database, (transaction) =>
    transaction.workspace.create({
      data: { name: 'Asked about', environments: { create: [{ key: 'production', name: 'Production' }] } },
      include: { environments: true, layers: true, metrics: true, experiments: true },
    }),
  );
  // Warnings are told in a later turn.
  await new Promise(setImmediate);
  process.off('warning', listener);
  expect(stored).toMatchObject({ environments: [{ key: 'production' }], layers: [], metrics: [] });
  expect(warnings).toEqual([]);
});

test('a query that fails in a transaction does not keep the next from being asked', async () => {
  const answers = inTransaction(database, async (transaction) => {
    const slow = transaction.$queryRaw`select 1 / 0 from pg_sleep(0.05)`.catch(String);
    await new Promise(setImmediate);
    return [await transaction.$queryRaw`select 1`.catch(String), await slow];
  });
  // After the failure Postgres refuses whatever else the transaction asks.
  expect(await answers).toEqual([
    expect.stringContaining('transaction is aborted'),
    expect.stringContaining('division by zero'),
  ]);
});

test('a transaction has ten seconds, times the patience of its database; that of tests waits for minutes', async () => {
  expect(10 * database.patience).toBeGreaterThan(60);
  const impatient = { ...database, patience: 0.005 };
  const slow = inTransaction(impatient, (transaction) => transaction.$executeRaw`select pg_sleep(1)`);
  await expect(slow).rejects.toMatchObject({ code: 'P2028' });
});

test('of two transactions that conflict, the second is tried again and both are stored', async () => {
  await database.pool.query(
    'create table counted (id int primary key, n int); insert into counted values (1, 0)',
  );
  const isolation = Prisma.TransactionIsolationLevel.Serializable;
  const increment = async (transaction: Prisma.TransactionClient) => {
    const [row] = await transaction.$queryRaw<{ n: number }[]>`select n from counted where id = 1`;
    await transaction.$executeRaw`select pg_sleep(0.1)`;
    await transaction.$executeRaw`update counted set n = ${(row?.n ?? 0) + 1}::int where id = 1`;
  };
  await Promise.all([1, 2].map(() => inTransaction(database, increment, { isolation })));
  expect((await database.pool.query('select n from counted')).rows).toEqual([{ n: 2 }]);
});
