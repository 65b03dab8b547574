import { expect, it } from 'vitest';
import { exportAnalysis } from '../../../lib/verbs/analysis/export-analysis';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';
import { spentOnPurchases } from '../../support/runs';

const database = await cloneDatabase();
const spend = {
  key: 'spend',
  kind: 'sum',
  definition: spentOnPurchases,
};

it('a file of a later look has the chances that earlier looks left, and what each advised', async () => {
  const { ctx, exposed, did, analysedAt } = await runWithEvidence(database, [spend], {
    metrics: [{ metric: 'spend', role: 'success', minimumEffectRelative: 0.05 }],
    plan: { method: 'group-sequential', looks: 4, plannedUnits: 400 },
    leastConditionalPower: 0.2,
  });
  for (const look of [1, 2]) {
    const units = Array.from({ length: 100 }, (_, index) => ({
      unit: `unit-${String(look)}-${String(index)}`,
      variant: index % 2,
      hours: look,
    }));
    await exposed(units);
    await did(
      units.map((one, index) => ({ ...one, name: 'purchase', value: 10 + (index % 7) - one.variant / 4 })),
    );
    const { lookNumber } = await analysedAt(look + 0.5);
    expect(lookNumber).toBe(look);
  }
  const bodyOf = async (format: string): Promise<string> => {
    const file = await exportAnalysis({ ctx, input: { key: 'checkout', format } });
    return file === null ? '' : new Response(file.body).text();
  };
  const csv = await bodyOf('csv');
  expect(csv).toMatch(/"\[\{""look"":1,.*""advised"":(true|false)\},\{""look"":2,/);
  for (const format of ['ipynb', 'r']) {
    const body = (await bodyOf(format)).replaceAll('\\', '');
    expect(body.match(/leastConditionalPower\W{1,5}0\.2/g)).toHaveLength(2);
  }
});
