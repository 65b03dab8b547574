import { describe, expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { meanEffect } from '@/lib/statistics/effects/mean';
import { quantileEffect } from '@/lib/statistics/effects/quantile';
import { momentsFromValues } from '@/lib/statistics/moments';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, shareOf, simulations } from '@/tests/support/simulation';
import {
  exponential,
  loadTimesOf,
  poisson,
  sessionsOf,
  type Uniform,
} from '@/tests/support/simulated-metrics';

// Mistakes that experimentation platforms have made. Each is an A/A experiment, and each must be caught by the band that
// the right analysis stays inside: were it not, the calibration would prove nothing.
const N = simulations(2000);
const UNITS = 400;
const band = binomialBand(0.05, N);

const pOf = (control: readonly number[], treatment: readonly number[]): number =>
  valueOf(
    meanEffect({
      control: valueOf(momentsFromValues(control)),
      treatment: valueOf(momentsFromValues(treatment)),
      alphaTwoSided: 0.05,
    }),
  ).pTwoSided;

function expectCaught(share: number, about: number): void {
  expect(share).toBeGreaterThan(band.upper);
  expect(Math.abs(share - about)).toBeLessThan(0.05);
}

describe('deliberately wrong analyses fall outside the band', () => {
  it('units not deduplicated: every exposure event counts as a unit', () => {
    const uniform = seededUniform(51);
    const arm = (): number[] =>
      Array.from({ length: UNITS }, () => {
        const value = exponential(uniform);
        return Array.from({ length: 1 + poisson(1, uniform) }, () => value);
      }).flat();
    expectCaught(
      shareOf(N, () => pOf(arm(), arm()) < 0.05),
      0.2,
    );
  });

  it('a ratio treated as independent rows: every session counts as a unit', () => {
    const uniform = seededUniform(52);
    const arm = (): number[] =>
      Array.from({ length: UNITS }, () => {
        const { sessions, conversions } = sessionsOf(1, uniform);
        return Array.from({ length: sessions }, (_, i) => (i < conversions ? 1 : 0));
      }).flat();
    expectCaught(
      shareOf(N, () => pOf(arm(), arm()) < 0.05),
      0.18,
    );
  });

  it('a quantile of events treated as independent rows: every event counts as a unit', () => {
    const uniform = seededUniform(54);
    const arm = () => Array.from({ length: UNITS }, () => loadTimesOf(1, uniform)).flat();
    const pOfMedians = () =>
      valueOf(quantileEffect({ control: arm(), treatment: arm(), quantile: 0.5, alphaTwoSided: 0.05 }))
        .pTwoSided;
    expectCaught(
      shareOf(N, () => pOfMedians() < 0.05),
      0.25,
    );
  });

  it('a lift with the control mean taken as a constant', () => {
    const uniform = seededUniform(53);
    const arm = (): readonly number[] => Array.from({ length: UNITS }, () => exponential(uniform));
    const share = shareOf(N, () => {
      const [control, treatment] = [valueOf(momentsFromValues(arm())), valueOf(momentsFromValues(arm()))];
      const lift = treatment.mean / control.mean - 1;
      const standardError = Math.sqrt(treatment.variance / treatment.n) / control.mean;
      return 2 * normalSf(Math.abs(lift) / standardError) < 0.05;
    });
    expectCaught(share, 0.17);
  });

  it.each([
    [14, 0.22],
    [28, 0.28],
    [50, 0.32],
  ])('naive looks: stopping at the first p < .05 of %d', (looks, about) => {
    const uniform = seededUniform(54);
    expectCaught(
      shareOf(N, () => everSignificant(looks, uniform)),
      about,
    );
  });
});

function everSignificant(looks: number, uniform: Uniform): boolean {
  let score = 0;
  for (let look = 1; look <= looks; look += 1) {
    score += standardNormal(uniform);
    if (Math.abs(score) / Math.sqrt(look) > 1.959963984540054) return true;
  }
  return false;
}
