import { expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { compareArms, jointMomentsFromRows, postStratifiedArms } from '@/lib/statistics';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { covers, type Uniform } from '@/tests/support/simulated-metrics';
import { binomialBand, expectWithin, simulations } from '@/tests/support/simulation';

const N = simulations(4000);
const ALPHA = 0.05;
const SHARES = [0.5, 0.3, 0.2];
const LEVELS = [1, 2, 4];
const EFFECTS = [0.1, 0.2, 0.6];
/** Variance over strata, by their shares. */
function between(means: readonly number[]): number {
  const mean = means.reduce((sum, one, k) => sum + one * (SHARES[k] ?? 0), 0);
  return means.reduce((sum, one, k) => sum + (one - mean) ** 2 * (SHARES[k] ?? 0), 0);
}

const OF_COVARIATE = 1;
const REST = 0.75;
/** Of a unit of control and one of treatment together. */
const BETWEEN = between(LEVELS) + between(LEVELS.map((level, k) => level + (EFFECTS[k] ?? 0)));
/** The shares are estimated from the units of both arms. */
const OF_SHARES = between(EFFECTS) / 2;
const TRUTH = { difference: 0.5 * 0.1 + 0.3 * 0.2 + 0.2 * 0.6, control: 1.9 };

interface Unit {
  readonly stratum: number;
  readonly row: readonly number[];
}

function unit(uniform: Uniform, treated: boolean): Unit {
  const u = uniform();
  const stratum = u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
  const past = standardNormal(uniform);
  const noise = Math.sqrt(REST) * standardNormal(uniform);
  const y = (LEVELS[stratum] ?? 0) + Math.sqrt(OF_COVARIATE) * past + noise;
  return { stratum, row: [y + (treated ? (EFFECTS[stratum] ?? 0) : 0), past] };
}

function experiment(uniform: Uniform) {
  const arm = (treated: boolean) => Array.from({ length: 300 }, () => unit(uniform, treated));
  const [control, treatment] = [arm(false), arm(true)];
  const momentsOf = (units: readonly Unit[], k: number) =>
    valueOf(
      jointMomentsFromRows(
        units.filter(({ stratum }) => stratum === k).map(({ row }) => row),
        2,
      ),
    );
  return SHARES.map((_, k) => ({
    name: String(k),
    control: momentsOf(control, k),
    treatment: momentsOf(treatment, k),
  }));
}

const metric = { kind: 'mean', column: 0 } as const;
const relativeTruth = TRUTH.difference / TRUTH.control;

it.each([
  { name: 'strata', covariates: [], gone: BETWEEN - OF_SHARES },
  {
    name: 'strata and a covariate',
    covariates: [{ kind: 'mean', column: 1 } as const],
    gone: BETWEEN + 2 * OF_COVARIATE - OF_SHARES,
  },
])('$name: intervals cover, and the variance falls as predicted', ({ covariates, gone }) => {
  const uniform = seededUniform(83);
  const total = BETWEEN + 2 * (OF_COVARIATE + REST);
  let [covered, relative, naive, reduction] = [0, 0, 0, 0];
  for (let round = 0; round < N; round += 1) {
    const strata = experiment(uniform);
    const arms = valueOf(postStratifiedArms({ strata, metric, covariates }));
    const effect = valueOf(compareArms(arms.control, arms.treatment, ALPHA, arms.varianceShared));
    if (covers(effect.interval, TRUTH.difference)) covered += 1;
    if (covers(valueOf(effect.relative).interval, relativeTruth)) relative += 1;
    // The control: strata weighted alike, as if each were as large as the others.
    const alike = strata.map(({ control, treatment }) => (treatment.means[0] ?? 0) - (control.means[0] ?? 0));
    const half = (effect.interval.upper - effect.interval.lower) / 2;
    const mean = alike.reduce((sum, one) => sum + one / alike.length, 0);
    if (Math.abs(mean - TRUTH.difference) <= half) naive += 1;
    reduction += arms.varianceReduction / N;
  }
  expectWithin(covered / N, binomialBand(0.95, N), 'coverage');
  expectWithin(relative / N, binomialBand(0.95, N), 'coverage of the relative interval');
  expect(Math.abs(reduction - gone / total), `reduction ${reduction}`).toBeLessThan(0.01);
  expect(naive / N, 'the control').toBeLessThan(0.92);
});
