import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/auth/context';
import { previewMetric } from '../../../lib/verbs/metrics/preview-metric';
import { cloneDatabase } from '../../support/database';
import { createWorkspace } from '../../support/workspace';

const database = await cloneDatabase();
const now = new Date('2026-03-28T12:00:00Z');
const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const definition = { version: 2, event: 'purchase', where: [], window };

async function workspaceWithEvents() {
  const { ctx, environmentId } = await createWorkspace(database);
  for (const month of ['2026-02-28T00:00:00Z', '2026-03-28T00:00:00Z']) {
    await database.pool.query('select ensure_event_partition($1)', [month]);
  }
  const sent = async (unit: string, name: string, value: number, occurredAt: string) => {
    await database.pool.query(
      `insert into events (environment_id, key, name, unit, value, occurred_at)
       values ($1, gen_random_uuid(), $2, $3, $4, $5)`,
      [environmentId, name, unit, value, occurredAt],
    );
  };
  await sent('a', 'view', 1, '2026-03-10T00:00:00Z');
  await sent('a', 'purchase', 8, '2026-03-10T23:59:59.999Z');
  await sent('a', 'purchase', 100, '2026-03-11T00:00:00Z'); // after a's window of a day
  await sent('b', 'view', 1, '2026-03-12T00:00:00Z');
  await sent('c', 'purchase', 4, '2026-03-28T11:00:00Z');
  await sent('d', 'view', 1, '2026-02-28T23:59:59.999Z'); // before the 28 days
  const then: Context = { ...ctx, now: () => now };
  return { ctx: then };
}

describe('the preview of a metric', () => {
  it('takes every unit of the last 28 days from its first event on: mean, variance, zeros and daily volume', async () => {
    const { ctx } = await workspaceWithEvents();
    const preview = await previewMetric({ ctx, input: { kind: 'sum', definition } });
    expect(preview).toMatchObject({ units: 3, mean: 4, variance: 16, zeroShare: 1 / 3 });
    expect(preview.daily).toHaveLength(28);
    expect(preview.daily[0]?.day).toBe('2026-03-01');
    expect(preview.daily.filter(({ events }) => events > 0)).toEqual([
      { day: '2026-03-10', events: 1 },
      { day: '2026-03-11', events: 1 },
      { day: '2026-03-28', events: 1 },
    ]);
  });

  it('shows a quantile over events by the mean over them, a unit with none left at 0', async () => {
    const { ctx } = await workspaceWithEvents();
    const overEvents = { ...definition, window: { ...window, lengthHours: 72 }, quantile: 0.95 };
    const preview = await previewMetric({ ctx, input: { kind: 'event-quantile', definition: overEvents } });
    expect(preview).toMatchObject({ units: 3, mean: expect.closeTo(112 / 3, 9) as number, zeroShare: 1 / 3 });
  });

  it('shows a ratio as the ratio of its sums', async () => {
    const { ctx } = await workspaceWithEvents();
    const term = (event: string, aggregate: string) => ({ event, aggregate, where: [] });
    const ratio = {
      version: 2,
      numerator: term('purchase', 'sum'),
      denominator: term('view', 'count'),
      window,
    };
    const preview = await previewMetric({ ctx, input: { kind: 'ratio', definition: ratio } });
    expect(preview).toMatchObject({ units: 3, mean: 6, zeroShare: 1 / 3 });
  });

  it('says that it cannot say where nothing was sent', async () => {
    const { ctx } = await createWorkspace(database);
    const preview = await previewMetric({ ctx, input: { kind: 'sum', definition } });
    expect(preview).toMatchObject({ units: 0, mean: null, variance: null, zeroShare: null });
  });

  it('refuses a definition with the place of what is wrong', async () => {
    const { ctx } = await createWorkspace(database);
    const input = { kind: 'sum', definition: { ...definition, window: { ...window, lengthHours: -1 } } };
    await expect(previewMetric({ ctx, input })).rejects.toMatchObject({
      problems: [{ pointer: '/definition/window/lengthHours' }],
    });
  });
});
