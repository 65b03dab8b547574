import { expect, it } from 'vitest';
import type { WeightPeriodUnits } from '@/lib/analysis/evidence';
import { meanEffect, mergeMoments, momentsFromValues } from '@/lib/statistics';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, evidenceOf, runOf, type ArmFigures } from '@/tests/support/runs';
import { seededUniform } from '@/tests/support/seeded-random';
import { covers, exponential, type Uniform } from '@/tests/support/simulated-metrics';
import { binomialBand, expectWithin, shareOf, simulations } from '@/tests/support/simulation';

const N = simulations(2000);
const run = runOf({ method: 'fixed', plannedUnits: 1_000 });

/** Exponential values: who comes in the first period does more than who comes later. */
const armOf = (uniform: Uniform, n: number, mean: number): ArmFigures => {
  const values = Array.from({ length: n }, () => mean * exponential(uniform));
  const moments = valueOf(momentsFromValues(values));
  return { n: moments.n, mean: moments.mean, variance: moments.variance };
};

/** Both periods of a run from 90 : 10 to 50 : 50, the treatment's mean being the control's and so much more. */
function periodsOf(uniform: Uniform, more: number): readonly WeightPeriodUnits[] {
  const period = (day: string, arms: readonly [ArmFigures, ArmFigures]) => {
    const units = arms.map(({ n }) => n);
    const all = units.reduce((sum, n) => sum + n, 0);
    const shares = units.map((n) => n / all);
    const { metrics } = evidenceOf(run, arms);
    return { from: new Date(day), until: null, shares, isComparable: true, units, metrics };
  };
  return [
    period('2026-03-01', [armOf(uniform, 450, 3), armOf(uniform, 50, 3 + more)]),
    period('2026-03-02', [armOf(uniform, 250, 1), armOf(uniform, 250, 1 + more)]),
  ];
}

/** What the arms would be as a whole, whose units came in other shares at other times. */
function pooled(periods: readonly WeightPeriodUnits[], position: number) {
  const arms = periods.flatMap(({ metrics }) => {
    const read = metrics?.get('revenue');
    const arm = read?.ok === true ? read.arms.find(({ variant }) => variant === position) : undefined;
    return arm === undefined
      ? []
      : [{ n: arm.n, mean: arm.means[0] ?? NaN, variance: arm.covariances[0]?.[0] ?? NaN }];
  });
  const [first = NONE, second = NONE] = arms;
  return valueOf(mergeMoments(first, second));
}

const NONE = { n: 0, mean: 0, variance: 0 };

const whole = [armOf(seededUniform(1), 700, 2), armOf(seededUniform(2), 300, 2)] as const;

it.each([0, 0.4])(
  'the interval of a run whose weights and units changed covers an effect of %d as often as it says',
  (more) => {
    const uniform = seededUniform(71);
    const covered = shareOf(N, () => {
      const { result } = analysed(run, whole, null, { weightPeriods: periodsOf(uniform, more) });
      const effect = result.metrics[0]?.effects[0]?.effect;
      if (effect === undefined) throw new Error('There is no effect.');
      return covers(valueOf(effect).interval, more);
    });
    // Fifty skewed units in the smallest arm: Welch's interval itself covers a little less than 95 %.
    const { lower } = binomialBand(0.94, N);
    expectWithin(covered, { lower, upper: binomialBand(0.95, N).upper }, 'coverage');
  },
);

it('a null run whose weights changed rejects at alpha, where its pooled arms would always', () => {
  const uniform = seededUniform(179);
  const rounds = Math.ceil(N / 2);
  let [stratified, asAWhole] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const periods = periodsOf(uniform, 0);
    const { result } = analysed(run, whole, null, { weightPeriods: periods });
    const effect = result.metrics[0]?.effects[0]?.effect;
    if (effect === undefined) throw new Error('There is no effect.');
    stratified += valueOf(effect).pTwoSided < 0.05 ? 1 : 0;
    const arms = { control: pooled(periods, 0), treatment: pooled(periods, 1) };
    asAWhole += valueOf(meanEffect({ ...arms, alphaTwoSided: 0.05 })).pTwoSided < 0.05 ? 1 : 0;
  }
  // Fifty skewed units in the smallest arm: Welch's test itself rejects a little more often than it says.
  expectWithin(
    stratified / rounds,
    { lower: binomialBand(0.05, rounds).lower, upper: binomialBand(0.06, rounds).upper },
    'rejects',
  );
  expect(asAWhole / rounds).toBeGreaterThan(0.9);
});
