import { describe, expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { normalPosterior } from '@/lib/statistics/bayes/normal';
import { alwaysValidInference, tightestMixingVariance } from '@/lib/statistics/sequential/always-valid';
import {
  groupSequentialBounds,
  type GroupSequentialDesign,
} from '@/lib/statistics/sequential/group-sequential';
import { repeatedInterval } from '@/lib/statistics/sequential/group-sequential-interval';
import { groupSequentialPower } from '@/lib/statistics/sequential/group-sequential-power';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, expectWithin, shareOf, simulations } from '@/tests/support/simulation';
import { covers, type Uniform } from '@/tests/support/simulated-metrics';

const N = simulations(20_000);
/** Some 500 looks are checked in all: each may fail by chance once in 100,000, all of them once in 200. */
const ONE_OF_MANY = 5e-6;
const evenly = (looks: number) => Array.from({ length: looks }, (_, i) => (i + 1) / looks);

/** Z at every look of an experiment whose Z at information 1 has mean `drift`. */
function path(fractions: readonly number[], drift: number, uniform: Uniform): readonly number[] {
  let score = 0;
  return fractions.map((t, i) => {
    const step = t - (fractions[i - 1] ?? 0);
    score += Math.sqrt(step) * standardNormal(uniform) + drift * step;
    return score / Math.sqrt(t);
  });
}

/** Share of paths stopped at or before each look. */
function stoppedByLook(design: GroupSequentialDesign, drift: number, seed: number): readonly number[] {
  const bounds = valueOf(groupSequentialBounds(design));
  const uniform = seededUniform(seed);
  const stopped = design.informationFractions.map(() => 0);
  for (let i = 0; i < N; i += 1) {
    const z = path(design.informationFractions, drift, uniform).map((one) =>
      design.sides === 2 ? Math.abs(one) : one,
    );
    const first = z.findIndex((one, look) => one >= (bounds[look] ?? NaN));
    for (let look = first; first >= 0 && look < stopped.length; look += 1)
      stopped[look] = (stopped[look] ?? 0) + 1;
  }
  return stopped.map((count) => count / N);
}

const plans: readonly (readonly [string, readonly number[]])[] = [
  ['5 looks', evenly(5)],
  ['28 daily looks', evenly(28)],
  ['unequal looks', [0.1, 0.12, 0.5, 0.9, 1]],
  ['an over-run', [0.3, 0.6, 1.25]],
];
const cases = plans.flatMap(([name, informationFractions]) =>
  (['obrien-fleming', 'pocock', 'power:2'] as const).flatMap((spending) =>
    ([1, 2] as const).map((sides) => ({
      name,
      design: { informationFractions, spending, alpha: 0.05, sides },
    })),
  ),
);

describe('group-sequential plans', () => {
  it.each(cases)(
    '$design.spending, $design.sides-sided, $name: type I error and power at every look',
    ({ design }) => {
      for (const [drift, seed] of [
        [0, 21],
        [2.8, 22],
      ] as const) {
        const expected = valueOf(groupSequentialPower(design, drift)).stoppedByLook;
        const found = stoppedByLook(design, drift, seed);
        for (const [look, share] of found.entries()) {
          expectWithin(
            share,
            binomialBand(expected[look] ?? NaN, N, ONE_OF_MANY),
            `look ${look + 1}, drift ${drift}`,
          );
        }
        if (drift === 0) expectWithin(found.at(-1) ?? NaN, binomialBand(0.05, N), 'over all looks');
      }
    },
  );

  it('repeated intervals cover the truth at all looks together', () => {
    const uniform = seededUniform(23);
    const looks = evenly(10);
    const bounds = valueOf(
      groupSequentialBounds({ informationFractions: looks, spending: 'pocock', alpha: 0.05, sides: 2 }),
    );
    const share = shareOf(N, () =>
      path(looks, 1.5, uniform).every((z, look) => {
        const standardError = 1 / Math.sqrt(looks[look] ?? 1);
        const estimate = { difference: z * standardError, standardError, degreesOfFreedom: Infinity };
        return covers(valueOf(repeatedInterval({ ...estimate, bound: bounds[look] ?? NaN })), 1.5);
      }),
    );
    expectWithin(share, binomialBand(0.95, N), 'coverage at all looks');
  });
});

describe('always-valid inference', () => {
  const LOOKS = 400;
  const mixingVariance = valueOf(tightestMixingVariance({ plannedStandardError: 1, alphaTwoSided: 0.05 }));
  const ever = (
    drift: number,
    seed: number,
    missed: (difference: number, standardError: number) => boolean,
  ) => {
    const uniform = seededUniform(seed);
    return shareOf(simulations(4000), () =>
      path(evenly(LOOKS), drift, uniform).some((z, look) => {
        const standardError = Math.sqrt(LOOKS / (look + 1));
        return missed(z * standardError, standardError);
      }),
    );
  };
  const infer = (difference: number, standardError: number) =>
    valueOf(alwaysValidInference({ difference, standardError, mixingVariance, alphaTwoSided: 0.05 }));

  it('misses the truth at any of 400 looks at most as often as it says, and not next to never', () => {
    const share = ever(
      2,
      31,
      (difference, standardError) => !covers(infer(difference, standardError).interval, 2),
    );
    expectWithin(share, { lower: 0.005, upper: binomialBand(0.05, simulations(4000)).upper }, 'ever outside');
  });

  it('has p below .05 at any of 400 looks at most 5 % of the time when there is no effect', () => {
    const share = ever(0, 32, (difference, standardError) => infer(difference, standardError).p < 0.05);
    expectWithin(
      share,
      { lower: 0.005, upper: binomialBand(0.05, simulations(4000)).upper },
      'ever significant',
    );
  });
});

describe('Bayesian view', () => {
  it('has credible intervals that hold the effect, and chances that come true, when its prior is the truth', () => {
    const uniform = seededUniform(41);
    let won = 0;
    let called = 0;
    const share = shareOf(N, () => {
      const effect = 0.3 + 0.8 * standardNormal(uniform);
      const difference = effect + 0.5 * standardNormal(uniform);
      const prior = { priorMean: 0.3, priorStandardDeviation: 0.8 };
      const posterior = valueOf(normalPosterior({ difference, standardError: 0.5, ...prior, level: 0.95 }));
      if (posterior.chanceToBeatControl > 0.7 && posterior.chanceToBeatControl < 0.9) {
        called += posterior.chanceToBeatControl;
        won += effect > 0 ? 1 : 0;
      }
      return covers(posterior.interval, effect);
    });
    expectWithin(share, binomialBand(0.95, N), 'credible interval');
    expect(Math.abs(won / called - 1)).toBeLessThan(0.06);
  });
});
