import { describe, expect, it } from 'vitest';
import { exportUnits } from '../../../lib/verbs/analysis/export-units';
import { recordIdentities } from '../../../lib/ingestion/record-identities';
import { createEvidence } from '../../../lib/evidence/create-evidence';
import { createIngestion } from '../../../lib/ingestion/ingestion';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { updateExperiment } from '../../../lib/verbs/experiments/update-experiment';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const window = { startHours: 0, lengthHours: 10, mustBeComplete: false };
const definition = { version: 2, event: 'purchase', window };
const spend = { key: 'spend', kind: 'sum', definition: { ...definition, covariate: { lengthHours: 5 } } };
const plan = { method: 'always-valid', plannedUnits: 40 };
const trigger = { event: 'checkout' };

/** So many units, all exposed at 10 hours, of which those in `triggering` opened the checkout at 20. */
async function triggered(triggering: (index: number) => boolean, { from = 'trigger', count = 40 } = {}) {
  const run = await runWithEvidence(database, [spend], { plan, trigger: { ...trigger, from } });
  const units = Array.from({ length: count }, (_, index) => ({ unit: `unit-${String(index)}`, index }));
  await run.exposed(units.map(({ unit, index }) => ({ unit, variant: index % 2, hours: 10 })));
  await run.did(
    units.flatMap(({ unit, index }) => [
      ...(triggering(index) ? [{ name: 'checkout', unit, value: 0, hours: 20 }] : []),
      { name: 'checkout', unit, value: 0, hours: 9.9 },
      { name: 'purchase', unit, value: 1000, hours: 19 },
      { name: 'purchase', unit, value: 1 + (index % 3), hours: 21 },
      { name: 'purchase', unit, value: 5 + (index % 5), hours: 9 },
    ]),
  );
  return run;
}

describe('a triggered analysis', () => {
  it('is of the units that did it after exposure, in both arms, measured from then on, its past before exposure', async () => {
    const { ctx, analysedAt } = await triggered((index) => index % 4 < 2);
    const { result, queries } = await analysedAt(40);
    expect(result.variants.map(({ units }) => units)).toEqual([10, 10]);
    expect(result.exposedUnits).toEqual([
      { variant: 'control', units: 20 },
      { variant: 'treatment', units: 20 },
    ]);
    const [metric] = result.metrics;
    expect(metric?.arms.map(({ n }) => n)).toEqual([10, 10]);
    // What was bought between exposure and trigger is in neither window.
    const means = metric?.arms.map(({ joint }) => joint?.means) ?? [];
    for (const [own = NaN, past = NaN, known = NaN] of means.map((mean) => mean ?? [])) {
      expect(own).toBeLessThan(4);
      expect(past).toBeGreaterThan(4);
      expect(past).toBeLessThan(10);
      expect(known).toBe(1);
    }
    expect(queries.map(({ name }) => name)).toContain('units that triggered');
    expect(result.health.delays?.events.map(({ name }) => name)).toEqual(['checkout', 'purchase']);
    const { body } = await exportUnits({ ctx, input: { key: 'checkout', format: 'csv' } });
    expect((await new Response(body).text()).trimEnd().split('\r\n')).toHaveLength(1 + 20);
  });

  it('may measure from the exposure on', async () => {
    const { analysedAt } = await triggered((index) => index % 4 < 2, { from: 'exposure' });
    const { result } = await analysedAt(40);
    expect(result.metrics[0]?.arms.map(({ n, mean }) => [n, mean >= 1000])).toEqual([
      [10, true],
      [10, true],
    ]);
  });

  it('alarms where a variant triggers more units than the other', async () => {
    const { analysedAt } = await triggered((index) => index % 2 === 0 || index < 3, { count: 120 });
    const { result, decision } = await analysedAt(40);
    expect(result.variants.map(({ units }) => units)).toEqual([60, 1]);
    expect(result.health.sampleRatioAlarm).toBe(true);
    expect(decision?.decision).toMatchObject({ ok: true, value: { outcome: 'invalid' } });
  });

  it('takes what any of a person’s linked units did', async () => {
    const { ctx, environmentId, did, analysedAt } = await triggered(() => false);
    const sending = { ...ctx, environmentId, ingestion: createIngestion(createEvidence(database).write) };
    const input = { identities: [{ anonymous: 'phone', unit: 'unit-0' }] };
    const receipt = await recordIdentities({ ctx: sending, input });
    expect(receipt.rejected).toEqual([]);
    await did([{ name: 'checkout', unit: 'phone', value: 0, hours: 22 }]);
    const { result } = await analysedAt(40);
    expect(result.variants.map(({ units }) => units)).toEqual([1, 0]);
  });

  it('is planned before the run, and refused where it is none', async () => {
    const { ctx } = await createWorkspace(database);
    const { version, trigger: stored } = await createExperiment({ ctx, input: experimentBody({ trigger }) });
    expect(stored).toEqual({ event: 'checkout', where: [], from: 'trigger' });
    const changed = (to: unknown) =>
      updateExperiment({ ctx, input: { key: 'checkout', version, changes: { trigger: to } } });
    await expect(changed({ event: '' })).rejects.toMatchObject({ status: 400 });
    await expect(changed({ event: 'e', from: 'end' })).rejects.toMatchObject({ status: 400 });
    expect((await changed(null)).trigger).toBeNull();
  });
});
