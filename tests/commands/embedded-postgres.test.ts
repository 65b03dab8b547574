import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { startEmbeddedPostgres } from '../../lib/database/embedded/start';
import { isAlive } from '../../lib/database/embedded/postmaster';
import { packageDirectory } from '../../lib/database/embedded/programs';
import { supervise } from '../../lib/database/embedded/supervise';
import { temporaryDirectory } from '../support/after-file';
import { startedByAnotherProcess } from '../support/database-process';

const parent = temporaryDirectory('embedded');
chmodSync(parent, 0o755);

function freshDirectory(): string {
  const directory = mkdtempSync(path.join(parent, 'data-'));
  chmodSync(directory, 0o755);
  return directory;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  return withConnection(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
}

test('a second start keeps the data, the port and the password', async () => {
  const dataDirectory = freshDirectory();
  const first = await startEmbeddedPostgres({ dataDirectory });
  await query(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  // Its entry in the table of processes stays until its parent has read how it ended.

  await expect.poll(() => isAlive(first.pid)).toBe(false);
  const second = await startEmbeddedPostgres({ dataDirectory });
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('a Postgres that was killed is started again at the same address, without losing what it had stored', async () => {
  const said: string[] = [];
  const postgres = await startEmbeddedPostgres({
    dataDirectory: freshDirectory(),
    report: (line) => said.push(line),
  });
  await query(postgres.url, 'create table kept as select 42 as answer');
  const killed = postgres.pid;
  process.kill(killed, 'SIGKILL');
  await expect
    .poll(() => query(postgres.url, 'select answer from kept').catch(() => null))
    .toEqual([{ answer: 42 }]);
  await expect.poll(() => postgres.pid).not.toBe(killed);
  expect(said).toContain('Postgres has ended. Starting it again.');
  await postgres.stop();
  await expect(query(postgres.url, 'select 1')).rejects.toThrow();
});

test('what does not start is tried again less and less often, and not at all once it is stopped', async () => {
  const said: string[] = [];
  let tries = 0;
  const supervision = supervise({
    runs: () => false,
    restart: () => {
      tries += 1;
      return Promise.reject(new Error('the disk is full'));
    },
    report: (line) => said.push(line),
    lookMs: 5,
  });
  await expect.poll(() => tries).toBeGreaterThan(3);
  await supervision.stop();
  const triesAtStop = tries;
  expect(said.filter((line) => line.includes('next try')).slice(0, 3)).toEqual(
    ['0.01', '0.02', '0.04'].map(
      (wait) => `Postgres could not be started; next try in ${wait} s. the disk is full`,
    ),
  );
  await sleep(50);
  expect(tries).toBe(triesAtStop);
});

test('it is durable, private, and orders text alike everywhere', async () => {
  const dataDirectory = freshDirectory();
  const postgres = await startEmbeddedPostgres({ dataDirectory });
  const settings = [
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'listen_addresses',
    'server_encoding',
    'TimeZone',
  ];
  const rows = await query(
    postgres.url,
    `select ${settings.map((name) => `current_setting('${name}') as "${name}"`).join(', ')}`,
  );
  expect(rows).toEqual([
    {
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      server_encoding: 'UTF8',
      TimeZone: 'UTC',
    },
  ]);
  expect(await query(postgres.url, `select 'Z' < 'a' as by_code_point, upper('é') as upper`)).toEqual([
    { by_code_point: true, upper: 'É' },
  ]);
  expect(statSync(path.join(postgres.home, 'password')).mode & 0o777).toBe(0o600);
  const wrong = new URL(postgres.url);
  wrong.password = 'guessed';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  await postgres.stop();
});

test('a process that finds it running joins it, and leaves it running', async () => {
  const dataDirectory = freshDirectory();
  const owner = await startedByAnotherProcess(dataDirectory);
  const guest = await startEmbeddedPostgres({ dataDirectory });
  expect(guest).toMatchObject({ pid: owner.postmasterPid, owned: false });
  await guest.stop();
  expect(await query(guest.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await owner.end('SIGTERM');
  await expectEnd(owner.postmasterPid);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s of its owner stops it', async (signal) => {
  const owner = await startedByAnotherProcess(freshDirectory());
  expect(await owner.end(signal)).toBe(signal === 'SIGINT' ? 130 : 143);
  await expectEnd(owner.postmasterPid);
});

test('it outlives an owner that was killed, and the next process takes the owner’s place', async () => {
  const dataDirectory = freshDirectory();
  const owner = await startedByAnotherProcess(dataDirectory);
  await owner.end('SIGKILL');
  const heir = await startEmbeddedPostgres({ dataDirectory });
  expect(heir).toMatchObject({ pid: owner.postmasterPid, owned: true });
  await heir.stop();
  await expectEnd(owner.postmasterPid);
});

test('two processes that start together share one', async () => {
  const dataDirectory = freshDirectory();
  const both = await Promise.all([1, 2].map(() => startedByAnotherProcess(dataDirectory)));
  const [one, two] = both;
  expect(one?.postmasterPid).toBe(two?.postmasterPid);
  for (const process of both) await process.end('SIGTERM');
});

test('after kill -9 of the postmaster, everything committed is there', async () => {
  const dataDirectory = freshDirectory();
  // Whoever made it would start it again by itself.
  const first = await startEmbeddedPostgres({ dataDirectory, isSupervised: false });
  await query(first.url, 'create table kept as select generate_series(1, 1000) as n');
  process.kill(first.pid, 'SIGKILL');
  await expectEnd(first.pid);
  const second = await startEmbeddedPostgres({ dataDirectory });
  expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
  await second.stop();
  await first.stop();
});

test('a note left by a crash does not stop a start, even when its number now belongs to another program', async () => {
  const dataDirectory = freshDirectory();
  const first = await startEmbeddedPostgres({ dataDirectory });
  const note = path.join(first.home, 'cluster', 'postmaster.pid');
  const text = readFileSync(note, 'utf8');
  await first.stop();
  writeFileSync(note, text.replace(/^\d+/, String(process.pid)));
  const second = await startEmbeddedPostgres({ dataDirectory });
  expect(second.pid).not.toBe(process.pid);
  await second.stop();
});

test('data of another major version is left alone, with the way to take it along', async () => {
  const dataDirectory = freshDirectory();
  const first = await startEmbeddedPostgres({ dataDirectory });
  await first.stop();
  writeFileSync(path.join(first.home, 'cluster', 'PG_VERSION'), '17\n');
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toThrow(/written by Postgres 17[^]*pg_dump/);
});

test('an initdb that was interrupted is not taken for a cluster', async () => {
  const dataDirectory = freshDirectory();
  mkdirSync(path.join(dataDirectory, 'postgres', 'cluster.12345', 'base'), { recursive: true });
  const postgres = await startEmbeddedPostgres({ dataDirectory });
  await postgres.stop();
});

test('a platform without a packaged Postgres is told to set DATABASE_URL', () => {
  expect(() => packageDirectory('sunos-x64')).toThrow(
    /No Postgres comes with npm for sunos-x64.*DATABASE_URL/,
  );
});

test.skipIf(process.getuid?.() !== 0)(
  'where the account of Postgres cannot go, its data and programs go elsewhere',
  async () => {
    const secluded = freshDirectory();
    chmodSync(secluded, 0o700);
    const reports: string[] = [];
    const postgres = await startEmbeddedPostgres({
      dataDirectory: secluded,
      report: (line) => reports.push(line),
    });
    try {
      expect(postgres.home.startsWith(secluded)).toBe(false);
      expect(reports.join('\n')).toContain(postgres.home);
      expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(existsSync(path.join(secluded, 'postgres'))).toBe(false);
    } finally {
      await postgres.stop();
      rmSync(postgres.home, { recursive: true });
    }
  },
);

/** A killed process is there until its parent has collected it. */
async function expectEnd(pid: number): Promise<void> {
  await expect.poll(() => !isAlive(pid) || isZombie(pid)).toBe(true);
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}
