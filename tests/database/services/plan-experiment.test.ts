import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/auth/context';
import { InvalidInputError } from '../../../lib/errors';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { createMetric } from '../../../lib/verbs/metrics/create-metric';
import { planExperiment } from '../../../lib/verbs/plans/plan-experiment';
import { cloneDatabase } from '../../support/database';
import { saying, valueOf } from '../../support/outcomes';
import { seededUniform } from '../../support/seeded-random';
import { createWorkspace, experimentBody } from '../../support/workspace';
import type { ExperimentPlanning } from '../../../lib/model/planning';

const database = await cloneDatabase();
const now = new Date('2026-03-28T12:00:00Z');
const window = { startHours: 0, lengthHours: 24 * 7, mustBeComplete: false };
const units = 900;
const typed = { mean: 0.1 };
const conversion = { metric: 'conversion', role: 'success', minimumEffectRelative: 0.05 } as const;

const baselineOf = ({ metrics }: ExperimentPlanning, index: number) => {
  const metric = metrics[index];
  if (metric === undefined) throw new Error('There is no such metric.');
  return valueOf(metric.baseline);
};

/** 900 units over nine days from 2 March on, a hundred new ones a day; a third buys, for what they bought for before, more or less. */
async function workspaceWithPurchases() {
  const { ctx, environmentId } = await createWorkspace(database);
  for (const month of ['2026-02-28T00:00:00Z', '2026-03-28T00:00:00Z'])
    await database.pool.query('select ensure_event_partition($1)', [month]);
  const uniform = seededUniform(5);
  const events = Array.from({ length: units }, (_, index) => {
    const unit = `unit-${String(index)}`;
    const day = String(2 + (index % 9)).padStart(2, '0');
    const value = 10 * uniform();
    return [
      { name: 'purchase', unit, at: '2026-02-27T00:00:00Z', value },
      { name: 'view', unit, at: `2026-03-${day}T08:00:00Z`, value: 1 },
      ...(index % 3 === 0 ? [{ name: 'order', unit, at: `2026-03-${day}T09:00:00Z`, value: 1 }] : []),
      { name: 'purchase', unit, at: `2026-03-${day}T10:00:00Z`, value: value + 4 * uniform() },
    ];
  });
  await database.pool.query(
    `insert into events (environment_id, key, name, unit, value, occurred_at)
     select $1, gen_random_uuid(), name, unit, value, at
     from json_to_recordset($2) as sent (name text, unit text, value float8, at timestamptz)`,
    [environmentId, JSON.stringify(events.flat())],
  );
  const then: Context = { ...ctx, now: () => now };
  const metric = (key: string, kind: string, definition: object) =>
    createMetric({
      ctx: then,
      input: { key, name: key, kind, definition: { version: 2, where: [], window, ...definition } },
    });
  await metric('conversion', 'proportion', { event: 'order', covariate: null });
  await metric('revenue', 'sum', { event: 'purchase', covariate: { lengthHours: 24 * 14, term: null } });
  await metric('never', 'count', { event: 'nothing', covariate: null });
  await metric('waiting', 'quantile', { event: 'purchase', aggregate: 'mean', quantile: 0.9 });
  return { ctx: then };
}

