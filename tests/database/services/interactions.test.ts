import { describe, expect, it } from 'vitest';
import { scanInteractions } from '../../../lib/services/analysis/scan-interactions';
import { createExperiment } from '../../../lib/services/experiments/create-experiment';
import { startExperiment } from '../../../lib/services/experiments/start-experiment';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();

const metric = {
  key: 'spend',
  kind: 'sum',
  definition: { version: 2, event: 'purchase', window: { startHours: 0, lengthHours: null } },
};
const units = Array.from({ length: 200 }, (_, place) => ({
  unit: `unit-${String(place)}`,
  first: place % 2,
  second: Math.floor(place / 2) % 2,
  /** The same five values in each of the four cells. */
  noise: Math.floor(place / 4) % 5,
}));

/** Two experiments over the same units; a purchase is 10 with noise, 2 more in the first, 3 in the second, 7 in both beyond that. */
async function twoExperiments(both: number, shared = units.length) {
  const run = await runWithEvidence(database, [metric]);
  await createExperiment({ ctx: run.ctx, input: experimentBody({ key: 'banner', name: 'Banner' }) });
  const { runs } = await startExperiment({ ctx: run.ctx, input: { key: 'banner' } });
  await run.exposed(units.map(({ unit, first }) => ({ unit, variant: first, hours: 1 })));
  await database.pool.query(
    `insert into exposures (run_id, unit, variant, first_seen_at)
     select $1, unit, variant, $3 from json_to_recordset($2) as sent (unit text, variant int)`,
    [
      runs[0]?.id,
      JSON.stringify(units.slice(0, shared).map(({ unit, second }) => ({ unit, variant: second }))),
      run.at(2),
    ],
  );
  const values = units.map(({ unit, first, second, noise }) => ({
    name: 'purchase',
    unit,
    value: 10 + noise + 2 * first + 3 * second + both * first * second,
    hours: 3,
  }));
  // Between the two exposures: not yet under both, so not counted.
  const early = units.map(({ unit }) => ({ name: 'purchase', unit, value: 1_000, hours: 1.5 }));
  await run.did([...values, ...early]);
  const ctx = { ...run.ctx, now: () => run.at(10) };
  return scanInteractions({ ctx, input: {} });
}

describe('a scan for interactions', () => {
  it('finds what two treatments do together beyond what each does alone', async () => {
    const { pairs, interactions } = await twoExperiments(7);
    expect(pairs).toEqual([{ first: 'checkout', second: 'banner', units: 200, measured: true }]);
    expect(interactions).toHaveLength(1);
    const [found] = interactions;
    expect(found).toMatchObject({
      metric: 'spend',
      first: { experiment: 'checkout', variant: 'treatment' },
      second: { experiment: 'banner', variant: 'treatment' },
      units: [50, 50, 50, 50],
    });
    const value = found?.interaction.ok === true ? found.interaction.value : null;
    expect(value?.difference).toBeCloseTo(7, 9);
    // Four means of fifty values, ten each of 0 to 4: variance 100/49.
    expect(value?.standardError).toBeCloseTo(Math.sqrt((4 * (100 / 49)) / 50), 9);
    expect(found?.adjustedP).toBeLessThan(1e-20);
  });

  it('finds nothing where effects add up, and cannot say where a pair of variants has few units', async () => {
    const [none] = (await twoExperiments(0)).interactions;
    expect(none?.interaction.ok === true ? none.interaction.value.difference : NaN).toBeCloseTo(0, 9);
    expect(none?.adjustedP).toBeCloseTo(1, 9);
    const [few] = (await twoExperiments(7, 40)).interactions;
    expect(few?.interaction).toMatchObject({ ok: false, reason: 'too-few-units' });
    expect(few?.adjustedP).toBeNull();
  });

  it('sees nothing of another workspace', async () => {
    await twoExperiments(7);
    const { ctx } = await createWorkspace(database);
    const scan = await scanInteractions({ ctx, input: {} });
    expect(scan).toMatchObject({ pairs: [], interactions: [] });
  });
});
