import { describe, expect, it } from 'vitest';
import { lastingSentence } from '../../../lib/charts/lasting-sentence';
import { latestAnalysis } from '../../../lib/verbs/analysis/latest-analysis';
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
  it('finds a shown effect that fades, day by day and in the test of early against late', async () => {
    const { analysedAt, ctx } = await fadingRun({ looks: 1, plannedUnits: 100 });
    const { result } = await analysedAt(97);
    const overTime = result.overTime?.ok === true ? result.overTime.value : [];
    expect(overTime.map(({ metric, contrast }) => [metric, contrast.treatment])).toEqual([
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
    // Of those exposed first, purchases of 12 on average: 8 more on the first two days, none afterwards.
    expect(spend?.novelty).toMatchObject({
      value: {
        earlyRelative: expect.closeTo(2 / 3, 9) as number,
        lateRelative: expect.closeTo(0, 9) as number,
      },
    });
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

interface Periods {
  readonly early: number;
  readonly late: number;
  readonly both: number;
}

const unitsOfArm = 20_000;
const bought = [
  { key: 'bought', kind: 'proportion', definition: { version: 2, event: 'purchase', window: open } },
];

/** What an analysis after two days says of so many units that buy on the day of exposure, on the day after, and on both. */
async function lastingOf(arms: readonly [control: Periods, treatment: Periods]) {
  const run = await runWithEvidence(database, bought, { plan: { looks: 1, plannedUnits: 2 * unitsOfArm } });
  const exposures = arms.flatMap((_, variant) =>
    Array.from({ length: unitsOfArm }, (__, place) => ({
      unit: unitOf(variant, place),
      variant,
      hours: 0.5,
    })),
  );
  await run.exposed(exposures);
  const onDay = (variant: number, day: number, from: number, count: number) =>
    Array.from({ length: count }, (_, index): StoredEvent => ({
      name: 'purchase',
      unit: unitOf(variant, from + index),
      value: 1,
      hours: 3 + 24 * day,
    }));
  const purchases = arms.flatMap(({ early, late, both }, variant) => [
    ...onDay(variant, 0, 0, early),
    ...onDay(variant, 1, early - both, late),
  ]);
  await run.did(purchases);
  const { result, decision, engineVersion } = await run.analysedAt(49);
  const found = result.overTime?.ok === true ? result.overTime.value[0] : undefined;
  const metric = result.metrics[0];
  if (found === undefined || metric === undefined) throw new Error('Effects over time were not read.');
  const shown = decision?.decision.ok === true ? decision.decision.value.answers : [];
  return {
    novelty: found.novelty,
    isShown: shown.some(({ question, rejected }) => question === 'better' && rejected),
    sentence: lastingSentence(metric, found.novelty, engineVersion),
  };
}

describe('whether an effect lasts', () => {
  it('cannot be said where nobody converts on the second day', async () => {
    const arm = (early: number) => ({ early, late: 0, both: 0 });
    const { novelty, isShown, sentence } = await lastingOf([arm(2_400), arm(2_760)]);
    expect(isShown).toBe(true);
    expect(novelty).toMatchObject({ ok: false, message: 'period-not-far-above-zero' });
    expect(sentence).toBe(
      'cannot say whether the effect lasts. Too little happens in the later of the two periods in control.',
    );
  });

  it('is not denied of a constant +15 % on a falling baseline', async () => {
    const { novelty, isShown, sentence } = await lastingOf([
      { early: 2_400, late: 400, both: 120 },
      { early: 2_760, late: 460, both: 140 },
    ]);
    expect(isShown).toBe(true);
    expect(novelty).toMatchObject({
      ok: true,
      value: {
        verdict: 'no-change-shown',
        ratio: expect.closeTo(1, 9) as number,
        standardError: expect.closeTo(0.07058757523850764, 9) as number,
        interval: {
          lower: expect.closeTo(0.8707909759170104, 7) as number,
          upper: expect.closeTo(1.148381216223471, 7) as number,
        },
      },
    });
    expect(sentence).toContain(
      'no change with time shown: the relative effect was +15.0\u202f% on the first day and +15.0\u202f% on the day afterwards',
    );
  });

  it('is told of a shown effect whose relative size falls', async () => {
    const { novelty, isShown, sentence } = await lastingOf([
      { early: 2_400, late: 1_200, both: 300 },
      { early: 2_760, late: 1_212, both: 320 },
    ]);
    expect(isShown).toBe(true);
    expect(novelty).toMatchObject({
      ok: true,
      value: { verdict: 'fades', adjustedP: expect.closeTo(0.004034789157442243, 9) as number },
    });
    expect(sentence).toBe(
      'the effect fades: the relative effect was +15.0\u202f% on the first day and +1.0\u202f% on the day afterwards (p = 0.004, 40,000 units).',
    );
  });

  it('has no word where the rule has shown no effect', async () => {
    const { novelty, isShown, sentence } = await lastingOf([
      { early: 2_400, late: 2_400, both: 0 },
      { early: 2_760, late: 2_040, both: 0 },
    ]);
    expect(isShown).toBe(false);
    expect(novelty).toMatchObject({ ok: true, value: { verdict: 'effect-not-shown' } });
    expect(novelty.ok && novelty.value.adjustedP).toBeLessThan(1e-6);
    expect(sentence).toMatch(/^no effect is shown that could fade or grow: the relative effect was \+15\.0/);
  });
});
