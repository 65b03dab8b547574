import { firstRefusal, requireFinite, requireNonNegative, requireUnits, type Check } from '../input-checks';
import type { JointMoments } from '../moments';
import { cannotSay } from '../outcome';
import { leastSquares, type Solution } from './pivoted-cholesky';

/** The covariance of two columns within arms, pooled by degrees of freedom. */
export function pooledWithin(arms: readonly JointMoments[], i: number, j: number): number {
  const degreesOfFreedom = arms.reduce((sum, arm) => sum + arm.n - 1, 0);
  return arms.reduce(
    (sum, arm) => sum + (arm.covariances[i]?.[j] ?? 0) * ((arm.n - 1) / degreesOfFreedom),
    0,
  );
}

/**
 * Coefficients of the regression of column 0 on columns 1.., pooled within arms (or arms and strata): the sum of their cross
 * products over the sum of their squares. A covariate that does not vary, or that the others explain, is dropped with coefficient
 * 0. Solved from correlations, so that the units of the covariates do not matter.
 */
export function pooledRegression(arms: readonly JointMoments[]): Solution {
  const columns = Array.from({ length: arms[0]?.means.length ?? 0 }, (_, i) => i);
  const deviations = columns.map((i) => Math.sqrt(pooledWithin(arms, i, i)));
  const correlation = (i: number, j: number): number => {
    const scale = (deviations[i] ?? 0) * (deviations[j] ?? 0);
    return scale > 0 ? pooledWithin(arms, i, j) / scale : 0;
  };
  const covariates = columns.slice(1);
  const { coefficients, dropped } = leastSquares(
    covariates.map((i) => covariates.map((j) => correlation(i, j))),
    covariates.map((i) => correlation(i, 0)),
  );
  const scaled = coefficients.map((coefficient, k) =>
    coefficient === 0 ? 0 : coefficient * ((deviations[0] ?? 0) / (deviations[k + 1] ?? 1)),
  );
  return { coefficients: scaled, dropped };
}

/** Variance of what the covariates say of a unit within arms, theta' S theta. */
export function explainedVariance(arms: readonly JointMoments[], coefficients: readonly number[]): number {
  let sum = 0;
  coefficients.forEach((a, i) =>
    coefficients.forEach((b, j) => {
      sum += a * pooledWithin(arms, i + 1, j + 1) * b;
    }),
  );
  return Math.max(0, sum);
}

const ROUNDING = 1e-14;

/** Variance of a unit of the arm after adjustment; what cancels to rounding is none. */
export function adjustedVariance(arm: JointMoments, coefficients: readonly number[]): number {
  const weights = [1, ...coefficients.map((coefficient) => -coefficient)];
  let sum = 0;
  let scale = 0;
  weights.forEach((a, i) =>
    weights.forEach((b, j) => {
      const term = a * (arm.covariances[i]?.[j] ?? 0) * b;
      sum += term;
      scale += Math.abs(term);
    }),
  );
  return Math.abs(sum) <= ROUNDING * scale ? 0 : sum;
}

/** The arm's mean of column 0 had its covariates been at the centres. */
export function adjustedMean(
  arm: JointMoments,
  centres: readonly number[],
  coefficients: readonly number[],
): number {
  const shift = coefficients.reduce(
    (sum, coefficient, k) => sum + coefficient * ((arm.means[k + 1] ?? 0) - (centres[k + 1] ?? 0)),
    0,
  );
  return (arm.means[0] ?? 0) - shift;
}

/** Means of both arms' units together. */
export function pooledMeans(control: JointMoments, treatment: JointMoments): readonly number[] {
  const share = treatment.n / (control.n + treatment.n);
  return control.means.map((mean, i) => mean + ((treatment.means[i] ?? 0) - mean) * share);
}

/** Refuses moments that no units can have. */
export function checkJointMoments(name: string, moments: JointMoments): Check {
  const size = moments.means.length;
  const square =
    moments.covariances.length === size && moments.covariances.every((row) => row.length === size);
  if (!square) return cannotSay('invalid-input', 'covariances-not-square', { name });
  return firstRefusal(
    requireUnits(name, moments.n),
    ...moments.means.map((mean, i) => requireFinite(`${name} means[${i}]`, mean)),
    ...moments.covariances.flatMap((row, i) =>
      row.map((value, j) =>
        i === j
          ? requireNonNegative(`${name} covariances[${i}][${j}]`, value)
          : requireFinite(`${name} covariances[${i}][${j}]`, value),
      ),
    ),
  );
}
