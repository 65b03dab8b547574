import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { ensureDatabase, withConnection } from '../../lib/database/administration';
import { allowRetry, migrate, migrationLockKey } from '../../lib/database/migrate';
import { migrationsDirectory, readMigrations } from '../../lib/database/migration-files';
import { missingMigrationSql } from '../../lib/database/schema-comparison';
import { temporaryDirectory } from '../support/after-file';
import { unusedDatabaseUrl } from '../support/database';

const directory = temporaryDirectory('migrations');

function migrations(scripts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(directory, 'set-'));
  writeFileSync(path.join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  for (const [name, sql] of Object.entries(scripts)) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

async function rows(url: string, sql: string): Promise<unknown[]> {
  return withConnection(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
}

async function emptyDatabase(): Promise<string> {
  const url = unusedDatabase.pop();
  if (url === undefined) throw new Error('Reserve another database at the top of this file');
  await ensureDatabase(url);
  return url;
}
const unusedDatabase = Array.from({ length: 8 }, () => unusedDatabaseUrl());

test('the migrations and the schema agree', async () => {
  expect(await missingMigrationSql({ serverUrl: inject('templateUrl') })).toBe('');
});

test('a schema that is ahead of the migrations is noticed', async () => {
  const schema = mkdtempSync(path.join(directory, 'schema-'));
  writeFileSync(
    path.join(schema, 'main.prisma'),
    'datasource db {\n  provider = "postgresql"\n}\n\nmodel Thing {\n  id Int @id\n  name String\n}\n',
  );
  const old = migrations({
    '1_first': 'create table "Thing" (id integer not null, constraint "Thing_pkey" primary key (id));',
  });
  const sql = await missingMigrationSql({ serverUrl: inject('templateUrl'), migrations: old, schema });
  expect(sql).toContain('ADD COLUMN     "name" TEXT NOT NULL');
});

test('migrating twice applies everything once', async () => {
  const url = await emptyDatabase();
  expect(await migrate({ url })).not.toHaveLength(0);
  expect(await migrate({ url })).toEqual([]);
});

test('processes that start together apply each migration once', async () => {
  const url = await emptyDatabase();
  const slow = migrations({
    '1_slow': 'select pg_sleep(0.3); create table a (id int);',
    '2_next': 'create table b (id int);',
  });
  const applied = await Promise.all([1, 2, 3].map(() => migrate({ url, directory: slow })));
  expect(applied.flat().sort()).toEqual(['1_slow', '2_next']);
});

test('a process waits while another one migrates, however long that takes', async () => {
  const url = await emptyDatabase();
  const set = migrations({ '1_first': 'create table a (id int);' });
  let applied: readonly string[] | undefined;
  const migrating = await withConnection(url, async (otherProcess) => {
    await otherProcess.query('select pg_advisory_lock($1::bigint)', [migrationLockKey]);
    const waiting = migrate({ url, directory: set }).then((names) => (applied = names));
    await sleep(500);
    expect(applied).toBeUndefined();
    return { waiting };
  });
  await migrating.waiting;
  expect(applied).toEqual(['1_first']);
});

test('semicolons inside functions, texts and comments do not cut a script', async () => {
  const url = await emptyDatabase();
  const sql = `create table told (what text); -- not; here
    create function tell() returns void language plpgsql as $$ begin insert into told values ('a;b'); perform 1; end $$;
    select tell();`;
  await migrate({ url, directory: migrations({ '1_function': sql }) });
  expect(await rows(url, 'select what from told')).toEqual([{ what: 'a;b' }]);
});

test('an index is built while others write, where the migration says that it stands outside a transaction', async () => {
  const url = await emptyDatabase();
  const table = 'create table a (id int primary key, b int);';
  await migrate({ url, directory: migrations({ '1_table': table }) });
  const inserted = (id: number) =>
    withConnection(url, async (client) => {
      await client.query(`set lock_timeout = '2s'`);
      await client.query('insert into a values ($1::int, 1)', [id]);
    });
  const concurrently = `-- outside a transaction
-- Built beside writers.
drop index concurrently if exists a_by_b;
create index concurrently a_by_b on a (b);
`;
  const whileWriting = async (script: string, id: number) => {
    const directory = migrations({ '1_table': table, '2_index': script });
    return withConnection(url, async (writer) => {
      await writer.query('begin');
      await writer.query('insert into a values ($1::int, 1)', [id]);
      const migrating = migrate({ url, directory });
      // Until the statement waits for the writer.
      const waiting = `select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query ~* 'create index'`;
      await expect.poll(() => rows(url, waiting)).toEqual([{ n: 1 }]);
      const beside = await inserted(id + 1).then(
        () => 'written',
        (error: unknown) => String(error),
      );
      await writer.query('commit');
      await migrating;
      return beside;
    });
  };
  expect(await whileWriting(concurrently, 1)).toBe('written');
  expect(await rows(url, `select indisvalid from pg_index where indexrelid = 'a_by_b'::regclass`)).toEqual([
    { indisvalid: true },
  ]);
  // The control: an ordinary index makes writers wait.
  await rows(url, 'delete from _prisma_migrations where migration_name = $$2_index$$; ');
  expect(await whileWriting('create index a_by_b_again on a (b);', 3)).toContain('lock timeout');
});

test('no migration from now on builds an index on a big table in a transaction', async () => {
  const big = 'exposures|events|event_keys|identity_links|unit_values|rejected_events|ingestion_counts';
  const blocking = new RegExp(
    `create\\s+(?:unique\\s+)?index\\s+(?!concurrently)[^;]*\\son\\s+"?(?:${big})"?\\b`,
    'i',
  );
  expect(blocking.test('CREATE INDEX "x" ON "exposures" ("unit")')).toBe(true);
  expect(blocking.test('create index concurrently if not exists x on exposures (unit)')).toBe(false);
  const { migrationDirectories } = await readMigrations(migrationsDirectory);
  const found = migrationDirectories.filter(
    ({ path: name, migrationFile: { content } }) =>
      name > '20261129' && content.tag === 'ok' && blocking.test(content.value),
  );
  expect(found.map(({ path: name }) => name)).toEqual([]);
});

test('a failed migration keeps nothing, is named, and can be tried again once its cause is gone', async () => {
  const url = await emptyDatabase();
  const broken = migrations({ '1_broken': 'create table half (id int); insert into nowhere values (1);' });
  await expect(migrate({ url, directory: broken })).rejects.toThrow(
    /The migration 1_broken failed, and none of it was kept[^]*"nowhere" does not exist[^]*--retry 1_broken/,
  );
  expect(await rows(url, `select to_regclass('half') as half`)).toEqual([{ half: null }]);
  await expect(migrate({ url, directory: broken })).rejects.toThrow('1_broken');
  writeFileSync(path.join(broken, '1_broken', 'migration.sql'), 'create table half (id int);');
  await allowRetry({ url, name: '1_broken' });
  expect(await migrate({ url, directory: broken })).toEqual(['1_broken']);
});
