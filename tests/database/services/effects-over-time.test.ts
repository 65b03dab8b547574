import { describe, expect, it } from 'vitest';
import { latestAnalysis } from '../../../lib/services/analysis/latest-analysis';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence, type StoredEvent } from '../../support/run-with-evidence';

const database = await cloneDatabase();

const open = { startHours: 0, lengthHours: null };
const metrics = [
  { key: 'spend', kind: 'sum', definition: { version: 2, event: 'purchase', window: open } },
  {
    key: 'week',
    kind: 'quantile',
    definition: { version: 2, event: 'purchase', aggregate: 'sum', quantile: 0.5, window: open },
  },
  {
    key: 'soon',
    kind: 'proportion',
    definition: { version: 2, event: 'purchase', window: { startHours: 0, lengthHours: 12 } },
  },
];

const variants = [0, 1];
const places = Array.from({ length: 60 }, (_, index) => index);
const unitOf = (variant: number, place: number) => `${String(variant)}-${String(place)}`;

/** Forty units a variant exposed in the first hour and twenty a day later; the treatment adds 8 on days 0 and 1 alone. */
async function fadingRun(plan: object) {
  const run = await runWithEvidence(database, metrics, { plan });
  const exposedAt = (place: number) => (place < 40 ? 0.5 : 30.5);
  await run.exposed(
    variants.flatMap((variant) =>
      places.map((place) => ({ unit: unitOf(variant, place), variant, hours: exposedAt(place) })),
    ),
  );
  const purchases = variants.flatMap((variant) =>
    places.flatMap((place) =>
      [0, 1, 2, 3].map((day): StoredEvent => ({
        name: 'purchase',
        unit: unitOf(variant, place),
        value: 10 + ((place * 7 + day * 3) % 5) + (variant === 1 && day < 2 ? 8 : 0),
        hours: exposedAt(place) + 24 * day + 3,
      })),
    ),
  );
  await run.did(purchases);
  return run;
}

describe('effects over time', () => {
  it('finds an effect that fades, day by day and in the test of early against late', async () => {
    const { analysedAt, ctx } = await fadingRun({ looks: 1, plannedUnits: 100 });
    const { result } = await analysedAt(97);
    const overTime = result.overTime?.ok === true ? result.overTime.value : [];
    expect(overTime.map(({ metric, variant }) => [metric, variant])).toEqual([
      ['spend', 'treatment'],
      ['soon', 'treatment'],
    ]);
    const [spend, soon] = overTime;
    // Of those exposed later the fourth day has not ended.
    const days = spend?.sinceExposure.map(({ day, control, effect }) => [
      day,
      control.n,
      effect.ok ? Math.round(effect.value.difference * 1e9) / 1e9 : null,
    ]);
    expect(days).toEqual([
      [0, 60, 8],
      [1, 60, 8],
      [2, 40, 0],
      [3, 40, 0],
    ]);
    expect(spend?.novelty).toMatchObject({
      ok: true,
      value: { firstDay: 0, days: 2, units: 80, verdict: 'fades' },
    });
    const change = spend?.novelty.ok === true ? spend.novelty.value.change : NaN;
    expect(change).toBeCloseTo(-16, 9);
    expect(spend?.byFirstDay.map(({ control }) => control.n).reduce((sum, n) => sum + n, 0)).toBe(60);
    // No whole day lies in twelve hours.
    expect(soon?.sinceExposure).toEqual([]);
    expect(soon?.novelty).toMatchObject({ ok: false });
    const stored = await latestAnalysis({ ctx, input: { key: 'checkout' } });
    expect(stored?.result.overTime).toEqual(result.overTime);
    expect(stored?.queries.map(({ name }) => name)).toContain('metrics by days since exposure');
  });

  it('are not read, and cost nothing, where the plan takes no look', async () => {
    const { analysedAt } = await fadingRun({ looks: 1, plannedUnits: 1_000 });
    const { result, queries } = await analysedAt(97);
    expect(result.overTime).toMatchObject({ ok: false, reason: 'look-not-reached' });
    expect(queries.map(({ name }) => name)).not.toContain('metrics by days since exposure');
  });
});
