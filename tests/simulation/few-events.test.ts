import { expect, it } from 'vitest';
import { fewEventsEffect, proportionEffect } from '@/lib/statistics';
import { fewEventsTest } from '@/lib/statistics/effects/few-events';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, simulations } from '@/tests/support/simulation';
import { events } from '@/tests/support/simulated-metrics';

const alphaOneSided = 0.025;

it.each([
  ['a tenth in the control', 20_000, 180_000, 0.0003],
  ['a tenth in the treatment', 180_000, 20_000, 0.0003],
  ['halves', 20_000, 20_000, 0.0005],
] as const)('%s, few events, no effect: p rejects no more often than it says', (_name, n0, n1, rate) => {
  const uniform = seededUniform(72);
  const N = simulations(8_000);
  const rejected = { greater: 0, less: 0, welch: 0 };
  for (let round = 0; round < N; round += 1) {
    const control = { n: n0, successes: events(uniform, n0, rate) };
    const treatment = { n: n1, successes: events(uniform, n1, rate) };
    const test = fewEventsTest({ control, treatment });
    if (test.p('greater') < alphaOneSided) rejected.greater += 1;
    if (test.p('less') < alphaOneSided) rejected.less += 1;
    const welch = proportionEffect({ control, treatment, alphaTwoSided: 0.05 });
    if (welch.ok && Math.min(welch.value.pGreater, welch.value.pLess) < alphaOneSided) rejected.welch += 1;
  }
  const { upper } = binomialBand(1.1 * alphaOneSided, N);
  expect(rejected.greater / N, 'greater').toBeLessThan(upper);
  expect(rejected.less / N, 'less').toBeLessThan(upper);
  // The control: the normal form finds more than both sides together may.
  if (n0 !== n1)
    expect(rejected.welch / N, 'Welch').toBeGreaterThan(binomialBand(2.2 * alphaOneSided, N).upper);
});

it('intervals of a difference and of a relative change cover as often as they say', () => {
  const uniform = seededUniform(73);
  const N = simulations(400);
  const covered = { difference: 0, relative: 0, said: 0 };
  for (let round = 0; round < N; round += 1) {
    const control = { n: 4_000, successes: events(uniform, 4_000, 0.002) };
    const treatment = { n: 16_000, successes: events(uniform, 16_000, 0.003) };
    const effect = fewEventsEffect({ control, treatment, alphaTwoSided: 0.05 });
    if (!effect.ok) continue;
    const { interval, relative } = effect.value;
    if (interval.lower <= 0.001 && 0.001 <= interval.upper) covered.difference += 1;
    if (!relative.ok) continue;
    covered.said += 1;
    if (relative.value.interval.lower <= 0.5 && 0.5 <= relative.value.interval.upper) covered.relative += 1;
  }
  expect(covered.said / N).toBeGreaterThan(0.99);
  expect(covered.difference / N).toBeGreaterThan(binomialBand(0.945, N).lower);
  expect(covered.relative / covered.said).toBeGreaterThan(binomialBand(0.945, N).lower);
});
