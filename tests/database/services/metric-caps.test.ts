import { describe, expect, it } from 'vitest';
import { runAnalysis } from '@/lib/verbs/analysis/run-analysis';
import type { Context } from '@/lib/auth/context';
import { createExperiment } from '@/lib/verbs/experiments/create-experiment';
import { startExperiment } from '@/lib/verbs/experiments/start-experiment';
import { createMetric } from '@/lib/verbs/metrics/create-metric';
import { cloneDatabase } from '@/tests/support/database';
import { createWorkspace, experimentBody } from '@/tests/support/workspace';
import { saying } from '../../support/outcomes';

const database = await cloneDatabase();
const hourMs = 3_600_000;

/** 99 units that spent 11, and one whose only event is a refund of 5,000. */
async function analysed(key: string, definition: object, kind = 'sum') {
  const { ctx, environmentId } = await createWorkspace(database);
  const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
  await createMetric({
    ctx,
    input: {
      key: 'spend',
      name: 'Spend',
      kind,
      definition: { version: 2, window, covariate: null, ...definition },
    },
  });
  const metrics = [{ metric: 'spend', role: 'success' }];
  await createExperiment({
    ctx,
    input: experimentBody({ key, metrics, plan: { method: 'fixed', plannedUnits: 100 } }),
  });
  const { runs } = await startExperiment({ ctx, input: { key } });
  const started = runs[0];
  if (started === undefined) throw new Error('not started');
  const occurredAt = new Date(started.startedAt.getTime() + 60_000);
  await database.pool.query('select ensure_event_partition($1)', [occurredAt]);
  await database.pool.query(
    `insert into exposures (run_id, unit, variant, first_seen_at)
     select $1, 'unit-' || id, id % 2, $2::timestamptz from generate_series(0, 99) as id`,
    [started.id, started.startedAt],
  );
  await database.pool.query(
    `insert into events (environment_id, key, name, unit, value, occurred_at)
     select $1, gen_random_uuid(), 'purchase', 'unit-' || id, case when id = 0 then -5000 else 11 end,
       $2::timestamptz
     from generate_series(0, 99) as id`,
    [environmentId, occurredAt],
  );
  const then: Context = { ...ctx, now: () => new Date(started.startedAt.getTime() + hourMs) };
  const { result } = await runAnalysis({ ctx: then, input: { key } });
  const [metric] = result.metrics;
  if (metric === undefined) throw new Error('no metric');
  return metric;
}

describe('a cap at the low end', () => {
  const purchase = { event: 'purchase', where: [] };

  it('keeps one refund from moving the mean of its arm, and is shown with its value', async () => {
    const open = await analysed('open', { ...purchase, winsorisation: 0.999 });
    expect(open.arms[0]?.mean).toBeCloseTo((49 * 11 - 5000) / 50, 9);
    const capped = await analysed('capped', { ...purchase, winsorisationLower: 0.02 });
    expect(capped.caps).toEqual([{ part: 'value', side: 'lower', quantile: 0.02, value: 11 }]);
    expect(capped.cap).toBeNull();
    expect(capped.arms.map(({ mean }) => mean)).toEqual([11, 11]);
    expect(capped.effects[0]?.effect).toEqual(saying('no-variance', /^The lower cap is 11/));
  });

  it('cuts the parts of a ratio each at its own quantiles, before the ratio is formed', async () => {
    const numerator = { ...purchase, aggregate: 'sum', winsorisationLower: 0.02 };
    const denominator = { ...purchase, aggregate: 'count' };
    const ratio = await analysed('ratio', { numerator, denominator }, 'ratio');
    expect(ratio.arms.map(({ mean }) => mean)).toEqual([11, 11]);
    expect(ratio.caps).toEqual([{ part: 'numerator', side: 'lower', quantile: 0.02, value: 11 }]);
  });
});
