import { describe, expect, it } from 'vitest';
import { detectableRelative } from '@/lib/decision/planning/detectable-effect';
import { offeredSize } from '@/lib/decision/planning/offered-size';
import type { PlanRequest, RequestedMetric } from '@/lib/decision/planning/plan-request';
import { largestChange, varianceRatio } from '@/lib/decision/planning/planned-variance';
import { planSchema } from '@/lib/model/plan';
import { say } from '@/lib/statistics';
import { saying, valueOf } from '@/tests/support/outcomes';

const gain = (mean: number, change: number, more: Partial<RequestedMetric> = {}): RequestedMetric => ({
  key: 'gain',
  role: 'success',
  direction: change > 0 ? 'higher-is-better' : 'lower-is-better',
  relativeMargin: null,
  minimumEffectRelative: Math.abs(change),
  baseline: say({ mean, variance: mean * (1 - mean), varianceReduction: 0, source: 'typed', units: null }),
  spread: 'share',
  skewness: null,
  windowDays: 0,
  ...more,
});
const requestOf = (metric: RequestedMetric): PlanRequest => ({
  variants: [
    { key: 'control', weight: 0.5, isControl: true },
    { key: 'treatment', weight: 0.5, isControl: false },
  ],
  metrics: [metric],
  plan: planSchema.parse({ method: 'fixed' }),
  newUnitsByDay: say([1_000]),
  units: null,
  days: null,
  seed: 1,
});
const offered = (metric: RequestedMetric) => offeredSize(requestOf(metric));

/**
 * Computed outside, with numpy 2 and scipy 1.17.1: the size at which 200,000 pairs of binomial arms reject 80 % of the time at one-sided
 * .025, by Welch's t of the 0/1 values, below 200 events or non-events in an arm by the mid-p of scipy.stats.hypergeom. In the last column the
 * power, of 400,000 pairs, at the size that forgets that the effect moves the variance: 2 x 7.849 p (1 - p) / d^2 an arm.
 */
const outside = [
  { share: 0.1, change: 0.1, units: 29_404, units0: 28_256, power0: 0.782 },
  { share: 0.1, change: 0.5, units: 1_368, units0: 1_132, power0: 0.72 },
  { share: 0.02, change: 1, units: 2_234, units0: 1_540, power0: 0.634 },
  { share: 0.3, change: -0.5, units: 242, units0: 294, power0: 0.874 },
] as const;

describe('the size of a share', () => {
  it.each(outside)(
    'of $share that moves by $change of itself is the one at which its test has the power',
    ({ share, change, units, units0, power0 }) => {
      const found = valueOf(offered(gain(share, change)));
      expect(Math.abs(found.units / units - 1), String(found.units)).toBeLessThan(0.035);
      const sizes = { controlUnits: units0 / 2, treatmentToControlRatios: [1] };
      // The normal form has 1.2 points more than the mid-p of so few as 294 units.
      expect(Math.abs(found.simulation.powerAt(found.truth, sizes).power - power0)).toBeLessThan(0.015);
      const { plan } = found.design;
      const test = {
        question: 'better',
        alphaOneSided: plan.alpha / 2,
        power: found.testPower,
        inflation: 1,
      } as const;
      const known = {
        mean: share,
        variance: share * (1 - share),
        varianceReduction: 0,
        spread: 'share',
      } as const;
      const detected = detectableRelative({ higherIsBetter: change > 0 }, test, known, {
        controlUnits: found.found.controlUnits,
        ratio: 1,
      });
      expect(valueOf(detected)).toBeCloseTo(Math.abs(change), 4);
    },
  );

  it.each([
    [gain(0.12, 9), 'The share gain of 12 % cannot change by 900 % of itself: plan for less than 733.3 %.'],
    [gain(0.12, -1), /cannot change by 100 % of itself: plan for less than 100 %/],
    [gain(0.5, 1), /share gain of 50 % cannot change by 100 %/],
    [
      gain(0.5, -1, { spread: 'total' }),
      'The metric gain cannot fall by 100 % of itself: plan for less than 100 %.',
    ],
  ] as const)(
    'is refused beyond the change that it can make, and says how large that is',
    (metric, detail) => {
      expect(offered(metric)).toEqual(saying('invalid-input', detail));
    },
  );
});

describe('the variance after a change', () => {
  it('is p (1 - p) of a share, in proportion to the mean of a total, and the same of a level', () => {
    expect(varianceRatio({ mean: 0.1, spread: 'share' }, 1)).toBeCloseTo(16 / 9, 12);
    expect(varianceRatio({ mean: 0.1, spread: 'share' }, -0.5)).toBeCloseTo(0.0475 / 0.09, 12);
    expect(varianceRatio({ mean: 4, spread: 'total' }, 0.25)).toBe(1.25);
    expect(varianceRatio({ mean: -4, spread: 'total' }, 0.25)).toBe(1);
    expect(varianceRatio({ mean: 4, spread: 'level' }, -2)).toBe(1);
    expect(largestChange({ mean: 0.2, spread: 'share' }, 1)).toBe(4);
    expect(largestChange({ mean: 4, spread: 'total' }, 1)).toBe(Infinity);
    expect(largestChange({ mean: 4, spread: 'total' }, -1)).toBe(1);
  });
});