describe('the plan of an experiment', () => {
  it('takes baselines and traffic from the last 28 days: mean, what CUPED takes away, new units day by day', async () => {
    const { ctx } = await workspaceWithPurchases();
    const input = {
      metrics: [conversion, { metric: 'revenue', role: 'guardrail', relativeMargin: 0.02 }],
    };
    const plan = await planExperiment({ ctx, input });
    const [share, revenue] = plan.metrics.map(({ baseline }) => valueOf(baseline));
    expect(share).toMatchObject({ source: 'recent', units, varianceReduction: 0 });
    expect(share?.mean).toBeCloseTo(1 / 3, 10);
    expect(revenue?.varianceReduction).toBeGreaterThan(0.7);
    const traffic = valueOf(plan.traffic);
    expect(traffic.newUnitsByDay.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 100));
    expect(traffic.weekdayShares?.[0]).toBeCloseTo(2 / 9, 10);
    // The week from 7 to 13 March had four days with a hundred; the two weeks without any are not expected again.
    expect(traffic.newUnitsByDay.at(-1)).toBeCloseTo(400 / 7, 10);
    const size = valueOf(plan.size);
    expect(size.byVariant.map(({ variant }) => variant)).toEqual(['control', 'treatment']);
    expect(size.units).toBeGreaterThan(8_000);
    expect(valueOf(size.days) % 7).toBe(0);
    expect(plan.planning?.baselines.map(({ metric }) => metric)).toEqual(['conversion', 'revenue']);
  });

  it('is the same whether the baselines were read or sent back as they were read', async () => {
    const { ctx } = await workspaceWithPurchases();
    const first = await planExperiment({ ctx, input: { metrics: [conversion], newUnitsADay: 500 } });
    const baseline = baselineOf(first, 0);
    const again = await planExperiment({
      ctx,
      input: { metrics: [{ ...conversion, baseline }], newUnitsADay: 500 },
    });
    expect(again).toEqual(first);
  });

  it('plans an experiment that is stored, with what is given beside it', async () => {
    const { ctx } = await workspaceWithPurchases();
    const metrics = [conversion];
    await createExperiment({ ctx, input: experimentBody({ key: 'stored', coverage: 0.5, metrics }) });
    const plan = await planExperiment({
      ctx,
      input: { experiment: 'stored', newUnitsADay: 1_000, days: 14 },
    });
    expect(valueOf(plan.traffic)).toEqual({
      newUnitsByDay: [500],
      newUnitsADay: 500,
      weekdayShares: null,
      source: 'typed',
    });
    // Of 14 days, half of 1,000 units each.
    expect(plan.considered).toMatchObject({ units: 7_000, days: 14 });
    expect(plan.warnings.map(({ code }) => code)).toContain('underpowered');
    await expect(planExperiment({ ctx, input: { experiment: 'unknown' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('refuses futility where an experiment with this design is refused it, at its place and in its words', async () => {
    const { ctx } = await createWorkspace(database);
    const design = {
      newUnitsADay: 1_000,
      metrics: [{ ...conversion, isShare: true, baseline: typed }],
      leastConditionalPower: 0.1,
    };
    const metrics = [conversion];
    for (const [more, plan] of [
      [{}, {}],
      [{ days: 14 }, { plannedDays: 14 }],
      [
        { units: 1_000, plan: { method: 'fixed' } },
        { method: 'fixed', plannedUnits: 1_000 },
      ],
      [
        { units: 1_000, plan: { method: 'always-valid' } },
        { method: 'always-valid', plannedUnits: 1_000 },
      ],
    ] as const) {
      const ofPlan = await problemsOf(planExperiment({ ctx, input: { ...design, ...more } }));
      const body = experimentBody({ key: 'refused', metrics, leastConditionalPower: 0.1, plan });
      expect(ofPlan).toEqual(await problemsOf(createExperiment({ ctx, input: body })));
      expect(ofPlan).toMatchObject([{ pointer: '/leastConditionalPower' }]);
    }
    const sound = await planExperiment({ ctx, input: { ...design, units: 20_000 } });
    const without = await planExperiment({
      ctx,
      input: { ...design, leastConditionalPower: undefined, units: 20_000 },
    });
    const { futility, ...figures } = sound;
    expect({ ...figures, futility: null }).toEqual(without);
    expect(futility).toMatchObject({ ok: true, value: { leastConditionalPower: 0.1 } });
  });

  it('says what cannot be said, and why, instead of a figure', async () => {
    const { ctx } = await workspaceWithPurchases();
    const of = async (metric: string) => {
      const role = 'success';
      const plan = await planExperiment({
        ctx,
        input: { metrics: [{ metric, role, minimumEffectRelative: 0.1 }] },
      });
      return { size: plan.size, curve: plan.curve.map(({ detectable }) => detectable[0]?.relative) };
    };
    const never = await of('never');
    expect(never.size).toEqual(
      saying(
        'no-variance',
        'The metric never has no data of the last 28 days to plan with. Type a baseline.',
      ),
    );
    expect(new Set(never.curve)).toEqual(new Set([null]));
    expect((await of('waiting')).size).toEqual(saying('not-computable', /is a quantile/));
    expect((await of('unknown')).size).toEqual(saying('invalid-input', /There is no metric "unknown"/));
    const empty = await planExperiment({ ctx, input: {} });
    expect(empty.size).toEqual(saying('invalid-input', /needs a success metric or a guardrail/));
    expect(empty.planning).toBeNull();
  });

  it('refuses a typed mean without a variance, unless it is a share, at its place', async () => {
    const { ctx } = await createWorkspace(database);
    const metrics = (more: object) => ({
      newUnitsADay: 10,
      metrics: [{ ...conversion, baseline: typed, ...more }],
    });
    await expect(planExperiment({ ctx, input: metrics({}) })).rejects.toMatchObject({
      problems: [{ pointer: '/metrics/0/baseline/variance' }],
    });
    const share = await planExperiment({ ctx, input: metrics({ isShare: true }) });
    expect(baselineOf(share, 0)).toMatchObject({
      variance: 0.1 * 0.9,
      source: 'typed',
    });
    await expect(
      planExperiment({ ctx, input: metrics({ isShare: true, baseline: { mean: 2 } }) }),
    ).rejects.toMatchObject({
      problems: [{ pointer: '/metrics/0/baseline/mean' }],
    });
    await expect(
      planExperiment({ ctx, input: metrics({ isShare: true, baseline: { mean: 0.1, variance: 4 } }) }),
    ).rejects.toMatchObject({
      problems: [
        {
          pointer: '/metrics/0/baseline/variance',
          detail:
            'The variance of a share is mean x (1 - mean), here 0.09: leave it out, or say that the metric is no share.',
        },
      ],
    });
    await expect(
      planExperiment({
        ctx,
        input: {
          newUnitsADay: 10,
          metrics: [{ ...conversion, isShare: true, minimumEffectRelative: 12, baseline: typed }],
        },
      }),
    ).rejects.toMatchObject({
      problems: [
        {
          pointer: '/metrics/0/minimumEffectRelative',
          detail: expect.stringMatching(/plan for less than 900 %/) as string,
        },
      ],
    });
  });
});

async function problemsOf(call: Promise<unknown>): Promise<InvalidInputError['problems']> {
  try {
    await call;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}
