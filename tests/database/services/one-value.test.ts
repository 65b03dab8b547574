import { expect, test } from 'vitest';
import { verdict } from '../../../lib/charts/verdict';
import { eraseUnit } from '../../../lib/verbs/data/erase-unit';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';
import { spentOnPurchases } from '../../support/runs';

// One value that nobody meant makes all of a metric's spread: then every test of it says the same, whatever the others did.

const database = await cloneDatabase();

const revenue = { key: 'revenue', kind: 'sum', definition: spentOnPurchases };

test.each([0, 1])('a purchase of 1e30 in variant %i spends no look of a fixed plan', async (absurd) => {
  const unit = `u${String(absurd)}-7`;
  const plan = { method: 'fixed', plannedUnits: 398 };
  const run = await runWithEvidence(database, [revenue], { plan });
  const units = [0, 1].flatMap((variant) =>
    Array.from({ length: 200 }, (_, index) => ({
      unit: `u${String(variant)}-${String(index)}`,
      variant,
      value: 10 + 4 * variant + (index % 5),
    })),
  );
  await run.exposed(units.map(({ unit, variant }) => ({ unit, variant, hours: 0 })));
  await run.did(units.map(({ unit, value }) => ({ name: 'purchase', unit, value, hours: 0.01 })));
  await run.did([{ name: 'purchase', unit, value: 1e30, hours: 0.02 }]);
  const analysis = await run.analysedAt(1);
  expect(analysis).toMatchObject({
    lookNumber: null,
    decision: { look: { taken: false, why: 'nothing-tested' } },
  });
  const { result, decision } = analysis;
  if (decision === null) throw new Error('no decision');
  expect(result.metrics[0]?.effects[0]?.effect).toMatchObject({ ok: false, message: 'one-unit-decides' });
  const newest = { result, decision, lookNumber: null };
  const page = verdict({ plan: analysis.configuration.plan, running: true, newest, look: null });
  expect(page.facts.join(' ')).toContain('At least half of the spread is one unit’s');

  // With the unit gone, the look is taken by what the others did, and with the whole of its error.
  await eraseUnit({ ctx: run.ctx, input: { unit } });
  const look = await run.analysedAt(2);
  expect(look).toMatchObject({ lookNumber: 1, decision: { look: { taken: true } } });
});
