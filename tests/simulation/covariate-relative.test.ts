import { expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { compareArms, covariateAdjustedEffect, adjustedArms, type JointMoments } from '@/lib/statistics';
import { jointMomentsFromRows } from '@/lib/statistics/moments';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { covers, type Uniform } from '@/tests/support/simulated-metrics';
import { binomialBand, expectWithin, simulations } from '@/tests/support/simulation';

const N = simulations(2000);
const alphaTwoSided = 0.05;
const columns = { metric: { kind: 'mean', column: 0 }, covariates: [{ kind: 'mean', column: 1 }] } as const;

/** Units of an arm whose past explains three quarters of their metric. */
function arm(uniform: Uniform, mean: number): JointMoments {
  const rows = Array.from({ length: 200 }, () => {
    const past = standardNormal(uniform);
    return [mean + 0.5 * (Math.sqrt(0.75) * past + 0.5 * standardNormal(uniform)), past];
  });
  return valueOf(jointMomentsFromRows(rows, 2));
}

it('a relative interval with a covariate covers as often as it says, which it does not as if the past were known', () => {
  const uniform = seededUniform(61);
  let covered = 0;
  let coveredAsIfKnown = 0;
  for (let round = 0; round < N; round += 1) {
    const arms = { control: arm(uniform, 1), treatment: arm(uniform, 2), ...columns };
    const { relative } = valueOf(covariateAdjustedEffect({ ...arms, alphaTwoSided }));
    if (covers(valueOf(relative).interval, 1)) covered += 1;
    const { control, treatment } = valueOf(adjustedArms(arms));
    const asIfKnown = valueOf(compareArms(control, treatment, alphaTwoSided)).relative;
    if (covers(valueOf(asIfKnown).interval, 1)) coveredAsIfKnown += 1;
  }
  expectWithin(covered / N, binomialBand(0.95, N), 'coverage');
  expect(coveredAsIfKnown / N, 'the control').toBeLessThan(0.92);
});
