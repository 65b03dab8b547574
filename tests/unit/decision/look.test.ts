import { describe, expect, it } from 'vitest';
import type { RunPlan } from '@/lib/model/run-configuration';
import {
  firstAlwaysValidUnits,
  lookAt,
  plannedEndReached,
  plannedLooks,
  type LookProgress,
} from '@/lib/decision/look';
import { fractionOfPlan } from '@/lib/decision/spending-clock';

const startedAt = new Date('2026-03-01T00:00:00Z');

function planOf(changes: Partial<RunPlan>): RunPlan {
  return {
    method: 'group-sequential',
    alphaTwoSided: 0.05,
    power: 0.8,
    spending: 'obrien-fleming',
    looks: 4,
    plannedUnits: 1_000,
    plannedDays: null,
    ...changes,
  };
}

/** Where nobody waits, unless it says who. */
function at(
  plan: Partial<RunPlan>,
  {
    earlierFractions = [],
    ...progress
  }: Partial<LookProgress> & { readonly earlierFractions?: readonly number[] },
) {
  const earlier = { lookFractions: earlierFractions };
  const base = { units: 0, ended: false, startedAt, now: startedAt, metrics: [], longestWaitMs: 0, earlier };
  return lookAt(planOf(plan), { ...base, ...progress });
}

const metric = (key: string, matured: number, waiting = 0, failed = false) => ({
  key,
  matured,
  waiting,
  failed,
});

describe('a group sequential look', () => {
  it('is taken when the units of the next planned look are there, at the fraction reached', () => {
    expect(at({}, { units: 249 })).toEqual({
      taken: false,
      why: 'too-early',
      informationFraction: 0.249,
      nextFraction: 0.25,
    });
    expect(at({}, { units: 250 })).toEqual({ taken: true, lookFractions: [0.25], informationFraction: 0.25 });
    expect(at({}, { units: 620 })).toMatchObject({ lookFractions: [0.62] });
  });

  it('waits for the next planned look after one that came late', () => {
    expect(at({}, { units: 700, earlierFractions: [0.62] })).toMatchObject({
      why: 'between-looks',
      nextFraction: 0.75,
    });
    expect(at({}, { units: 750, earlierFractions: [0.62] })).toMatchObject({ lookFractions: [0.62, 0.75] });
  });

  it('may over-run once, and is over then', () => {
    expect(at({}, { units: 1_200, earlierFractions: [0.9] })).toMatchObject({ lookFractions: [0.9, 1.2] });
    expect(at({}, { units: 1_300, earlierFractions: [0.9, 1.2] })).toMatchObject({ why: 'all-looks-taken' });
  });

  it('is taken early when the run has ended with more units than the last look had, and else not', () => {
    expect(at({}, { units: 300, ended: true, earlierFractions: [0.25] })).toMatchObject({ taken: true });
    expect(at({}, { units: 250, ended: true, earlierFractions: [0.25] })).toMatchObject({ taken: false });
  });

  it('has no fraction without a planned size: one look, at the end', () => {
    expect(at({ plannedUnits: null }, { units: 300 })).toMatchObject({ why: 'no-size-planned' });
    expect(at({ plannedUnits: null }, { units: 300, ended: true })).toEqual({
      taken: true,
      lookFractions: [1],
      informationFraction: null,
    });
    expect(at({ plannedUnits: null }, { units: 300, ended: true, earlierFractions: [1] })).toMatchObject({
      why: 'all-looks-taken',
    });
  });

  it('is not taken without a unit', () => {
    expect(at({}, { ended: true })).toMatchObject({ why: 'no-units' });
  });
});

