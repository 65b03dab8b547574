import { exactNormalQuantile } from '../statistics/distributions/exact-normal';

/** A source of uniform numbers in [0, 1); a seeded one makes every simulation repeatable. */
export type Uniform = () => number;

/** A standard normal draw by inversion. A uniform of exactly 0 is moved to the middle of the first float's cell. */
export function standardNormal(uniform: Uniform): number {
  return exactNormalQuantile(Math.max(uniform(), 2 ** -54));
}

/**
 * Lower triangular L with L L' = matrix, or null when the matrix is not symmetric and positive semi-definite: a set of
 * correlations that no metrics can have. Source: Golub & Van Loan, Matrix Computations, 4.2.
 */
export function choleskyFactor(
  matrix: readonly (readonly number[])[],
): readonly (readonly number[])[] | null {
  const factor: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const done: number[] = [];
    for (let j = 0; j <= i; j += 1) {
      const value = row[j] ?? NaN;
      if (row.length !== matrix.length || !(Math.abs(value - (matrix[j]?.[i] ?? NaN)) < 1e-9)) return null;
      const other = j === i ? done : (factor[j] ?? []);
      const rest = value - done.reduce((sum, entry, k) => sum + entry * (other[k] ?? 0), 0);
      const entry = j === i ? pivotRoot(rest) : quotient(rest, other[j] ?? 0);
      if (entry === null) return null;
      done.push(entry);
    }
    factor.push(done);
  }
  return factor;
}

/** Correlations of exactly 1 leave a pivot of 0 up to rounding. */
const ROUNDING = 1e-9;

function pivotRoot(pivot: number): number | null {
  return pivot >= -ROUNDING ? Math.sqrt(Math.max(pivot, 0)) : null;
}

function quotient(rest: number, pivot: number): number | null {
  if (pivot > Math.sqrt(ROUNDING)) return rest / pivot;
  return Math.abs(rest) <= Math.sqrt(ROUNDING) ? 0 : null;
}

/** One draw of correlated standard normals: the factor times independent ones. */
export function correlatedNormals(
  factor: readonly (readonly number[])[],
  uniform: Uniform,
): readonly number[] {
  const independent = factor.map(() => standardNormal(uniform));
  return factor.map((row) => row.reduce((sum, entry, k) => sum + entry * (independent[k] ?? 0), 0));
}
