import { describe, expect, it } from 'vitest';
import { fileHeaders } from '../../../lib/api/attachment';
import { exportUnits } from '../../../lib/verbs/analysis/export-units';
import { unitsLeftOut } from '../../../lib/verbs/analysis/units-left-out';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { createSource } from '../../../lib/verbs/sources/create-source';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';
import { sourceDatabase } from '../../support/source-database';
import { createWorkspace } from '../../support/workspace';

const database = await cloneDatabase();
const shop = await sourceDatabase();
const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
const definition = { version: 2, event: 'purchase', window, covariate: null };

describe('rows of units', () => {
  it('leave out what reads a source and what failed, name both, and have everything else', async () => {
    const workspace = await createWorkspace(database);
    const { ctx } = workspace;
    const sql = 'select unit, at as "time", amount as "value" from orders';
    await createSource({
      ctx,
      input: { key: 'orders', name: 'Orders', connection: shop.connection, sql },
    });
    const { at, exposed, did, analysedAt } = await runWithEvidence(
      database,
      [
        { key: 'bought', kind: 'proportion', definition },
        { key: 'spend', kind: 'sum', definition },
        { key: 'ordered', kind: 'sum', definition: { version: 2, source: 'orders', window } },
      ],
      { plan: { looks: 1, plannedUnits: 2 } },
      workspace,
    );
    await exposed(
      ['a', 'b', 'x', 'y'].map((unit, place) => ({ unit, variant: place < 2 ? 0 : 1, hours: 1 })),
    );
    // Two of them are more than a float8 holds.
    await did([1, 2].map((hours) => ({ name: 'purchase', unit: 'a', value: 1.7e308, hours: 1 + hours })));
    // No look is taken without the metric that fails, so there are rows because the run has ended.
    await stopExperiment({ ctx: { ...ctx, now: () => at(4) }, input: { key: 'checkout' } });
    const analysis = await analysedAt(5);
    expect(analysis.lookNumber).toBeNull();
    const file = await exportUnits({
      ctx: { ...ctx, now: () => at(5) },
      input: { key: 'checkout', format: 'csv' },
    });
    const [header, ...rows] = (await new Response(file.body).text()).trimEnd().split('\r\n');
    expect(header).toBe('unit,variant,first_seen_at,bought');
    expect(rows.map((row) => row.slice(-1)).sort()).toEqual(['0', '0', '0', '1']);
    const failed = 'The query failed: value out of range: overflow.';
    const expected = [
      { metric: 'spend', reason: failed },
      { metric: 'ordered', reason: 'It reads the source "orders".' },
    ];
    expect(file.leftOut).toEqual(expected);
    expect(unitsLeftOut(analysis)).toEqual(expected);
    expect(fileHeaders(file)['fairsplit-left-out']).toBe(
      `spend: ${failed} | ordered: It reads the source "orders".`,
    );
    expect(fileHeaders({ ...file, leftOut: [{ metric: 'm', reason: 'r\r\nset-cookie: é' }] })).toMatchObject({
      'fairsplit-left-out': 'm: r??set-cookie: ?',
    });
  });
});
