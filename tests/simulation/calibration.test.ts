import { describe, expect, it } from 'vitest';
import { binomialBand, expectWithin, simulations } from '@/tests/support/simulation';
import { covers, METRIC_KINDS } from '@/tests/support/simulated-metrics';
import { seededUniform } from '@/tests/support/seeded-random';
import { valueOf } from '@/tests/support/outcomes';

const N = simulations(2000);

describe('A/A experiments', () => {
  it.each(METRIC_KINDS)(
    '$name: the share of p < .05 and the coverage of the 95 % interval are what they say',
    (kind) => {
      const uniform = seededUniform(11);
      let significant = 0;
      let covered = 0;
      for (let i = 0; i < N; i += 1) {
        const effect = valueOf(kind.experiment(1, uniform));
        if (effect.pTwoSided < 0.05) significant += 1;
        if (covers(effect.interval, 0)) covered += 1;
      }
      const band = binomialBand(0.05, N);
      const lower = kind.upperBandOnly === true ? 0 : band.lower;
      expectWithin(significant / N, { ...band, lower }, 'share of p < .05');
      expectWithin(covered / N, { lower: 1 - band.upper, upper: 1 - lower }, 'coverage');
      expect(covered + significant).toBe(N);
    },
  );
});

describe('experiments with an effect of 10 %', () => {
  it.each(
    METRIC_KINDS.filter(({ truth, upperBandOnly }) => Number.isFinite(truth) && upperBandOnly !== true),
  )('$name: absolute and relative intervals cover the truth as often as they say', (kind) => {
    const uniform = seededUniform(12);
    let absolute = 0;
    let relative = 0;
    for (let i = 0; i < N; i += 1) {
      const effect = valueOf(kind.experiment(1.1, uniform));
      if (covers(effect.interval, 0.1 * kind.truth)) absolute += 1;
      if (effect.relative.ok && covers(effect.relative.value.interval, 0.1)) relative += 1;
    }
    const band = binomialBand(0.95, N);
    expectWithin(absolute / N, band, 'coverage of the absolute interval');
    expectWithin(relative / N, band, 'coverage of the relative interval');
  });
});

it('the band of 2,000 experiments is the published one', () => {
  const { lower, upper } = binomialBand(0.05, 2000);
  expect(lower).toBeCloseTo(0.0345, 3);
  expect(upper).toBeCloseTo(0.0665, 3);
});
