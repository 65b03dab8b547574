import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, inject, test } from 'vitest';
import { ensureDatabase, withConnection } from '../../lib/database/administration';
import { allowRetry, migrate, migrationLockKey } from '../../lib/database/migrate';
import { missingMigrationSql } from '../../lib/database/schema-comparison';
import { unusedDatabaseUrl } from '../support/database';

const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-migrations-'));
afterAll(() => rmSync(directory, { recursive: true }));

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
const unusedDatabase = Array.from({ length: 7 }, () => unusedDatabaseUrl());

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