describe('a look of several metrics', () => {
  it('is due when the one with the fewest matured units has reached it, and each keeps its own fractions', () => {
    const early = [metric('fast', 600), metric('slow', 240, 360)];
    expect(at({}, { units: 600, metrics: early })).toEqual({
      taken: false,
      why: 'windows-open',
      informationFraction: 0.24,
      nextFraction: 0.25,
    });
    const due = at({}, { units: 600, metrics: [metric('fast', 600), metric('slow', 250, 350)] });
    expect(due).toEqual({
      taken: true,
      lookFractions: [0.25],
      metricFractions: { fast: [0.6] },
      informationFraction: 0.25,
    });
    if (!due.taken) throw new Error('no look');
    // What has gathered nothing since counts as a hair more, because fractions increase.
    const next = at(
      {},
      { units: 600, metrics: [metric('fast', 600), metric('slow', 500, 100)], earlier: due },
    );
    expect(next).toMatchObject({ lookFractions: [0.25, 0.5], metricFractions: { fast: [0.6, 0.6 * 1.001] } });
  });

  it('is none where one of them failed, however many units there are', () => {
    const metrics = [metric('sound', 300), metric('broken', 300, 0, true)];
    expect(at({}, { units: 300, metrics })).toMatchObject({ taken: false, why: 'metric-failed' });
    expect(at({}, { units: 200, metrics: [metric('broken', 200, 0, true)] })).toMatchObject({
      why: 'too-early',
    });
  });
});

describe.each(['fixed', 'group-sequential', 'always-valid'] as const)('a %s run that has ended', (method) => {
  const plan = { method, plannedUnits: 1_000 };

  it('is looked at when nothing waits any more', () => {
    const waiting = { units: 400, ended: true, metrics: [metric('slow', 399, 1)] };
    expect(at(plan, waiting)).toMatchObject({ taken: false, why: 'windows-open' });
    expect(at(plan, { ...waiting, metrics: [metric('slow', 400)] })).toMatchObject({
      taken: true,
      informationFraction: 0.4,
    });
    const unplanned = { ...plan, plannedUnits: null };
    expect(at(unplanned, waiting)).toMatchObject({ taken: false, why: 'windows-open' });
    expect(at(unplanned, { ...waiting, metrics: [] })).toMatchObject({
      taken: true,
      informationFraction: null,
    });
  });

  it('does not wait for more than its planned size', () => {
    const metrics = [metric('slow', 1_000, 50)];
    expect(at(plan, { units: 1_050, ended: true, metrics })).toMatchObject({ taken: true });
  });
});

describe('a run that ended before its size', () => {
  const afterDays = (days: number) => ({
    ended: true,
    endedAt: new Date(startedAt.getTime() + days * 86_400_000),
  });
  const plan = { plannedDays: 14 };
  const metrics = [metric('one', 300)];

  it('spends all that is left of the error where its end was the scheduled one, and tells tests what they know', () => {
    expect(at(plan, { units: 100, ...afterDays(14) })).toMatchObject({
      lookFractions: [1],
      informationFraction: 0.1,
    });
    expect(at(plan, { units: 300, metrics, ...afterDays(14), earlierFractions: [0.25] })).toMatchObject({
      lookFractions: [0.25, 1],
      metricFractions: { one: [0.25, 0.3] },
      informationFraction: 0.3,
    });
  });

  it.each([
    ['earlier than scheduled', plan, afterDays(13.9)],
    ['without a schedule', {}, afterDays(100)],
    ['at nobody knows when', plan, { ended: true }],
  ])('spends only what its units allow where it ended %s', (_, changes, end) => {
    expect(at(changes, { units: 300, ...end, earlierFractions: [0.25] })).toMatchObject({
      lookFractions: [0.25, 0.3],
    });
    expect(at(changes, { units: 100, ...end })).toMatchObject({ lookFractions: [0.1] });
  });

  it('keeps its over-run', () => {
    expect(at(plan, { units: 1_200, ...afterDays(14), earlierFractions: [0.9] })).toMatchObject({
      lookFractions: [0.9, 1.2],
    });
  });
});

describe('a fixed plan', () => {
  const fixed = { method: 'fixed', plannedDays: 7 } as const;
  const after = (days: number) => new Date(startedAt.getTime() + days * 86_400_000);

  it('is looked at once: at its units, at its days or at its end', () => {
    expect(at(fixed, { units: 999, now: after(6.99) })).toMatchObject({ why: 'too-early' });
    expect(at(fixed, { units: 1_000 })).toMatchObject({ taken: true });
    expect(at(fixed, { units: 400, now: after(7) })).toMatchObject({ taken: true, lookFractions: [0.4] });
    expect(at(fixed, { units: 400, ended: true })).toMatchObject({ taken: true });
    expect(at(fixed, { units: 2_000, earlierFractions: [1] })).toMatchObject({ why: 'all-looks-taken' });
  });
});

