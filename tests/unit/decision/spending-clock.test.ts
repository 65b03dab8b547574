import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastLookAt } from '@/lib/decision/futility';
import { lookAt, type LookProgress } from '@/lib/decision/look';
import { lookCriterion } from '@/lib/decision/look-criterion';
import { planOfRun } from '@/lib/decision/run-plan';
import { informationAt, spendingTime } from '@/lib/decision/spending-clock';
import type { LookTaken } from '@/lib/model/decision';
import type { RunPlan } from '@/lib/model/run-configuration';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { groupSequentialBounds } from '@/lib/statistics';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, extendedRun, runOf } from '@/tests/support/runs';

const extended = (...steps: readonly (readonly [number, number])[]) => extendedRun(runOf({}), ...steps);

const timeOf = ({ plan }: { readonly plan: RunPlan }, units: number) => spendingTime(plan, units) ?? NaN;

/** Of a plan of 1,000: extended up to three times, each beyond what there was. */
const steps = fc
  .array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 3_000 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((raw) => {
    let planned = 1_000;
    return raw.map(([share, more]): readonly [number, number] => {
      const at = Math.floor(share * planned);
      planned += more;
      return [at, planned];
    });
  });

describe('the clock of an extended plan', () => {
  it('goes on from where it is, and is at 1 at the new size', () => {
    const run = extended([400, 2_200]);
    expect(run.plan.plannedUnits).toBe(2_200);
    expect([0, 200].map((units) => timeOf(run, units))).toEqual([0, 0.2]);
    expect(timeOf(run, 400)).toBeCloseTo(0.4, 11);
    expect(timeOf(run, 1_300)).toBeCloseTo(0.7, 11);
    expect(timeOf(run, 2_200)).toBe(1);
    expect(timeOf(run, 2_500)).toBeGreaterThan(1);
    expect(informationAt(run.plan, 0.7)).toBeCloseTo(1_300 / 2_200, 12);
  });

  it('is the one of before where the size stays, whatever the units at that time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 1_500 }), (at, units) => {
        expect(timeOf(extended([at, 1_000]), units)).toBeCloseTo(units / 1_000, 11);
      }),
    );
  });

  it('never runs back, is never ahead of the plan before, and is at 1 at the size and not before', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const run = extended(...all);
        const planned = run.plan.plannedUnits ?? 0;
        const units = Array.from({ length: 23 }, (_, index) => (index / 20) * planned);
        const times = units.map((one) => timeOf(run, one));
        const isSound = times.every((time, index) => {
          const of = units[index] ?? NaN;
          const isAhead = time > of / 1_000 + 1e-11;
          return time >= (times[index - 1] ?? 0) && !isAhead && (of < planned ? time < 1 : time >= 1);
        });
        expect(isSound, times.join()).toBe(true);
        expect(timeOf(run, planned)).toBe(1);
      }),
    );
  });
});

