import { describe, expect, it } from 'vitest';
import { cannotSay } from '../../lib/statistics/outcome';
import type { MeasuredMetric } from '../../lib/evidence/read';
import { createSnapshots } from '../../lib/evidence/postgres/read/snapshots';
import { cloneDatabase } from '../support/database';
import { makeWorkspace } from '../support/factories';
import { spentOnPurchases } from '../support/runs';

const database = await cloneDatabase();
const { environmentId } = await makeWorkspace(database);
const horizon = new Date('2026-03-10T00:00:00Z');
const definition = { ...spentOnPurchases, event: 'buy' } as const;
const metrics: readonly MeasuredMetric[] = [
  { key: 'sum', kind: 'sum', definition },
  { key: 'count', kind: 'count', definition },
  { key: 'median', kind: 'quantile', definition: { ...definition, aggregate: 'sum', quantile: 0.5 } },
];

let runs = 0;

/** A run of two units, one of which sent these values. */
async function runWith(values: readonly string[]) {
  runs += 1;
  const scope = { runId: runs, environmentId, horizon };
  for (const unit of ['one', 'two']) {
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at) values ($1, $2, 0, '2026-03-01T00:00:00Z')`,
      [scope.runId, `${unit} of ${String(runs)}`],
    );
  }
  await database.pool.query(`select ensure_event_partition('2026-03-01T00:00:00Z')`);
  for (const value of values) {
    await database.pool.query(
      `insert into events (environment_id, key, name, unit, value, occurred_at)
       values ($1, gen_random_uuid(), 'buy', $2, $3::float8, '2026-03-02T00:00:00Z')`,
      [environmentId, `one of ${String(runs)}`, value],
    );
  }
  return { scope, metrics, attributes: [], alphaTwoSided: 0.05 };
}

describe('reading metrics', () => {
  it('blames a metric that returns what is no number, and reads the others', async () => {
    const request = await runWith(['NaN', '1']);
    const { metrics: read } = await createSnapshots(database.pool).inSnapshot((snapshot) =>
      snapshot.measureMetrics(request),
    );
    expect(read.get('sum')).toEqual(cannotSay('not-computable', 'query-without-number'));
    expect(read.get('median')).toEqual(cannotSay('not-computable', 'query-without-number'));
    expect(read.get('count')).toMatchObject({ ok: true, arms: [{ n: 2, means: [1] }] });
  });

  it('blames a metric that takes longer than it may, and leaves the snapshot usable', async () => {
    const request = await runWith(['1']);
    const blocker = await database.pool.connect();
    try {
      await blocker.query('begin');
      await blocker.query('lock table events in access exclusive mode');
      const units = await createSnapshots(database.pool).inSnapshot(
        async (snapshot) => {
          const { metrics: read } = await snapshot.measureMetrics(request);
          for (const { key } of metrics) {
            expect(read.get(key)).toEqual(cannotSay('not-computable', 'query-took-too-long'));
          }
          return snapshot.countUnits(request.scope);
        },
        { statementTimeoutMs: 1_000 },
      );
      expect(units.rows).toEqual([{ variant: 0, units: 2, unitsInTwoVariants: 0 }]);
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  it('says in the log that a refresh was not one, and why, when a statement fails in it', async () => {
    const request = await runWith(['NaN', '1']);
    const said: [object, string][] = [];
    const write = (fields: object, message: string) => void said.push([fields, message]);
    const log = { debug: write, info: write, warn: write, error: write };
    const warehouse = createSnapshots(database.pool, { log });
    const refreshed = () =>
      warehouse.inRefresh(request.scope.runId, (snapshot) => snapshot.measureMetrics(request));
    expect((await refreshed()).isIncremental).toBe(false);
    const reason = 'The query returned something that is not a finite number.';
    const message = 'a run could not be read incrementally and is read as a whole';
    expect(said).toEqual([[{ runId: request.scope.runId, reason }, message]]);
    await database.pool.query("update events set value = 2 where value = 'NaN' and unit = $1", [
      `one of ${String(runs)}`,
    ]);
    expect((await refreshed()).isIncremental).toBe(true);
    expect(said).toHaveLength(1);
  });

  it('blames no metric for a connection that breaks', async () => {
    const request = await runWith(['1']);
    await expect(
      createSnapshots(database.pool).inSnapshot(async (snapshot) => {
        await database.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'`,
        );
        return snapshot.measureMetrics(request);
      }),
    ).rejects.toThrow();
  });
});
