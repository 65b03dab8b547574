import { describe, expect, it } from 'vitest';
import { latestAnalysis, latestLook } from '../../../lib/verbs/analysis/latest-analysis';
import { runAnalysis } from '../../../lib/verbs/analysis/run-analysis';
import type { Context } from '../../../lib/auth/context';
import { getExperiment } from '../../../lib/verbs/experiments/get-experiment';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { createMetric } from '../../../lib/verbs/metrics/create-metric';
import { cloneDatabase } from '../../support/database';
import { cannotSay } from '../../../lib/statistics/outcome';
import { saying } from '../../support/outcomes';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const hourMs = 3_600_000;

/** A running experiment with the two metrics, and ways to add evidence by hours after its start. */
async function runningExperiment(plan: object = { looks: 1, plannedUnits: 2 }) {
  const { ctx, environmentId } = await createWorkspace(database);
  const metric = (key: string, kind: string, event: string, windowHours: number | null) =>
    createMetric({ ctx, input: { key, name: key, kind, definition: { event, windowHours } } });
  await metric('spend', 'mean', 'purchase', 24);
  await metric('bought', 'proportion', 'purchase', 24);
  const metrics = ['spend', 'bought'].map((key) => ({ metric: key, role: 'success' }));
  await createExperiment({ ctx, input: experimentBody({ metrics, plan }) });
  const { runs } = await startExperiment({ ctx, input: { key: 'checkout' } });
  const run = runs[0];
  if (run === undefined) throw new Error('not started');
  const at = (hours: number) => new Date(run.startedAt.getTime() + hours * hourMs);
  const exposed = (unit: string, variant: number, hours: number, otherVariant: number | null = null) =>
    database.pool.query(
      'insert into exposures (run_id, unit, variant, other_variant, first_seen_at) values ($1, $2, $3, $4, $5)',
      [run.id, unit, variant, otherVariant, at(hours)],
    );
  const purchased = async (unit: string, value: number, hours: number) => {
    await database.pool.query('select ensure_event_partition($1)', [at(hours)]);
    await database.pool.query(
      `insert into events (environment_id, key, name, unit, value, occurred_at)
       values ($1, gen_random_uuid(), 'purchase', $2, $3, $4)`,
      [environmentId, unit, value, at(hours)],
    );
  };
  const analysedAt = (hours: number) => {
    const then: Context = { ...ctx, now: () => at(hours) };
    return runAnalysis({ ctx: then, input: { key: 'checkout' } });
  };
  return { ctx, exposed, purchased, analysedAt };
}

