import { describe, expect, it } from 'vitest';
import { scanInteractions } from '../../../lib/verbs/analysis/scan-interactions';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { rampExperiment } from '../../../lib/verbs/experiments/ramp-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
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

const even = { control: 0.5, treatment: 0.5 };

/**
 * Of 1,000 units before hour 10 and 1,000 after it, the other experiment's treatment raises conversion from .2 to .6 before and
 * leaves it at .2 after, whatever variant the unit has in the changed one. Only the changed one's split differs: 900 to 100 before, then
 * 500 to 500. Pooled, the other's effect is .2571 in its control and .0667 in its treatment.
 */
const twoPeriods = [
  { hours: 1, treated: 100, converts: [0.2, 0.6] },
  { hours: 11, treated: 500, converts: [0.2, 0.2] },
].flatMap(({ hours, treated, converts }) =>
  [1_000 - treated, treated].flatMap((count, changed) =>
    Array.from({ length: count }, (_, place) => ({
      unit: `unit-${String(hours)}-${String(changed)}-${String(place)}`,
      hours,
      changed,
      other: place % 2,
      converted: Math.floor(place / 2) % 5 < 5 * (converts[place % 2] ?? 0),
    })),
  ),
);

/** Two experiments over the units of two periods; between these, one of the two is ramped. */
async function scannedAfterRamp(
  ramped: 'checkout' | 'banner',
  ramp: object,
  changes: Readonly<Record<string, unknown>>,
) {
  const definition = { version: 2, event: 'purchase', window: { startHours: 0, lengthHours: null } };
  const bought = { key: 'bought', kind: 'proportion', definition };
  const of = (key: string) => (key === ramped ? changes : {});
  const run = await runWithEvidence(database, [bought], of('checkout'));
  const banner = experimentBody({ key: 'banner', name: 'Banner', ...of('banner') });
  await createExperiment({ ctx: run.ctx, input: banner });
  const { runs } = await startExperiment({ ctx: run.ctx, input: { key: 'banner' } });
  const variants = twoPeriods.map(({ unit, hours, changed, other }) => ({
    unit,
    hours,
    ...(ramped === 'checkout' ? { first: changed, second: other } : { first: other, second: changed }),
  }));
  await run.exposed(variants.map(({ unit, hours, first }) => ({ unit, hours, variant: first })));
  await database.pool.query(
    `insert into exposures (run_id, unit, variant, first_seen_at)
     select $1, unit, variant, first_seen_at
     from json_to_recordset($2) as sent (unit text, variant int, first_seen_at timestamptz)`,
    [
      runs[0]?.id,
      JSON.stringify(
        variants.map(({ unit, hours, second }) => ({ unit, variant: second, first_seen_at: run.at(hours) })),
      ),
    ],
  );
  const buyers = twoPeriods.filter(({ converted }) => converted);
  await run.did(buyers.map(({ unit, hours }) => ({ name: 'purchase', unit, value: 1, hours: hours + 1 })));
  const ctxAt = (hours: number) => ({ ...run.ctx, now: () => run.at(hours) });
  await rampExperiment({ ctx: ctxAt(10), input: { key: ramped, ...ramp } });
  return scanInteractions({ ctx: ctxAt(20), input: {} });
}

describe('a scan for interactions', () => {
  it('finds what two treatments do together beyond what each does alone', async () => {
    const { pairs, interactions } = await twoExperiments(7);
    expect(pairs).toEqual([{ first: 'checkout', second: 'banner', units: 200, measured: true }]);
    expect(interactions).toHaveLength(1);
    const [found] = interactions;
    expect(found).toMatchObject({
      metric: 'spend',
      first: { experiment: 'checkout', contrast: { treatment: 'treatment', reference: 'control' } },
      second: { experiment: 'banner', contrast: { treatment: 'treatment', reference: 'control' } },
      units: [50, 50, 50, 50],
    });
    const value = found?.interaction.ok === true ? found.interaction.value : null;
    // Means of 12, 14, 15 and 24, of fifty values, ten each of 0 to 4 beside the mean: variance 100/49.
    expect(value?.ratio).toBeCloseTo(24 / 15 / (14 / 12), 9);
    const inverseSquares = [12, 14, 15, 24].reduce((sum, mean) => sum + mean ** -2, 0);
    expect(value?.standardError).toBeCloseTo(Math.sqrt((inverseSquares * 100) / 49 / 50), 9);
    expect(found?.adjustedP).toBeLessThan(1e-20);
  });

  it('finds nothing where relative effects multiply, and cannot say where a pair of variants has few units', async () => {
    // 12 and 14 without the other; 15 and 17.5 with it.
    const [none] = (await twoExperiments(0.5)).interactions;
    expect(none?.interaction.ok === true ? none.interaction.value.ratio : NaN).toBeCloseTo(1, 9);
    expect(none?.adjustedP).toBeCloseTo(1, 9);
    const [few] = (await twoExperiments(7, 40)).interactions;
    expect(few?.interaction).toMatchObject({ ok: false, reason: 'too-few-units' });
    expect(few?.adjustedP).toBeNull();
  });

  it.each(['checkout', 'banner'] as const)(
    'refuses a pair where the weights of %s changed within the run, and still lists it',
    async (ramped) => {
      const variants = [
        { key: 'control', name: 'Control', value: false, weight: 0.9, isControl: true },
        { key: 'treatment', name: 'Treatment', value: true, weight: 0.1, isControl: false },
      ];
      const { pairs, interactions } = await scannedAfterRamp(ramped, { weights: even }, { variants });
      expect(pairs).toEqual([{ first: 'checkout', second: 'banner', units: 2_000, measured: true }]);
      expect(interactions).toHaveLength(1);
      expect(interactions[0]).toMatchObject({
        units: ramped === 'checkout' ? [700, 300, 700, 300] : [700, 700, 300, 300],
        interaction: { ok: false, reason: 'split-changed', message: 'weights-changed-not-by-period' },
        adjustedP: null,
      });
    },
  );

  it('keeps a pair where only the coverage grew within the run', async () => {
    const { interactions } = await scannedAfterRamp('checkout', { coverage: 1 }, { coverage: 0.5 });
    expect(interactions).toHaveLength(1);
    expect(interactions[0]?.interaction).toMatchObject({
      ok: true,
      value: { ratio: expect.closeTo((0.2 + 0.2 / 3) / (0.2 + 1.8 / 7), 12) as number },
    });
  });

  it('sees nothing of another workspace', async () => {
    await twoExperiments(7);
    const { ctx } = await createWorkspace(database);
    const scan = await scanInteractions({ ctx, input: {} });
    expect(scan).toMatchObject({ pairs: [], interactions: [] });
  });
});
