import { describe, expect, it } from 'vitest';
import { rampExperiment } from '../../../lib/verbs/experiments/ramp-experiment';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence, type StoredExposure } from '../../support/run-with-evidence';

const database = await cloneDatabase();

const spend = {
  key: 'spend',
  kind: 'sum',
  definition: {
    version: 2,
    event: 'purchase',
    window: { startHours: 0, lengthHours: null },
    covariate: { lengthHours: 48 },
  },
};

const variants = [
  { key: 'control', name: 'Control', value: false, weight: 0.9, isControl: true },
  { key: 'treatment', name: 'Treatment', value: true, weight: 0.1, isControl: false },
];

/** Units of one attribute's value, so many in each variant. */
const crowd = (plan: string, counts: readonly number[], hours = 1): StoredExposure[] =>
  counts.flatMap((count, variant) =>
    Array.from({ length: count }, (_, index) => ({
      unit: `${plan}-${String(variant)}-${String(index)}`,
      variant,
      hours,
      attributes: { plan },
    })),
  );

describe('the health of an analysis', () => {
  it('finds a split that is broken in one segment alone, with p corrected for the number of segments', async () => {
    const { exposed, analysedAt } = await runWithEvidence(database, [spend]);
    // As many in each variant as should be over all, yet not in the two plans: p of 130 to 50 by scipy 1.17.1.
    await exposed([...crowd('free', [130, 50]), ...crowd('pro', [50, 130]), ...crowd('old', [3, 4])]);
    const { health } = (await analysedAt(5, { segments: ['plan'] })).result;
    expect(health.sampleRatioAlarm).toBe(false);
    expect(health.segmentRatioAlarm).toBe(true);
    const of = (value: string) => health.segmentRatios.find((segment) => segment.value === value);
    expect(of('free')?.units).toEqual([130, 50]);
    expect(of('free')?.sampleRatio).toMatchObject({ ok: true, value: { degreesOfFreedom: 1 } });
    expect((of('free')?.adjustedP ?? 1) / (2 * 2.478790797016709e-9)).toBeCloseTo(1, 9);
    expect(of('old')?.sampleRatio).toMatchObject({ ok: false, reason: 'too-few-units' });
    expect(of('old')?.adjustedP).toBeNull();
  });

  it('judges each period of constant weights by its own weights, by when a unit was first exposed', async () => {
    const changes = { variants, plan: { looks: 1, plannedUnits: 2 } };
    const { ctx, at, exposed, did, analysedAt } = await runWithEvidence(database, [spend], changes);
    const units = [...crowd('early', [900, 100], 1), ...crowd('late', [500, 500], 10)];
    await exposed(units);
    const bought = units.filter((_, index) => index % 10 === 0);
    await did(
      bought.map(({ unit }, index) => ({ name: 'purchase', unit, value: 1 + (index % 3), hours: 12 })),
    );
    const then = { ...ctx, now: () => at(10) };
    await rampExperiment({
      ctx: then,
      input: { key: 'checkout', weights: { control: 0.5, treatment: 0.5 } },
    });
    const { result, queries, decision } = await analysedAt(20);
    expect(result.health).toMatchObject({
      sampleRatio: { ok: true, value: { degreesOfFreedom: 2, p: 1 } },
      sampleRatioAlarm: false,
      sequentialSampleRatio: { ok: true, value: { p: 1 } },
      periodRatios: [
        { from: at(0).toISOString(), until: at(10).toISOString(), units: [900, 100] },
        { from: at(10).toISOString(), until: null, units: [500, 500], sampleRatio: { ok: true } },
      ],
    });
    expect(result.variants.map(({ expectedShare }) => expectedShare.toFixed(3))).toEqual(['0.700', '0.300']);
    expect(queries.map(({ name }) => name)).toContain('units by period of constant weights');
    expect(decision?.look).toMatchObject({ taken: true });
    // Before the change there was one split.
    expect((await analysedAt(9)).result.health).toMatchObject({
      sampleRatio: { ok: true },
      periodRatios: [],
    });
    await exposed(crowd('later', [400, 100], 30));
    const broken = await analysedAt(40);
    expect(broken.result.health).toMatchObject({
      sampleRatioAlarm: true,
      periodRatios: [{ sampleRatio: { value: { p: 1 } } }, { units: [900, 600] }],
    });
    expect(broken.decision?.decision).toMatchObject({ ok: true, value: { outcome: 'invalid' } });
  });

  it('counts by period the units that triggered, by their exposure and not by their trigger', async () => {
    const changes = { plan: { looks: 1, plannedUnits: 2 }, trigger: { event: 'open', from: 'trigger' } };
    const { ctx, at, exposed, did, analysedAt } = await runWithEvidence(database, [spend], changes);
    const early = crowd('early', [40, 40], 1);
    await exposed([...early, ...crowd('idle', [7, 7], 1)]);
    const then = { ...ctx, now: () => at(10) };
    await rampExperiment({
      ctx: then,
      input: { key: 'checkout', weights: { control: 0.2, treatment: 0.8 } },
    });
    await did(early.map(({ unit }) => ({ name: 'open', unit, value: 1, hours: 12 })));
    expect((await analysedAt(20)).result.health.periodRatios.map(({ units }) => units)).toEqual([
      [40, 40],
      [0, 0],
    ]);
  });

  it.each([false, true])('compares metrics within the periods, linked units or not: %s', async (isLinked) => {
    const bought = {
      key: 'bought',
      kind: 'proportion',
      definition: { version: 2, event: 'purchase', window: { startHours: 0, lengthHours: null } },
    };
    const set = await runWithEvidence(database, [bought], { plan: { looks: 1, plannedUnits: 2 }, variants });
    const { ctx, environmentId, at, exposed, did, analysedAt } = set;
    const early = crowd('early', [900, 100], 1);
    const late = crowd('late', [500, 500], 10);
    await exposed([...early, ...late]);
    if (isLinked) {
      await database.pool.query(
        `insert into identity_links (environment_id, unit, person) values ($1, 'x', 'late-0-0')`,
        [environmentId],
      );
    }
    const then = { ...ctx, now: () => at(10) };
    await rampExperiment({
      ctx: then,
      input: { key: 'checkout', weights: { control: 0.5, treatment: 0.5 } },
    });
    const buyers = [...crowd('early', [180, 23]), ...crowd('late', [50, 60])];
    await did(buyers.map(({ unit }) => ({ name: 'purchase', unit, value: 1, hours: 12 })));
    const { result, queries } = await analysedAt(20);
    const [metric] = result.metrics;
    expect(metric?.arms.map(({ strata }) => strata?.map(({ n, mean }) => [n, Math.round(n * mean)]))).toEqual(
      [
        [
          [900, 180],
          [500, 50],
        ],
        [
          [100, 23],
          [500, 60],
        ],
      ],
    );
    // Pooled, the treatment would be worse: 13.8 % against 16.4 %.
    expect(metric?.effects[0]?.effect).toMatchObject({
      ok: true,
      value: {
        difference: expect.closeTo(0.025, 12) as number,
        standardError: expect.closeTo(0.02428, 4) as number,
      },
    });
    expect(queries.filter(({ name }) => name.startsWith('metrics from'))).toHaveLength(2);
    expect(result.overTime).toMatchObject({ ok: false, reason: 'split-changed' });
  });

  it('keeps the smallest p of the sequential sample ratio test through later analyses', async () => {
    const { exposed, analysedAt } = await runWithEvidence(database, [spend]);
    await exposed([...crowd('early', [130, 50], 1), ...crowd('late', [50, 130], 10)]);
    const first = (await analysedAt(5)).result.health.sequentialSampleRatio;
    const second = (await analysedAt(20)).result.health.sequentialSampleRatio;
    const p = first?.ok === true ? first.value.p : NaN;
    expect(p).toBeLessThan(1);
    // The whole is even again, and by itself would say 1.
    expect(second).toMatchObject({ ok: true, value: { p } });
  });

  it('compares what units did before exposure, and only that', async () => {
    const { exposed, did, analysedAt } = await runWithEvidence(database, [spend]);
    await exposed(crowd('all', [40, 40], 100));
    const events = (variant: number, value: (index: number) => number, hours: number) =>
      Array.from({ length: 40 }, (_, index) => ({
        name: 'purchase',
        unit: `all-${String(variant)}-${String(index)}`,
        value: value(index),
        hours,
      }));
    await did([
      ...events(0, (index) => index % 5, 90),
      ...events(1, (index) => 3 + (index % 5), 90),
      // At and after exposure: none of it is from before.
      ...events(0, () => 1000, 100),
      ...events(0, () => 1000, 40),
    ]);
    const { health } = (await analysedAt(200)).result;
    expect(health.preExposureBias).toMatchObject([
      { metric: 'spend', variant: 'treatment', bias: { ok: true, value: { difference: 3, biased: true } } },
    ]);
  });

  it('counts exposures and events that arrived more than a day late, and a name that fell silent', async () => {
    const other = { ...spend, key: 'views', definition: { ...spend.definition, event: 'view' } };
    const { exposed, did, analysedAt } = await runWithEvidence(database, [spend, other]);
    const at = { unit: 'a', variant: 0, hours: 1 };
    await exposed([
      { ...at, receivedHours: 25 },
      { ...at, unit: 'b', variant: 1, receivedHours: 25.001 },
    ]);
    const purchase = { name: 'purchase', unit: 'a', value: 1 };
    await did([
      { ...purchase, hours: 103.999, receivedHours: 300 }, // before the three days
      { ...purchase, hours: 104, receivedHours: 128.001 }, // late
      { ...purchase, hours: 110, receivedHours: 134 }, // a day exactly: not late
      { ...purchase, hours: 176, receivedHours: 300 }, // of the last day
    ]);
    const { health } = (await analysedAt(200)).result;
    expect(health.delays).toEqual({
      exposures: 2,
      lateExposures: 1,
      events: [
        { name: 'purchase', events: 2, late: 1 },
        { name: 'view', events: 0, late: 0 },
      ],
    });
  });
});