describe('an analysis', () => {
  it('counts the events of each unit in its own window: from first exposure on, up to but not with its end', async () => {
    const { exposed, purchased, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b', 'c']) await exposed(unit, 0, 1);
    for (const unit of ['x', 'y', 'z']) await exposed(unit, 1, 2);
    await purchased('a', 10, 1); // at the instant of exposure: in
    await purchased('a', 5, 24.999); // before the window's end: in
    await purchased('a', 100, 25); // at its end: out
    await purchased('b', 100, 0.999); // before exposure: out
    await purchased('x', 7, 3);
    await purchased('nobody', 100, 3); // never exposed
    const { result } = await analysedAt(100);
    const [spend, bought] = result.metrics;
    expect(spend?.arms[0]).toMatchObject({ variant: 'control', n: 3, mean: 5, variance: 75 });
    expect(spend?.arms[1]).toMatchObject({ variant: 'treatment', n: 3, mean: 7 / 3 });
    expect(spend?.arms[1]?.variance).toBeCloseTo(49 / 3, 10);
    expect(bought?.arms.map(({ mean }) => mean)).toEqual([1 / 3, 1 / 3]);
  });

  it('does not see what occurred after its horizon', async () => {
    const { exposed, purchased, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    for (const unit of ['x', 'y']) await exposed(unit, 1, 1);
    await exposed('late', 1, 10);
    await purchased('x', 3, 2);
    await purchased('x', 100, 8);
    const { result } = await analysedAt(5);
    expect(result.variants.map(({ units }) => units)).toEqual([2, 2]);
    expect(result.metrics[0]?.arms[1]).toMatchObject({ n: 2, mean: 1.5 });
  });

  it('shows a metric that cannot be computed as failed, with the reason, and every other metric beside it', async () => {
    const { exposed, purchased, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    for (const unit of ['x', 'y']) await exposed(unit, 1, 1);
    await purchased('a', 3, 2);
    // Two of them are more than a float8 holds.
    await purchased('x', 1.7e308, 2);
    await purchased('x', 1.7e308, 3);
    const { result, queries } = await analysedAt(5);
    const [spend, bought] = result.metrics;
    expect(spend?.failure).toEqual(
      cannotSay('not-computable', 'query-failed', { cause: 'value out of range: overflow' }),
    );
    expect(spend?.effects[0]?.effect).toEqual(spend?.failure);
    expect(bought?.failure).toBeNull();
    expect(bought?.arms.map(({ mean }) => mean)).toEqual([0.5, 0.5]);
    expect(queries.map(({ name }) => name)).toContain('metric bought');
  });

  it('compares the segments that it was asked for, and refuses an attribute that is as good as an id', async () => {
    const { ctx, exposed, purchased, analysedAt } = await runningExperiment();
    for (let unit = 0; unit < 60; unit += 1) await exposed(`unit-${String(unit)}`, unit % 2, 1);
    for (let unit = 0; unit < 60; unit += 3) await purchased(`unit-${String(unit)}`, unit, 2);
    await database.pool.query(
      `update exposures set attributes = jsonb_build_object('id', unit) ||
         case when length(unit) = 6 then '{}' else jsonb_build_object('plan', case when right(unit, 1) < '5' then 'free' else 'pro' end) end`,
    );
    const { runs } = await getExperiment({ ctx, input: { key: 'checkout' } });
    const startedAt = runs[0]?.startedAt ?? new Date(0);
    const then: Context = { ...ctx, now: () => new Date(startedAt.getTime() + 5 * hourMs) };
    const { result } = await runAnalysis({ ctx: then, input: { key: 'checkout', segments: ['plan', 'id'] } });
    expect(result.segments).toEqual([
      { attribute: 'plan', failure: null },
      {
        attribute: 'id',
        failure: cannotSay('not-computable', 'segment-values-too-small', { values: 60, least: 4 }),
      },
    ]);
    const spend = result.metrics[0];
    expect(spend?.segments.map(({ attribute, contrast }) => [attribute, contrast])).toEqual([
      ['plan', { treatment: 'treatment', reference: 'control' }],
    ]);
    const segments = spend?.segments[0]?.segments ?? [];
    expect(segments.map(({ value, control, treatment }) => [value, control.n + treatment.n])).toEqual([
      ['free', 25],
      ['pro', 25],
      [null, 10],
    ]);
    const whole = spend?.effects[0]?.effect;
    expect(segments.every(({ effect, corrected }) => effect.ok && corrected.ok)).toBe(true);
    expect(whole?.ok).toBe(true);
    expect((await analysedAt(6)).result.segments).toEqual([]);
  });

  it('shows the largest values of an attribute with many and the others as one, and numbers in their order', async () => {
    const { ctx, exposed, purchased } = await runningExperiment({ method: 'always-valid', plannedUnits: 2 });
    const { runs } = await getExperiment({ ctx, input: { key: 'checkout' } });
    const run = runs[0];
    if (run === undefined) throw new Error('not started');
    // Shop k of 270 has more units the smaller k is; one of the largest bears the name that the others would get.
    const named = (shop: number) => (shop === 3 ? '220 other values' : `shop-${String(shop)}`);
    const units = Array.from({ length: 270 }, (_, shop) =>
      Array.from({ length: shop < 50 ? 8 : shop === 269 ? 1 : 4 }, (__, place) => ({ shop, place })),
    ).flat();
    const unitOf = ({ shop, place }: (typeof units)[number]) => `u-${String(shop)}-${String(place)}`;
    const valueOf = ({ shop, place }: (typeof units)[number]) => shop + place * (place % 2 === 0 ? 1 : 3);
    const startedAt = run.startedAt.getTime();
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at, attributes)
       select $1, unit, variant, $2::timestamptz, attributes
       from jsonb_to_recordset($3::jsonb) as row (unit text, variant smallint, attributes jsonb)`,
      [
        run.id,
        new Date(startedAt + hourMs),
        JSON.stringify(
          units.map((unit) => ({
            unit: unitOf(unit),
            variant: unit.place % 2,
            attributes: { shop: named(unit.shop), hour: unit.shop % 12 },
          })),
        ),
      ],
    );
    await exposed('nowhere', 0, 1);
    for (const unit of units.filter(({ shop }) => shop % 60 === 0 || shop > 262)) {
      await purchased(unitOf(unit), valueOf(unit), 2);
    }
    const then: Context = { ...ctx, now: () => new Date(startedAt + 5 * hourMs) };
    const analysed = (full: boolean) =>
      runAnalysis({ ctx: then, input: { key: 'checkout', segments: ['shop', 'hour'], full } });
    const { result } = await analysed(false);
    const other = 'all 220 other values';
    expect(result.segments).toEqual([
      { attribute: 'shop', failure: null, other },
      { attribute: 'hour', failure: null },
    ]);
    const spend = result.metrics[0];
    const byShop = spend?.segments.find(({ attribute }) => attribute === 'shop')?.segments ?? [];
    expect(byShop).toHaveLength(52);
    expect(byShop.map(({ value }) => value).slice(-3)).toEqual(['shop-9', other, null]);
    expect(byShop[0]?.value).toBe('220 other values');
    const others = units.filter(({ shop }) => shop >= 50);
    const meanOf = (arm: typeof units) =>
      arm.reduce((sum, one) => sum + (one.shop % 60 === 0 || one.shop > 262 ? valueOf(one) : 0), 0) /
      arm.length;
    const [control, treatment] = [0, 1].map((variant) => others.filter(({ place }) => place % 2 === variant));
    const together = byShop.find(({ value }) => value === other);
    expect(together?.control.n).toBe(control?.length);
    expect(together?.control.mean).toBeCloseTo(meanOf(control ?? []), 9);
    expect(together?.treatment.mean).toBeCloseTo(meanOf(treatment ?? []), 9);
    const hours = [...Array.from({ length: 12 }, (_, hour) => String(hour)), null];
    const byHour = spend?.segments.find(({ attribute }) => attribute === 'hour')?.segments ?? [];
    expect(byHour.map(({ value }) => value)).toEqual(hours);
    const ratios = result.health.segmentRatios;
    expect(ratios.flatMap(({ attribute, value }) => (attribute === 'hour' ? [value] : []))).toEqual(hours);
    expect(ratios.find(({ value }) => value === other)?.units).toEqual([control?.length, treatment?.length]);
    expect((await analysed(true)).result.metrics).toEqual(result.metrics);
  });

  it('leaves a unit that was seen in two variants out of every arm, and counts it', async () => {
    const { ctx, exposed, purchased, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    for (const unit of ['x', 'y']) await exposed(unit, 1, 1);
    await exposed('both', 0, 1, 1);
    await purchased('both', 1000, 2);
    const { result } = await analysedAt(5);
    expect(result.health.unitsInTwoVariants).toBe(1);
    expect(result.variants.map(({ units }) => units)).toEqual([2, 2]);
    // So many are in two variants that the run is not valid: its moments have to be asked for.
    expect(result.metrics[0]?.arms).toEqual([]);
    const asked = await latestAnalysis({ ctx, input: { key: 'checkout', moments: 'true' } });
    expect(asked?.result.metrics[0]?.arms[0]).toMatchObject({ n: 2, mean: 0 });
  });

  it('says that it cannot say while an arm is empty, and never shows a number in its place', async () => {
    const { exposed, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    const { result } = await analysedAt(5);
    expect(result.metrics[0]?.effects).toEqual([
      {
        contrast: { treatment: 'treatment', reference: 'control' },
        effect: saying('too-few-units', 'The variant "treatment" has no units yet.'),
        adjustment: null,
      },
    ]);
  });

  it('stores why there is no figure as a code and its parameters, and no sentence', async () => {
    const { exposed, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    const { id } = await analysedAt(5);
    const { result, decision } = await database.prisma.analysis.findUniqueOrThrow({ where: { id } });
    const stored = JSON.stringify({ result, decision });
    const refused = { ok: false, reason: 'too-few-units', message: 'variant-without-units' };
    expect(stored).toContain(JSON.stringify({ ...refused, parameters: { variant: 'treatment' } }));
    expect(stored).not.toContain('detail');
    expect(stored).not.toContain('no units yet');
  });

  it('is stored for good: the page reads the same figures and the SQL that gave them', async () => {
    const { ctx, exposed, purchased, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    for (const unit of ['x', 'y']) await exposed(unit, 1, 1);
    for (const unit of ['a', 'x']) await purchased(unit, 3, 2);
    const first = await analysedAt(5);
    await exposed('c', 0, 1);
    const second = await analysedAt(6);
    expect(await latestAnalysis({ ctx, input: { key: 'checkout' } })).toEqual(second);
    const stored = await database.prisma.analysis.findUniqueOrThrow({ where: { id: first.id } });
    expect(stored.result).toEqual(JSON.parse(JSON.stringify(first.result)));
    await expect(
      database.pool.query(`update analyses set result = '{}' where id = $1`, [first.id]),
    ).rejects.toThrow('never changed');
    for (const { sql, parameters } of second.queries) {
      expect((await database.pool.query(sql, [...parameters])).rows.length).toBeGreaterThan(0);
    }
  });

  it('shows effects only at the looks of its plan, and keeps the last look between them', async () => {
    const { ctx, exposed, purchased, analysedAt } = await runningExperiment({ looks: 2, plannedUnits: 8 });
    const enter = async (units: readonly string[], variant: number) => {
      for (const unit of units) {
        await exposed(unit, variant, 1);
        await purchased(unit, variant + units.indexOf(unit), 2);
      }
    };
    await enter(['a'], 0);
    await enter(['x'], 1);
    const early = await analysedAt(5);
    expect(early.lookNumber).toBeNull();
    expect(early.decision?.look).toMatchObject({
      why: 'too-early',
      informationFraction: 0.25,
      nextFraction: 0.5,
    });
    expect(early.result.metrics[0]?.effects[0]?.effect).toMatchObject({
      ok: false,
      reason: 'look-not-reached',
    });
    await enter(['b', 'c'], 0);
    await enter(['y', 'z'], 1);
    const first = await analysedAt(6);
    expect(first).toMatchObject({ lookNumber: 1, decision: { look: { lookFractions: [0.75] } } });
    const again = await analysedAt(7);
    expect(again.lookNumber).toBeNull();
    expect(again.decision?.decision).toEqual(first.decision?.decision);
    expect((await latestLook({ ctx, input: { key: 'checkout' } }))?.id).toBe(first.id);
    await enter(['d'], 0);
    await enter(['w'], 1);
    expect(await analysedAt(8)).toMatchObject({
      lookNumber: 2,
      decision: { look: { taken: true, lookFractions: [0.75, 1] } },
    });
    expect((await analysedAt(9)).decision?.look).toMatchObject({ why: 'all-looks-taken' });
  });

  it('takes a look once, however many ask for it at the same time', async () => {
    const { exposed, purchased, analysedAt } = await runningExperiment({ looks: 2, plannedUnits: 4 });
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    for (const unit of ['x', 'y']) await exposed(unit, 1, 1);
    for (const unit of ['a', 'x']) await purchased(unit, 3, 2);
    const analyses = await Promise.all([5, 5, 5, 5].map(analysedAt));
    expect(analyses.map(({ lookNumber }) => lookNumber).sort()).toEqual([1, null, null, null]);
  });

  it('reads a run without a planned size once, when it has ended', async () => {
    const { ctx, exposed, purchased, analysedAt } = await runningExperiment({});
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    for (const unit of ['x', 'y']) await exposed(unit, 1, 1);
    for (const unit of ['a', 'x']) await purchased(unit, 3, 2);
    expect((await analysedAt(5)).decision?.look).toMatchObject({ taken: false, why: 'no-size-planned' });
    await stopExperiment({ ctx, input: { key: 'checkout' } });
    expect((await analysedAt(6)).decision?.look).toMatchObject({ taken: true, lookFractions: [1] });
  });
});
