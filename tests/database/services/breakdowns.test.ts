import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Context } from '@/lib/auth/context';
import { breakdownBars } from '@/lib/charts/breakdown-bars';
import { exportAnalysis } from '@/lib/verbs/analysis/export-analysis';
import type { ExportedFile } from '@/lib/verbs/analysis/exported-file';
import { runAnalysis } from '@/lib/verbs/analysis/run-analysis';
import { createExperiment } from '@/lib/verbs/experiments/create-experiment';
import { rampExperiment } from '@/lib/verbs/experiments/ramp-experiment';
import { startExperiment } from '@/lib/verbs/experiments/start-experiment';
import { createMetric } from '@/lib/verbs/metrics/create-metric';
import { updateMetric } from '@/lib/verbs/metrics/update-metric';
import { dayWords } from '@/lib/sentences/day-words';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const hourMs = 3_600_000;

interface Purchase {
  readonly unit: number;
  readonly value: number;
  readonly category: string | null;
  readonly hours: number;
}

const unitCount = 60;
/** Every unit buys something of every category once, some of them late; the last two categories are small. */
const purchases: readonly Purchase[] = Array.from({ length: unitCount }, (_, unit) => [
  { unit, value: 100 + unit, category: 'shoes', hours: 1 },
  { unit, value: 40 + unit, category: 'books', hours: unit % 2 === 0 ? 2 : 30 },
  { unit, value: unit % 5 === 0 ? -30 : 10, category: 'toys', hours: 3 },
  { unit, value: 2, category: 'pens', hours: 4 },
  { unit, value: unit % 3 === 0 ? 1 : 0.5, category: null, hours: 5 },
]).flat();

const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const breakdown = { property: 'category', largest: 3 };
const purchase = { version: 2, event: 'purchase', where: [], window, covariate: null, breakdown };

async function runningExperiment(key: string, plannedUnits = unitCount) {
  const { ctx, environmentId } = await createWorkspace(database);
  for (const kind of ['sum', 'count', 'proportion']) {
    await createMetric({ ctx, input: { key: kind, name: kind, kind, definition: purchase } });
  }
  const plain = { ...purchase, breakdown: undefined };
  await createMetric({ ctx, input: { key: 'plain', name: 'Plain', kind: 'sum', definition: plain } });
  // Count and share are the same for every unit of a variant: the look would wait for them if shipping needed them.
  const metrics = ['sum', 'count', 'proportion', 'plain'].map((metric) => ({
    metric,
    role: metric === 'count' || metric === 'proportion' ? 'quality' : 'success',
  }));
  await createExperiment({
    ctx,
    input: experimentBody({ key, metrics, plan: { method: 'fixed', plannedUnits } }),
  });
  const { runs } = await startExperiment({ ctx, input: { key } });
  const started = runs[0];
  if (started === undefined) throw new Error('not started');
  // The last purchases come 30 hours later, which may be in the next month.
  for (const hours of [0, 30]) {
    const instant = new Date(started.startedAt.getTime() + hours * hourMs);
    await database.pool.query('select ensure_event_partition($1)', [instant]);
  }
  await database.pool.query(
    `insert into exposures (run_id, unit, variant, first_seen_at)
     select $1, 'unit-' || id, id % 2, $2::timestamptz from generate_series(0, $3::int - 1) as id`,
    [started.id, started.startedAt, unitCount],
  );
  await database.pool.query(
    `insert into events (environment_id, key, name, unit, value, occurred_at, properties)
     select $1, gen_random_uuid(), 'purchase', 'unit-' || unit, value, $2::timestamptz + make_interval(hours => hours),
       case when category is null then '{}'::jsonb else jsonb_build_object('category', category) end
     from jsonb_to_recordset($3::jsonb) as one (unit int, value float8, category text, hours int)`,
    [environmentId, started.startedAt, JSON.stringify(purchases)],
  );
  const then: Context = { ...ctx, now: () => new Date(started.startedAt.getTime() + 48 * hourMs) };
  return { ctx: then, key, environmentId, runId: started.id };
}

/** The breakdown a second time, from the purchases. */
function recomputed(kind: 'sum' | 'count' | 'proportion', variant: number) {
  const counted = purchases.filter(({ unit, hours }) => unit % 2 === variant && hours < 24);
  const categoriesBySize: Readonly<Record<typeof kind, readonly (string | null)[]>> = {
    sum: ['shoes', 'books', 'toys'],
    count: ['pens', 'shoes', 'toys'],
    proportion: ['pens', 'shoes', 'toys'],
  };
  const figure = (of: readonly Purchase[]) => {
    if (kind === 'sum') return of.reduce((sum, { value }) => sum + value, 0);
    return kind === 'count' ? of.length : new Set(of.map(({ unit }) => unit)).size;
  };
  const named = categoriesBySize[kind];
  const parts = named.map((name) => counted.filter(({ category }) => category === name));
  const others = counted.filter(({ category }) => !named.includes(category));
  return [...parts, others].map((of) => figure(of) / (unitCount / 2));
}

function textOf(file: ExportedFile | null): string {
  return z.string().parse(file?.body);
}