describe('an always-valid plan', () => {
  const plan = { method: 'always-valid' } as const;

  it('is first looked at when a twentieth of its units is there, because tau is fixed then', () => {
    expect(at(plan, { units: 49 })).toEqual({
      taken: false,
      why: 'too-early',
      informationFraction: 0.049,
      nextFraction: 0.05,
    });
    expect(at(plan, { units: 50 })).toMatchObject({ taken: true, lookFractions: [0.05] });
  });

  it('without a planned size at a thousand units', () => {
    const open = { ...plan, plannedUnits: null };
    expect(at(open, { units: 999 })).toEqual({
      taken: false,
      why: 'too-early',
      informationFraction: null,
      nextFraction: null,
    });
    expect(at(open, { units: 1_000 })).toMatchObject({ taken: true, lookFractions: [1] });
  });

  it('is looked at when it has ended, however few units there are, and not without one', () => {
    expect(at(plan, { units: 2, ended: true })).toMatchObject({ taken: true, lookFractions: [0.002] });
    expect(at({ ...plan, plannedUnits: null }, { units: 2, ended: true })).toMatchObject({ taken: true });
    expect(at(plan, { units: 0, ended: true })).toMatchObject({ why: 'no-units' });
  });

  it('is looked at whenever anybody looks, once it has been', () => {
    expect(at(plan, { units: 51, earlierFractions: [0.05] })).toMatchObject({
      taken: true,
      lookFractions: [0.051],
    });
    // A look of before the rule stands: its tau is fixed.
    expect(at(plan, { units: 2, earlierFractions: [0.001] })).toMatchObject({ taken: true });
  });
});

describe('how much of the plan is there', () => {
  it('is the units over the planned ones, more than 1 in an over-run', () => {
    expect(fractionOfPlan(1_000, 250)).toBe(0.25);
    expect(fractionOfPlan(1_000, 0)).toBe(0);
    expect(fractionOfPlan(1_000, 1_500)).toBe(1.5);
  });

  it.each([
    [null, 250],
    [0, 250],
    [0, 0],
    [-1_000, 250],
    [NaN, 250],
  ])('cannot be said of %s planned units and %s', (planned, units) => {
    expect(fractionOfPlan(planned, units)).toBeNull();
  });

  it('is enough for an always-valid plan at a twentieth, or at a thousand units where no number is planned', () => {
    expect(firstAlwaysValidUnits(planOf({ plannedUnits: 60_000 }))).toBe(3_000);
    expect(firstAlwaysValidUnits(planOf({ plannedUnits: null }))).toBe(1_000);
  });

  it('is complete by units, by days or because the run has ended', () => {
    const reached = (plan: Partial<RunPlan>, progress: object) =>
      plannedEndReached(planOf(plan), {
        matured: 999,
        longestWaitMs: 0,
        ended: false,
        startedAt,
        now: startedAt,
        ...progress,
      });
    expect(reached({}, {})).toBe(false);
    expect(reached({}, { matured: 1_000 })).toBe(true);
    expect(reached({}, { ended: true })).toBe(true);
    expect(reached({ plannedUnits: null }, { matured: 1e9 })).toBe(false);
    const at = (iso: string) => ({ now: new Date(iso) });
    expect(reached({ plannedDays: 14 }, at('2026-03-14T23:59:59.999Z'))).toBe(false);
    expect(reached({ plannedDays: 14 }, at('2026-03-15T00:00:00Z'))).toBe(true);
    expect(reached({ plannedDays: null }, at('2036-03-15T00:00:00Z'))).toBe(false);
    const waits = { ...at('2026-03-15T00:59:59Z'), longestWaitMs: 3_600_000 };
    expect(reached({ plannedDays: 14 }, waits)).toBe(false);
    expect(reached({ plannedDays: 14 }, { ...waits, ...at('2026-03-15T01:00:00Z') })).toBe(true);
  });
});

describe('the looks of a plan', () => {
  it('are equally spaced and end with all units, a thousand of them at most', () => {
    expect(plannedLooks(planOf({ looks: 4 }))).toEqual([0.25, 0.5, 0.75, 1]);
    expect(plannedLooks(planOf({ looks: 1_000 }))).toHaveLength(1_000);
  });

  it.each([0, -1, 2.5, 1_001, 1e9, NaN, Infinity])('are none where their number is %s', (looks) => {
    expect(plannedLooks(planOf({ looks }))).toEqual([]);
  });
});
