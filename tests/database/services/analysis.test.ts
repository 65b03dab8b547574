import { describe, expect, it } from 'vitest';
import { latestAnalysis } from '../../../lib/services/analysis/latest-analysis';
import { runAnalysis } from '../../../lib/services/analysis/run-analysis';
import type { Context } from '../../../lib/services/context';
import { createExperiment } from '../../../lib/services/experiments/create-experiment';
import { startExperiment } from '../../../lib/services/experiments/start-experiment';
import { createMetric } from '../../../lib/services/metrics/create-metric';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const hourMs = 3_600_000;

/** A running experiment with the two metrics, and ways to add evidence by hours after its start. */
async function runningExperiment() {
  const { ctx, environmentId } = await createWorkspace(database);
  const metric = (key: string, kind: string, event: string, windowHours: number | null) =>
    createMetric({ ctx, input: { key, name: key, kind, definition: { event, windowHours } } });
  await metric('spend', 'mean', 'purchase', 24);
  await metric('bought', 'proportion', 'purchase', 24);
  const metrics = ['spend', 'bought'].map((key) => ({ metric: key, role: 'success' }));
  await createExperiment({ ctx, input: experimentBody({ metrics }) });
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

  it('leaves a unit that was seen in two variants out of every arm, and counts it', async () => {
    const { exposed, purchased, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
    for (const unit of ['x', 'y']) await exposed(unit, 1, 1);
    await exposed('both', 0, 1, 1);
    await purchased('both', 1000, 2);
    const { result } = await analysedAt(5);
    expect(result.health.unitsInTwoVariants).toBe(1);
    expect(result.variants.map(({ units }) => units)).toEqual([2, 2]);
    expect(result.metrics[0]?.arms[0]).toMatchObject({ n: 2, mean: 0 });
  });

  it('says that it cannot say while an arm is empty, and never shows a number in its place', async () => {
    const { exposed, analysedAt } = await runningExperiment();
    await exposed('a', 0, 1);
    const { result } = await analysedAt(5);
    expect(result.metrics[0]?.effects).toEqual([
      {
        variant: 'treatment',
        effect: { ok: false, reason: 'too-few-units', detail: 'The variant "treatment" has no units yet.' },
        adjustment: null,
      },
    ]);
  });

  it('is stored for good: the page reads the same figures and the SQL that gave them', async () => {
    const { ctx, exposed, analysedAt } = await runningExperiment();
    for (const unit of ['a', 'b']) await exposed(unit, 0, 1);
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
});
