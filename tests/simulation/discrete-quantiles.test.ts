import { expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { quantileEffect, quantileEffectFromFigures, quantileOrders } from '@/lib/statistics';
import { quantileOfSorted } from '@/lib/statistics/effects/quantile';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import type { Uniform } from '@/tests/support/simulated-metrics';
import { binomialBand, simulations } from '@/tests/support/simulation';

const UNITS = 10_000;
const alphaTwoSided = 0.05;

/** One uniform a value: the place of it among the cumulated chances. */
function poissonOf(mean: number): (uniform: Uniform) => number {
  const cumulated: number[] = [];
  let [chance, sum] = [Math.exp(-mean), 0];
  for (let count = 0; sum < 1 - 1e-12; count += 1) {
    sum += chance;
    cumulated.push(sum);
    chance *= mean / (count + 1);
  }
  return (uniform) => {
    const at = uniform();
    let [low, high] = [0, cumulated.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulated[middle] ?? 1) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

const rounded = (deviation: number) => (uniform: Uniform) => Math.round(deviation * standardNormal(uniform));

/** The test without its refusal: the distance of the order statistics, whatever lies between them. */
function unguardedP(control: readonly number[], treatment: readonly number[], quantile: number): number {
  const orders = valueOf(quantileOrders('arm', UNITS, quantile, alphaTwoSided));
  const figures = (values: readonly number[]) => {
    const sorted = Float64Array.from(values).sort();
    const at = (order: number) => quantileOfSorted(sorted, order);
    return { n: UNITS, estimate: at(quantile), lower: at(orders.lower), upper: at(orders.upper) };
  };
  const effect = quantileEffectFromFigures({
    control: figures(control),
    treatment: figures(treatment),
    alphaTwoSided,
  });
  return effect.ok ? effect.value.pTwoSided : 1;
}

it.each([
  ['Poisson(30) at .99', poissonOf(30), 0.99, 'always'],
  ['rounded values, some thirty of them around the quantile, at .9', rounded(500), 0.9, 'never'],
] as const)('two like arms of %s: rejected at most .06, or refused', (name, draw, quantile, isRefused) => {
  const uniform = seededUniform(101);
  const N = simulations(400);
  const counts = { rejected: 0, refused: 0, unguarded: 0 };
  for (let round = 0; round < N; round += 1) {
    const arm = () => Array.from({ length: UNITS }, () => draw(uniform));
    const [control, treatment] = [arm(), arm()];
    const effect = quantileEffect({ control, treatment, quantile, alphaTwoSided });
    if (!effect.ok) counts.refused += 1;
    else if (effect.value.pTwoSided < alphaTwoSided) counts.rejected += 1;
    if (unguardedP(control, treatment, quantile) < alphaTwoSided) counts.unguarded += 1;
  }
  const upper = Math.max(0.06, binomialBand(alphaTwoSided, N).upper);
  const what = `${name}: ${JSON.stringify(counts)} of ${String(N)}`;
  expect(counts.rejected / N, what).toBeLessThanOrEqual(upper);
  expect(counts.refused / N, what).toBe(isRefused === 'always' ? 1 : 0);
  // The control: without the refusal integers are called different far more often.
  if (isRefused === 'always') expect(counts.unguarded / N, what).toBeGreaterThan(0.2);
});
