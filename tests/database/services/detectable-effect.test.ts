import { expect, it } from 'vitest';
import { latestAnalysis } from '../../../lib/verbs/analysis/latest-analysis';
import { exportAnalysis } from '../../../lib/verbs/analysis/export-analysis';
import { normalIsf } from '../../../lib/statistics/distributions/normal';
import { cloneDatabase } from '../../support/database';
import { valueOf } from '../../support/outcomes';
import { runWithEvidence } from '../../support/run-with-evidence';
import { spentOnPurchases } from '../../support/runs';

const database = await cloneDatabase();
const spend = { key: 'spend', kind: 'sum', definition: spentOnPurchases };

it('stores with an analysis between looks what can be found now, and reads analyses that have none', async () => {
  const plan = { method: 'fixed', plannedUnits: 1_000 };
  const run = await runWithEvidence(database, [spend], { plan });
  const units = Array.from({ length: 200 }, (_, index) => ({
    unit: `u${index}`,
    variant: index % 2,
    hours: 0,
  }));
  await run.exposed(units);
  // 10, 11, 12, 13, 14 in turn in the control and 4 more in the treatment: their mean is 14, their variance 2.
  await run.did(
    units.map(({ unit, variant }, index) => ({
      ...{ name: 'purchase', unit, hours: 0.001 },
      value: 10 + 4 * variant + (Math.floor(index / 2) % 5),
    })),
  );
  const { id, decision, lookNumber } = await run.analysedAt(1);
  expect(lookNumber).toBeNull();
  const [found] = decision?.detectable ?? [];
  expect(found).toMatchObject({ metric: 'spend', question: 'better', power: 0.8, units: 200 });
  const { mean, variance, relative } = valueOf(
    found?.relative ?? { ok: false, reason: 'not-computable', detail: '' },
  );
  expect(mean).toBeCloseTo(14, 9);
  expect(variance).toBeCloseTo((2 * 100) / 99, 9);
  // A total's variance moves with its mean. Student's t of 198 degrees of freedom needs a little more than the normal distribution.
  const byNormal = ((normalIsf(0.025) + normalIsf(0.2)) * Math.sqrt(((2 + relative) * variance) / 100)) / 14;
  expect(relative / byNormal).toBeGreaterThan(1);
  expect(relative / byNormal).toBeLessThan(1.01);

  const asked = { ctx: run.ctx, input: { key: 'checkout' } };
  expect((await latestAnalysis(asked))?.decision?.detectable).toEqual([found]);
  expect(await exportAnalysis(asked)).toMatchObject({
    body: expect.stringContaining('"detectable": [') as string,
  });
  // As an earlier engine stored it.
  await database.pool.query(
    `insert into analyses (id, run_id, horizon, engine_version, plan, result, queries, decision, requested_by)
     select gen_random_uuid(), run_id, horizon, engine_version, plan, result, queries, decision - 'detectable', requested_by
     from analyses where id = $1`,
    [id],
  );
  const ofBefore = await latestAnalysis(asked);
  expect(ofBefore?.id).not.toBe(id);
  expect(ofBefore?.decision).not.toHaveProperty('detectable');
});
