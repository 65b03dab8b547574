import type { JointMoments } from '../moments';

/** A covariate is left out when what the others do not explain of it is below this share of its variance. */
const COLLINEAR = 1e-11;

function pooledWithin(arms: readonly JointMoments[], i: number, j: number): number {
  const degreesOfFreedom = arms.reduce((sum, arm) => sum + arm.n - 1, 0);
  return arms.reduce(
    (sum, arm) => sum + (arm.covariances[i]?.[j] ?? 0) * ((arm.n - 1) / degreesOfFreedom),
    0,
  );
}

/**
 * Coefficients of the regression of column 0 on columns 1.., pooled within arms: the sum of the arms' cross products
 * over the sum of their squares. A covariate that does not vary, or that the ones before it explain, gets coefficient 0:
 * it has nothing to add. Solved by sweeping the correlation matrix (Beaton 1964), so that units do not matter.
 */
export function pooledCoefficients(arms: readonly JointMoments[]): readonly number[] {
  const size = arms[0]?.means.length ?? 0;
  const columns = Array.from({ length: size }, (_, i) => i);
  const deviations = columns.map((i) => Math.sqrt(pooledWithin(arms, i, i)));
  const matrix = columns.map((i) =>
    columns.map((j) => {
      const scale = (deviations[i] ?? 0) * (deviations[j] ?? 0);
      return scale > 0 ? pooledWithin(arms, i, j) / scale : 0;
    }),
  );
  const swept = columns.slice(1).filter((k) => sweep(matrix, k));
  return columns
    .slice(1)
    .map((k) =>
      swept.includes(k) ? (matrix[k]?.[0] ?? 0) * ((deviations[0] ?? 0) / (deviations[k] ?? 1)) : 0,
    );
}

/** Sweeps row and column k in place; refuses, changing nothing, when the pivot is exhausted. */
function sweep(matrix: number[][], k: number): boolean {
  const pivotRow = matrix[k];
  const pivot = pivotRow?.[k] ?? 0;
  if (pivotRow === undefined || pivot <= COLLINEAR) return false;
  const scaled = pivotRow.map((value) => value / pivot);
  matrix.forEach((row, i) => {
    if (i === k) return;
    const factor = row[k] ?? 0;
    row.forEach((value, j) => {
      row[j] = j === k ? -factor / pivot : value - factor * (scaled[j] ?? 0);
    });
  });
  scaled[k] = 1 / pivot;
  matrix[k] = scaled;
  return true;
}
