import { describe, expect, it } from 'vitest';
import { createMetric } from '../../../lib/verbs/metrics/create-metric';
import { updateMetric } from '../../../lib/verbs/metrics/update-metric';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';
import { createWorkspace } from '../../support/workspace';

const database = await cloneDatabase();
const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const definition = { version: 2, event: 'purchase', window };
const units = Array.from({ length: 40 }, (_, index) => `unit-${String(index)}`);

async function analysed(pastOf: (index: number) => number | null) {
  const { exposed, did, analysedAt } = await runWithEvidence(database, [
    { key: 'spend', kind: 'sum', definition },
    { key: 'plain', kind: 'sum', definition: { ...definition, covariate: null } },
  ]);
  await exposed(units.map((unit, index) => ({ unit, variant: index % 2, hours: 1 })));
  const value = (index: number) => 10 + (index % 7) + (index % 2);
  await did(units.map((unit, index) => ({ name: 'purchase', unit, value: value(index), hours: 2 })));
  await did(
    units.flatMap((unit, index) => {
      const past = pastOf(index);
      return past === null ? [] : [{ name: 'purchase', unit, value: past, hours: 1 - 335 }];
    }),
  );
  const { result } = await analysedAt(30);
  const [spend, plain] = result.metrics.map(({ effects }) => effects[0]);
  if (spend?.effect.ok !== true || plain?.effect.ok !== true) throw new Error('no effect');
  return { spend, plain, effect: spend.effect.value, plainEffect: plain.effect.value };
}

describe('a metric that says nothing of a covariate', () => {
  it('is adjusted for the two weeks before exposure, those without a past among them', async () => {
    const { spend, plain, effect, plainEffect } = await analysed((index) =>
      index < 10 ? null : 3 * (10 + (index % 7)),
    );
    expect(plain.adjustment).toBeNull();
    expect(spend.adjustment).toMatchObject({ ok: true, value: { unadjusted: { value: plainEffect } } });
    if (spend.adjustment?.ok !== true) throw new Error('not adjusted');
    expect(spend.adjustment.value.coefficients).toHaveLength(2);
    expect(spend.adjustment.value.varianceReduction).toBeGreaterThan(0.5);
    expect(effect.standardError).toBeLessThan(plainEffect.standardError);
  });

  it('shows the plain effect and says why where no unit has a past', async () => {
    const { spend, effect, plainEffect } = await analysed(() => null);
    expect(spend.adjustment).toMatchObject({ ok: false, reason: 'no-variance' });
    expect(effect).toEqual(plainEffect);
  });

  it('keeps what it was created with, until a change says that it wants none', async () => {
    const { ctx } = await createWorkspace(database);
    const created = await createMetric({
      ctx,
      input: { key: 'spend', name: 'Spend', kind: 'sum', definition },
    });
    expect(created.definition).toMatchObject({ covariate: { lengthHours: 336, term: null } });
    const renamed = await updateMetric({ ctx, input: { key: 'spend', version: 1, changes: { name: 'S' } } });
    expect(renamed.definition).toEqual(created.definition);
    const changed = async (version: number, change: object) => {
      const changes = { definition: { ...definition, ...change } };
      const { definition: stored } = await updateMetric({ ctx, input: { key: 'spend', version, changes } });
      return stored;
    };
    expect(await changed(2, {})).toEqual(created.definition);
    expect(await changed(2, { covariate: null })).toMatchObject({ covariate: null });
  });
});

describe('a metric that names several covariates', () => {
  it('is adjusted for each, from what units did in its own time before exposure, and names what adds nothing', async () => {
    const others = ['visit', 'never'].map((event) => ({ event, aggregate: 'count', lengthHours: 48 }));
    const covariate = { lengthHours: 336, others };
    const metrics = [{ key: 'spend', kind: 'sum', definition: { ...definition, covariate } }];
    const plan = { method: 'always-valid', plannedUnits: 40 };
    const { exposed, did, analysedAt } = await runWithEvidence(database, metrics, { plan });
    await exposed(units.map((unit, index) => ({ unit, variant: index % 2, hours: 1 })));
    const visits = (index: number) => Math.floor(index / 2) % 4;
    const value = (index: number) => 10 + 5 * visits(index) + (index % 3) + (index % 2);
    await did(units.map((unit, index) => ({ name: 'purchase', unit, value: value(index), hours: 2 })));
    await did(
      units.flatMap((unit, index) => [
        ...Array.from({ length: visits(index) }, (_, k) => ({
          name: 'visit',
          unit,
          value: 1,
          hours: -2 - k,
        })),
        // Before its own time.
        { name: 'visit', unit, value: 1, hours: -60 },
      ]),
    );
    for (const full of [false, true]) {
      const { result } = await analysedAt(30, { full });
      const adjustment = result.metrics[0]?.effects[0]?.adjustment;
      if (adjustment?.ok !== true) throw new Error('not adjusted');
      const { names, dropped, coefficients, varianceReduction } = adjustment.value;
      expect(names).toEqual([
        'sum(purchase)',
        'any(purchase)',
        'count(visit)',
        'any(visit)',
        'count(never)',
        'any(never)',
      ]);
      expect(dropped).toEqual(['sum(purchase)', 'any(purchase)', 'count(never)', 'any(never)']);
      expect(Math.round((coefficients[2] ?? NaN) * 2) / 2).toBe(5);
      expect(varianceReduction).toBeGreaterThan(0.9);
    }
  });
});