describe('looks of an extended plan', () => {
  const progressOf = (matured: number, earlier: LookTaken | null): LookProgress => ({
    units: matured,
    metrics: [{ key: 'revenue', matured, waiting: 0, failed: false }],
    longestWaitMs: 0,
    ended: false,
    startedAt: new Date('2026-03-01T00:00:00Z'),
    now: new Date('2026-03-02T00:00:00Z'),
    earlier: earlier ?? { lookFractions: [] },
  });
  const taken = (run: { readonly plan: RunPlan }, matured: number, earlier: LookTaken | null): LookTaken => {
    const look = lookAt(run.plan, progressOf(matured, earlier));
    if (!look.taken) throw new Error(`No look at ${String(matured)}: ${look.why}`);
    return look;
  };

  it('are due by the clock, and say where the next one is in units of the new size', () => {
    const first = taken(runOf({}), 200, null);
    const run = extended([200, 1_800]);
    expect(lookAt(run.plan, progressOf(400, first))).toMatchObject({
      taken: false,
      why: 'between-looks',
      informationFraction: 400 / 1_800,
      nextFraction: 600 / 1_800,
    });
    const second = taken(run, 600, first);
    expect(second.lookFractions[0]).toBe(0.2);
    expect(second.lookFractions[1]).toBeCloseTo(0.4, 11);
    expect(lookAt(run.plan, progressOf(601, second))).toMatchObject({ taken: false, why: 'between-looks' });
    expect(second).toMatchObject({ plannedUnits: 1_800, informationFraction: 600 / 1_800 });
    const [atFirst = NaN, atSecond] = second.metricFractions?.['revenue'] ?? [];
    expect(atFirst).toBeCloseTo(200 / 1_800, 12);
    expect(atSecond).toBe(600 / 1_800);
  });

  it('keep the bounds of those before, have the correlation of their units, and spend all at the last', () => {
    const run = extended([200, 1_800], [700, 2_600]);
    let earlier: LookTaken | null = taken(runOf({}), 200, null);
    for (const matured of [600, 1_300, 2_000, 2_600]) earlier = taken(run, matured, earlier);
    const { lookFractions, metricFractions } = earlier;
    const informationFractions = metricFractions?.['revenue'] ?? [];
    expect(lookFractions.at(-1)).toBe(1);
    const units = [200, 600, 1_300, 2_000, 2_600];
    for (const [index, fraction] of informationFractions.entries())
      expect(fraction).toBeCloseTo((units[index] ?? 0) / 2_600, 12);
    const plan = planOfRun(run, {});
    const atLooks = lookFractions.map((_, index) => {
      const upTo = <Value>(all: readonly Value[]) => all.slice(0, index + 1);
      const looks = { lookFractions: upTo(lookFractions), informationFractions: upTo(informationFractions) };
      return valueOf(lookCriterion(plan, looks, 0.025)).alphaOneSidedAtLook;
    });
    const spending = { spendingFractions: lookFractions, spending: 'obrien-fleming', alpha: 0.025 } as const;
    const bounds = valueOf(groupSequentialBounds({ ...spending, informationFractions, sides: 1 }));
    for (const [index, level] of atLooks.entries())
      expect(level / normalSf(bounds[index] ?? NaN)).toBeCloseTo(1, 6);
    // The first look was judged at this level before anybody thought of an extension.
    const alone = { lookFractions: [0.2], informationFractions: [0.2] };
    const original = valueOf(lookCriterion(plan, alone, 0.025)).alphaOneSidedAtLook;
    expect((atLooks[0] ?? 0) / original).toBeCloseTo(1, 9);
  });

  it('of a fixed plan move with its size', () => {
    const fixed = (plan: RunPlan): RunPlan => ({ ...plan, method: 'fixed' });
    const run = extended([900, 1_500]);
    expect(lookAt(fixed(run.plan), progressOf(1_200, null))).toMatchObject({
      taken: false,
      why: 'too-early',
    });
    expect(lookAt(fixed(run.plan), progressOf(1_500, null))).toMatchObject({
      taken: true,
      informationFraction: 1,
    });
  });
});

it('the sequential test of the sample ratio keeps the prior with which the run began', () => {
  const run = runOf({ plannedUnits: 20_000 });
  const ratioOf = (configuration: typeof run) => {
    const arm = (n: number) => ({ n, mean: 10, variance: 4 });
    return analysed(configuration, [arm(900), arm(1_000)]).result.health.sequentialSampleRatio;
  };
  expect(ratioOf(extendedRun(run, [1_000, 90_000]))).toEqual(ratioOf(run));
  expect(ratioOf(runOf({ plannedUnits: 90_000 }))).not.toEqual(ratioOf(run));
});

it('futility looks as far ahead as the units that an extended plan still waits for', () => {
  const plan = { ...planOfRun(extended([200, 1_800]), {}), leastConditionalPower: 0.2 };
  const of = valueOf(lastLookAt(plan, [0.2, 0.4], { revenue: [200 / 1_800, 600 / 1_800] }));
  expect(of?.('revenue').informationFraction).toBeCloseTo(600 / 1_800, 12);
  expect(valueOf(lastLookAt(plan, [0.2, 0.4]))?.('revenue').informationFraction).toBeCloseTo(0.4, 12);
});
