import { describe, expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { lookAt, plannedLooks } from '@/lib/decision/look';
import { lookCriterion } from '@/lib/decision/look-criterion';
import { planOfRun } from '@/lib/decision/run-plan';
import type { LookTaken } from '@/lib/model/decision';
import { normalIsf } from '@/lib/statistics/distributions/normal';
import { valueOf } from '@/tests/support/outcomes';
import { extendedRun, runOf } from '@/tests/support/runs';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, expectWithin, shareOf, simulations } from '@/tests/support/simulation';

// A plan of 1,000 units in four looks, one-sided. After the first look, at 250 units, the pooled variance says how many it needs.
const ALPHA = 0.05;
const PLANNED = 1_000;
const AT = 250;
const SIZES = [1_000, 1_500, 2_000, 2_500, 3_000] as const;
type Size = (typeof SIZES)[number];
const experiments = simulations(160_000);
const band = binomialBand(ALPHA, experiments, 1e-4);
const original = runOf({ plannedUnits: PLANNED, looks: 4, spending: 'pocock' });

interface JudgedLook {
  readonly units: number;
  readonly bound: number;
}

/** The looks of analyses every ten units: the first by the plan as it began, the others as extended. */
function looksOf(size: Size): readonly JudgedLook[] {
  const extended = extendedRun(original, [AT, size]);
  const looks: JudgedLook[] = [];
  let earlier: LookTaken | null = null;
  for (let units = 10; units <= size; units += 10) {
    const { plan } = earlier === null ? original : extended;
    const look = lookAt(plan, {
      units,
      metrics: [{ key: 'revenue', matured: units, waiting: 0, failed: false }],
      longestWaitMs: 0,
      ended: false,
      startedAt: new Date(0),
      now: new Date(0),
      earlier: earlier ?? { lookFractions: [] },
    });
    if (!look.taken) continue;
    earlier = look;
    const informationFractions = look.metricFractions?.['revenue'] ?? look.lookFractions;
    const taken = { lookFractions: look.lookFractions, informationFractions };
    const criterion = valueOf(lookCriterion(planOfRun(original, {}), taken, ALPHA));
    looks.push({ units, bound: normalIsf(criterion.alphaOneSidedAtLook) });
  }
  return looks;
}

const bySize = new Map(SIZES.map((size) => [size, looksOf(size)]));

/** The first look of the plan as it began, and then a plan of the new size with all of alpha, as if none had been spent. */
function respent(size: Size): readonly JudgedLook[] {
  const first = (bySize.get(size) ?? []).slice(0, 1);
  const later = plannedLooks(original.plan).filter((fraction) => fraction * size > AT);
  return [
    ...first,
    ...later.map((_, index) => {
      const fractions = later.slice(0, index + 1);
      const taken = { lookFractions: fractions, informationFractions: fractions };
      const criterion = valueOf(lookCriterion(planOfRun(original, {}), taken, ALPHA));
      return { units: (later[index] ?? 1) * size, bound: normalIsf(criterion.alphaOneSidedAtLook) };
    }),
  ];
}

/** Share of experiments without an effect that reject; `sizeOf`: the new size, by the statistic of the first look and the pooled variance. */
function rejected(
  looks: ReadonlyMap<Size, readonly JudgedLook[]>,
  sizeOf: (z: number, varianceRatio: number) => Size,
): number {
  const uniform = seededUniform(661);
  return shareOf(experiments, () => {
    const first = Math.sqrt(AT) * standardNormal(uniform);
    // Twice what was planned for; of normal values the pooled variance is independent of the means.
    const varianceRatio = 2 * (1 + Math.sqrt(2 / (AT - 2)) * standardNormal(uniform));
    let [sum, before] = [0, 0];
    return (looks.get(sizeOf(first / Math.sqrt(AT), varianceRatio)) ?? []).some(({ units, bound }) => {
      sum = before === 0 ? first : sum + Math.sqrt(units - before) * standardNormal(uniform);
      before = units;
      return sum / Math.sqrt(units) > bound;
    });
  });
}

const nearest = (units: number): Size =>
  SIZES.reduce((best, size) => (Math.abs(size - units) < Math.abs(best - units) ? size : best));
const byVariance = (_: number, varianceRatio: number) => nearest(PLANNED * varianceRatio);

describe('a run without an effect that is extended after its first look', () => {
  it('takes its looks by the clock, four in all', () => {
    expect(bySize.get(2_500)?.map(({ units }) => units)).toEqual([250, 1_000, 1_750, 2_500]);
  });

  it('because of the pooled variance rejects at alpha', () => {
    expectWithin(rejected(bySize, byVariance), band, 'rejected');
  });

  it('rejects above alpha if what was spent is spent again', () => {
    const naive = new Map(SIZES.map((size) => [size, respent(size)]));
    const share = rejected(naive, byVariance);
    expect(share, String(share)).toBeGreaterThan(0.06);
  });

  it('rejects little more than alpha where somebody chooses by the effect between the present and an offered size', () => {
    const worst = rejected(bySize, (z) => (z > 0.5 ? PLANNED : 3_000));
    const best = rejected(bySize, (z) => (z > 0.5 ? 3_000 : PLANNED));
    for (const share of [worst, best]) expect(share, String(share)).toBeLessThan(0.06);
  });
});

it('a fixed plan that is looked at, and extended because the effect falls short, rejects above alpha', () => {
  const uniform = seededUniform(662);
  const bound = normalIsf(ALPHA);
  const share = shareOf(experiments, () => {
    const first = standardNormal(uniform);
    if (first > bound) return true;
    return first > 0 && (first + standardNormal(uniform)) / Math.SQRT2 > bound;
  });
  expect(share, String(share)).toBeGreaterThan(0.065);
});
