import { describe, expect, inject, it } from 'vitest';
import { withDatabaseName } from '../../lib/database/connection-url';
import { createSource } from '../../lib/verbs/sources/create-source';
import { checkSource } from '../../lib/verbs/sources/check-source';
import { cloneDatabase } from '../support/database';
import { runFormatted, sourceDatabase } from '../support/source-database';
import { createWorkspace } from '../support/workspace';

const database = await cloneDatabase();
const { ctx } = await createWorkspace(database);
const shop = await sourceDatabase();
await shop.pool.query(
  `insert into orders (unit, at, amount, note) values
   ('a', '2026-03-02T00:00:00.123456Z', 12.5, '12 EUR'), ('b', '2026-03-03T00:00:00Z', 0.1, '7')`,
);
await shop.pool.query(`
  create function sweep() returns numeric language plpgsql as $$ begin delete from orders; return 1; end $$;
  create function sweep_as_owner() returns numeric language plpgsql security definer as $$
    begin delete from orders; return 1; end $$;`);

const sql = `select unit, at as "time", amount as "value" from orders`;

function check(changes: Readonly<Record<string, unknown>> = {}) {
  return checkSource({ ctx, input: { connection: shop.connection, sql, ...changes } });
}

/** What the check says against it. */
async function refusal(changes: Readonly<Record<string, unknown>>): Promise<string> {
  try {
    await check(changes);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('It was not refused.');
}

const withValue = (value: string) => `select unit, at as "time", ${value} as "value" from orders`;

describe('a source', () => {
  it('shows its first rows when it is checked', async () => {
    const { rows, recentRows } = await check();
    expect(rows).toEqual([
      { unit: 'a', time: new Date('2026-03-02T00:00:00.123Z'), value: 12.5 },
      { unit: 'b', time: new Date('2026-03-03T00:00:00Z'), value: 0.1 },
    ]);
    expect(recentRows).toBe(0);
  });

  it('may end its query with a semicolon or a comment', async () => {
    expect((await check({ sql: `${sql}; ` })).rows).toHaveLength(2);
    expect((await check({ sql: `${sql} -- all of them` })).rows).toHaveLength(2);
  });

  it.each([
    ['returns text', withValue('note'), 'The column "value" is text.'],
    [
      'returns a time without a zone',
      `select unit, at at time zone 'UTC' as "time", 1 as "value" from orders`,
      'The column "time" is timestamp without time zone.',
    ],
    ['returns no value', `select unit, at as "time" from orders`, 'column "value" does not exist'],
    ['has no unit in a row', `select null::text as unit, now() as "time", 1 as "value"`, 'A row has no unit'],
    [
      'has no time in a row',
      `select 'u' as unit, null::timestamptz as "time", 1 as "value"`,
      'unit "u" has no time',
    ],
    [
      'has no end of time in a row',
      `select 'u' as unit, 'infinity'::timestamptz as "time", 1 as "value"`,
      'unit "u" has no time',
    ],
    ['has no value in a row', withValue('null::numeric'), 'unit "a" has no value'],
    ['has a value that is no number', withValue(`'NaN'::float8`), 'value NaN, which is not a finite number'],
    ['has a value that no double holds', withValue(`'1e400'::numeric`), 'out of range'],
    [
      'has a unit that no exposure can have',
      `select repeat('x', 513) as unit, now() as "time", 1 as "value"`,
      'more than 512 characters',
    ],
    ['is not SQL', 'selectt', 'syntax error'],
    [
      'reads what the role may not',
      `select word as unit, now() as "time", 1 as "value" from secrets`,
      'The role may not read',
    ],
    ['fails on a row', withValue('1 / (id - 1)'), 'division by zero'],
  ])('that %s is refused with the reason', async (_, changed, reason) => {
    expect(await refusal({ sql: changed })).toContain(reason);
  });

  it.each([
    ['a second statement', `${sql}; drop table orders`],
    ['a second statement outside the brackets', `${sql}) as x; delete from orders; select * from (${sql}`],
    ['the end of the transaction', `${sql}) as x; commit; delete from orders; --`],
    ['a statement that writes', 'delete from orders returning unit, at as "time", amount as "value"'],
    [
      'a writing statement inside',
      `with gone as (delete from orders returning *) ${sql.replace('orders', 'gone')}`,
    ],
    ['a function that writes', withValue('sweep()')],
    ['a function that writes with rights of its own', withValue('sweep_as_owner()')],
    [
      'a way out of reading only',
      withValue(`(set_config('transaction_read_only', 'off', false) = 'x')::int`),
    ],
    ['rows into a table of its own', 'select unit, at as "time", amount as "value" into gone from orders'],
  ])('cannot write by %s', async (_, changed) => {
    await refusal({ sql: changed });
    const { rows } = await shop.pool.query('select count(*)::int as n from orders');
    expect(rows).toEqual([{ n: 2 }]);
  });

  it('is stopped after its time, also where its query lifts the limit', async () => {
    const late = 'The query took longer than it may.';
    expect(await refusal({ sql: withValue('(select 1 from pg_sleep(30))'), statementTimeoutMs: 1_000 })).toBe(
      late,
    );
    const lifting = withValue(`(select 1 from set_config('statement_timeout', '0', false), pg_sleep(30))`);
    expect(await refusal({ sql: lifting, statementTimeoutMs: 1_000 })).toBe(late);
  });

  it('with units of a megabyte is refused, and costs this process no more than others', async () => {
    const before = process.memoryUsage().external + process.memoryUsage().heapTotal;
    const huge = `select repeat('x', 1000000) || n as unit, now() as "time", 1 as "value" from generate_series(1, 300) as n`;
    expect(await refusal({ sql: huge })).toContain('more than 512 characters');
    const after = process.memoryUsage().external + process.memoryUsage().heapTotal;
    expect(after - before).toBeLessThan(100_000_000);
  });

  it('that fails with a message of a megabyte says as much of it as people read', async () => {
    await shop.pool.query(
      `create function shout() returns numeric language plpgsql as $$ begin raise '%', repeat('!', 1000000); end $$`,
    );
    expect((await refusal({ sql: withValue('shout()') })).length).toBeLessThan(1_000);
  });

  it('with more rows than its limit in the last 28 days is refused, not cut', async () => {
    const many = `select 'u' || n as unit, now() - interval '1 hour' as "time", n as "value" from generate_series(1, 11) as n`;
    expect(await refusal({ sql: many, rowLimit: 10 })).toContain('more than 10 rows');
    expect((await check({ sql: many, rowLimit: 11 })).recentRows).toBe(11);
  });

  it.each([
    ['may INSERT', 'grant insert on orders to %I', 'INSERT public.orders'],
    ['may UPDATE a column', 'grant update (note) on orders to %I', 'UPDATE public.orders'],
    ['may TRUNCATE', 'grant truncate on orders to %I', 'TRUNCATE public.orders'],
    ['may create in a schema', 'grant create on schema public to %I', 'create in the schema public'],
    ['may create databases', 'alter role %I createdb', 'it may create databases'],
    ['may create roles', 'alter role %I createrole', 'it may create roles'],
    ['is a superuser', 'alter role %I superuser', 'it is a superuser'],
    ['writes everywhere', 'grant pg_write_all_data to %I', 'pg_write_all_data'],
    ['may become a role that writes', 'grant pg_execute_server_program to %I', 'pg_execute_server_program'],
  ])(
    'of a role that %s is refused, naming the right and how to make a proper role',
    async (_, grant, right) => {
      const { role, connection } = await shop.makeRole();
      await shop.run('grant select on orders to %I', role);
      await shop.run(grant, role);
      const said = await refusal({ connection });
      expect(said).toContain(right);
      expect(said).toContain('CREATE ROLE fairsplit_reader LOGIN');
      // Nobody may drop a role that owns or was granted something elsewhere.
      await shop.run('drop owned by %I', role);
    },
  );

  it('of a role that may set itself to one that writes is refused, though it inherits nothing', async () => {
    const { role, connection } = await shop.makeRole();
    const writer = await shop.makeRole();
    await shop.run('grant delete on orders to %I', writer.role);
    await shop.run('alter role %I noinherit', role);
    await shop.run('grant %I to %I', writer.role, role);
    expect(await refusal({ connection })).toContain('DELETE public.orders');
  });

  it('over the platform itself is refused where its role sees the platform, and only there', async () => {
    const { role, connection } = await shop.makeRole();
    const platform = new URL(withDatabaseName(connection, new URL(database.url).pathname.slice(1))).href;
    const one = `select 'u' as unit, now() as "time", 1 as "value"`;
    const seesNothing = await check({ connection: platform, sql: one });
    expect(seesNothing.rows).toHaveLength(1);
    await runFormatted(database.pool, 'grant select (name) on users to %I', [role]);
    expect(await refusal({ connection: platform, sql: one })).toContain('public.users');
    await runFormatted(database.pool, 'drop owned by %I', [role]);
  });

  it.each([
    ['a host where nothing listens', 'postgresql://u:p@127.0.0.1:1/shop', 'nothing listens there'],
    ['a host without a name', 'postgresql://u:p@no-such-host.invalid/shop', 'host'],
    ['a wrong database', withDatabaseName(shop.connection, 'no_such_database'), 'does not exist'],
  ])('at %s says that it cannot be reached', async (_, connection, reason) => {
    expect(await refusal({ connection })).toContain(reason);
  });

  it.each([
    'host=/var/run dbname=shop',
    'postgresql:///shop',
    'postgresql://reader@db.example.com/',
    'postgresql://%2Fvar%2Frun/shop',
    `${inject('templateUrl')}?sslkey=/etc/passwd`,
    'postgresql://reader@db.example.com/shop?options=-c%20statement_timeout=0',
  ])('does not take the connection %s', async (connection) => {
    await expect(check({ connection })).rejects.toMatchObject({
      status: 400,
      problems: [{ pointer: '/connection' }],
    });
  });

  it('is not stored while it is refused', async () => {
    const input = { key: 'bad', name: 'Bad', connection: shop.connection, sql: withValue('note') };
    await expect(createSource({ ctx, input })).rejects.toMatchObject({ status: 422, code: 'SOURCE_REFUSED' });
    expect(await database.prisma.source.count()).toBe(0);
  });
});