describe('a metric that is broken down', () => {
  it('shows the figure of each of the largest values over all units of the variant, and the others together', async () => {
    const { ctx, key } = await runningExperiment('parts');
    const { result, queries } = await runAnalysis({ ctx, input: { key } });
    expect(result.breakdowns?.map(({ metric, property }) => [metric, property])).toEqual([
      ['sum', 'category'],
      ['count', 'category'],
      ['proportion', 'category'],
    ]);
    for (const kind of ['sum', 'count', 'proportion'] as const) {
      const parts = result.breakdowns?.find(({ metric }) => metric === kind)?.parts;
      if (parts?.ok !== true) throw new Error('There is no breakdown.');
      expect(parts.value).toHaveLength(4);
      expect(parts.value.at(-1)?.part).toBe('other');
      for (const variant of [0, 1]) {
        const means = parts.value.map(({ arms }) => arms[variant]?.mean ?? NaN);
        recomputed(kind, variant).forEach((mean, index) => expect(means[index]).toBeCloseTo(mean, 9));
        if (kind === 'proportion') continue;
        const whole = result.metrics.find((metric) => metric.key === kind)?.arms[variant]?.mean ?? NaN;
        expect(means.reduce((sum, mean) => sum + mean, 0)).toBeCloseTo(whole, 9);
      }
    }
    expect(queries.map(({ name }) => name)).toContain('breakdown of sum');
  });

  it('leaves as rows of its own, and not among the moments', async () => {
    const { ctx, key } = await runningExperiment('rows');
    await runAnalysis({ ctx, input: { key } });
    const file = await exportAnalysis({ ctx, input: { key, format: 'csv', rows: 'breakdowns' } });
    const lines = textOf(file).trimEnd().split('\r\n');
    expect(file?.name).toBe('rows-run-1-breakdowns.csv');
    expect(lines[0]).toBe('metric,property,part,value,variant,is_control,n,mean,cannot_say');
    expect(lines).toHaveLength(1 + 3 * 4 * 2);
    await expect(
      exportAnalysis({ ctx, input: { key, format: 'ipynb', rows: 'breakdowns' } }),
    ).rejects.toThrow(/csv or parquet/);
    const moments = await exportAnalysis({ ctx, input: { key, format: 'csv' } });
    expect(textOf(moments)).not.toContain('shoes');
  });

  it('is not there before anybody may read effects', async () => {
    const { ctx, key } = await runningExperiment('early', 10_000);
    const { result } = await runAnalysis({ ctx, input: { key } });
    expect(result.breakdowns).toBeUndefined();
  });

  it('is refused where the weights changed within the run, as the metric is compared by period there', async () => {
    const { ctx, key, runId } = await runningExperiment('reweighted');
    const changedAt = new Date(ctx.now().getTime() - 36 * hourMs);
    const weights = { control: 0.2, treatment: 0.8 };
    await rampExperiment({ ctx: { ...ctx, now: () => changedAt }, input: { key, weights } });
    // 10 units of the control and 40 of the treatment come after the change.
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at)
       select $1, 'later-' || id, (id % 5 > 0)::int, $2::timestamptz from generate_series(0, 49) as id`,
      [runId, new Date(changedAt.getTime() + hourMs)],
    );
    const { result, queries } = await runAnalysis({ ctx, input: { key } });
    expect(result.metrics[0]?.effects[0]?.effect.ok).toBe(true);
    expect(result.metrics[0]?.arms.map(({ strata }) => strata?.length)).toEqual([2, 2]);
    const refusal = {
      ok: false,
      reason: 'split-changed',
      message: 'weights-changed-not-by-period',
      parameters: { changedAt: changedAt.toISOString() },
    };
    expect(result.breakdowns).toEqual(
      ['sum', 'count', 'proportion'].map((metric) => ({ metric, property: 'category', parts: refusal })),
    );
    expect(queries.filter(({ name }) => name.startsWith('breakdown'))).toEqual([]);
    const words = `The weights were changed within the run, on ${dayWords(changedAt.toISOString())} (UTC), and this is not computed by period of constant weights.`;
    expect(breakdownBars(result)).toMatchObject(
      Array.from({ length: 3 }, () => ({ rows: null, refusal: words })),
    );
    const file = await exportAnalysis({ ctx, input: { key, format: 'csv', rows: 'breakdowns' } });
    const lines = textOf(file).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 3);
    expect(lines[1]).toBe(`sum,category,,,,,,,"${words}"`);
  });

  it('counts the events of linked units as those of their person', async () => {
    const { ctx, key, environmentId } = await runningExperiment('linked');
    await database.pool.query(
      "insert into identity_links (environment_id, unit, person) values ($1, 'device-0', 'unit-0')",
      [environmentId],
    );
    await database.pool.query(
      `insert into events (environment_id, key, name, unit, value, occurred_at, properties)
       select environment_id, gen_random_uuid(), name, 'device-0', 3000, occurred_at, properties
       from events where environment_id = $1 and unit = 'unit-0' and properties ->> 'category' = 'shoes'`,
      [environmentId],
    );
    const { result } = await runAnalysis({ ctx, input: { key } });
    const parts = result.breakdowns?.[0]?.parts;
    const shoes = parts?.ok === true ? parts.value[0]?.arms[0]?.mean : NaN;
    expect(shoes).toBeCloseTo((recomputed('sum', 0)[0] ?? NaN) + 3000 / (unitCount / 2), 9);
  });

  it('is so until a change takes the breakdown away', async () => {
    const { ctx } = await createWorkspace(database);
    await createMetric({ ctx, input: { key: 'sum', name: 'Sum', kind: 'sum', definition: purchase } });
    const changes = { definition: { breakdown: null } };
    const { definition } = await updateMetric({ ctx, input: { key: 'sum', version: 1, changes } });
    expect(definition).not.toHaveProperty('breakdown');
  });
});
