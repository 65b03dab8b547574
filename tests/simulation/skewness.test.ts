import { expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { compareArms, skewRefusal } from '@/lib/statistics';
import type { ArmEstimate } from '@/lib/statistics/effects/arm-estimate';
import { seededUniform } from '@/tests/support/seeded-random';
import type { Uniform } from '@/tests/support/simulated-metrics';
import { binomialBand, simulations } from '@/tests/support/simulation';
import { valueOf } from '@/tests/support/outcomes';

/** Revenue of an arm: lognormal, summed up as an analysis reads it. */
function arm(uniform: Uniform, n: number): ArmEstimate {
  let [mean, squares, cubes] = [0, 0, 0];
  for (let unit = 1; unit <= n; unit += 1) {
    const gap = Math.exp(standardNormal(uniform)) - mean;
    const step = gap / unit;
    const term = gap * step * (unit - 1);
    cubes += term * step * (unit - 2) - 3 * step * squares;
    squares += term;
    mean += step;
  }
  return {
    estimate: mean,
    samplingVariance: squares / (n - 1) / n,
    degreesOfFreedom: n - 1,
    thirdCumulant: cubes / n / n / n,
  };
}

const alphaOneSided = 0.025;

it.each([
  [100, 900],
  [400, 3_600],
  [2_000, 2_000],
])(
  'revenue at %i and %i units without an effect: no test rejects more than 1.25 times its level unless it is refused',
  (n0, n1) => {
    const uniform = seededUniform(91);
    const N = simulations(4_000);
    const counts = { greater: 0, less: 0, refused: 0, unguarded: 0 };
    for (let round = 0; round < N; round += 1) {
      const effect = valueOf(compareArms(arm(uniform, n0), arm(uniform, n1), 2 * alphaOneSided));
      const isRefused = skewRefusal(effect, alphaOneSided, 'greater') !== undefined;
      if (isRefused) counts.refused += 1;
      if (effect.pGreater < alphaOneSided) counts.unguarded += 1;
      if (effect.pGreater < alphaOneSided && !isRefused) counts.greater += 1;
      if (effect.pLess < alphaOneSided && skewRefusal(effect, alphaOneSided, 'less') === undefined)
        counts.less += 1;
    }
    const { upper } = binomialBand(1.25 * alphaOneSided, N);
    const what = JSON.stringify(counts);
    expect(counts.greater / N, what).toBeLessThan(upper);
    expect(counts.less / N, what).toBeLessThan(upper);
    if (n0 === n1) expect(counts.refused / N, what).toBeLessThan(0.05);
    // The control: unguarded, the test of the uneven split rejects more.
    if (n0 === 100) expect(counts.unguarded / N, what).toBeGreaterThan(upper);
  },
);
