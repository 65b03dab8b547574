import { expect, onTestFinished, test } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { migrate, migrationLockKey } from '../../lib/database/migrate';
import { provideDatabase } from '../../lib/database/provide';
import { PoolerError, refuseTransactionPooler } from '../../lib/database/refuse-pooler';
import { cloneDatabaseUrl } from '../support/database';
import { hasPooler, startPooler } from '../support/pooler';

const databaseUrl = await cloneDatabaseUrl();

test('Postgres itself passes, also when many ask at once', async () => {
  await Promise.all(Array.from({ length: 5 }, () => refuseTransactionPooler(databaseUrl)));
});

test('whoever waits for migrations learns who holds them up, and does not wait for ever', async () => {
  const said: string[] = [];
  await withConnection(databaseUrl, async (other) => {
    await other.query('select pg_advisory_lock($1::bigint)', [migrationLockKey]);
    const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid');
    const waiting = migrate({
      url: databaseUrl,
      lockTimeoutMs: 5_500,
      report: (line) => said.push(line),
    });
    const holder = `process ${String(rows[0]?.pid)} of Postgres (fairsplit set-up, from `;
    await expect(waiting).rejects.toThrow(holder);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(holder);
  });
  expect(await migrate({ url: databaseUrl })).toEqual([]);
});

// Without PgBouncer on the machine these two are skipped: Debian has it as the package `pgbouncer`.
test.skipIf(!hasPooler)(
  'a pooler in transaction mode is refused with what to do, and leaves no lock',
  async () => {
    const pooler = await startPooler(databaseUrl, 'transaction');
    onTestFinished(pooler.stop);
    const refused = provideDatabase({ databaseUrl: pooler.url });
    await expect(refused).rejects.toThrow(PoolerError);
    await expect(refused).rejects.toThrow(/transaction mode.*session mode/s);
    expect(await migrate({ url: databaseUrl, lockTimeoutMs: 0 })).toEqual([]);
  },
);

test.skipIf(!hasPooler)('a pooler in session mode serves', async () => {
  const pooler = await startPooler(databaseUrl, 'session');
  onTestFinished(pooler.stop);
  const provided = await provideDatabase({ databaseUrl: pooler.url });
  expect(provided.url).toBe(pooler.url);
});
