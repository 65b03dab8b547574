import { expect, it } from 'vitest';
import { openDatabase } from '../../../lib/database/client';
import { cloneDatabaseUrl } from '../../support/database';

it('makes a month once, however many connections meet at its first event', async () => {
  const database = openDatabase({ url: await cloneDatabaseUrl(), maxConnections: 12 });
  try {
    // Connections that have looked before keep what they saw: the answer must not come from there.
    await Promise.all(Array.from({ length: 12 }, () => database.pool.query('select pg_sleep(0.05)')));
    for (let month = 1; month <= 12; month += 1) {
      const instant = new Date(Date.UTC(2026, month - 1, 15));
      await Promise.all(
        Array.from({ length: 12 }, () =>
          database.pool.query('select ensure_event_partition($1::timestamptz)', [instant]),
        ),
      );
    }
    const { rows } = await database.pool.query<{ months: number }>(
      `select count(*)::int as months from pg_inherits where inhparent = 'events'::regclass`,
    );
    expect(rows).toEqual([{ months: 12 }]);
  } finally {
    await database.close();
  }
});
