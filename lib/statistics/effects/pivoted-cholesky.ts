/** What is left of a column, as a share of its variance, below which the columns taken explain it. */
const COLLINEAR = 1e-11;
/** Columns as good as each other up to rounding are taken in their order. */
const ROUNDING = 1e-9;

export interface Solution {
  /** One a column; 0 for one that is left out. */
  readonly coefficients: readonly number[];
  /** Columns that do not vary or that the others explain, in order. */
  readonly dropped: readonly number[];
}

/**
 * Least squares from a correlation matrix and the columns' correlations with the outcome. The column with the most left is taken
 * next, so that rank deficiency needs no ridge: what has nothing left is dropped, and the fit is that of the others.
 * Source: Golub and Van Loan, Matrix Computations, 4.2.8.
 */
export function leastSquares(
  correlations: readonly (readonly number[])[],
  withOutcome: readonly number[],
): Solution {
  const left = correlations.map((row, i) => row[i] ?? 0);
  const rows: number[][] = correlations.map(() => []);
  const taken: number[] = [];
  for (;;) {
    const pivot = mostLeft(left, taken);
    if (pivot === null) break;
    const root = Math.sqrt(left[pivot] ?? 0);
    const own = rows[pivot] ?? [];
    correlations.forEach((row, i) => {
      if (taken.includes(i)) return;
      const rest = (row[pivot] ?? 0) - dot(rows[i] ?? [], own, taken.length);
      const entry = i === pivot ? root : rest / root;
      rows[i]?.push(entry);
      if (i !== pivot) left[i] = (left[i] ?? 0) - entry * entry;
    });
    taken.push(pivot);
  }
  const dropped = correlations.flatMap((_, i) => (taken.includes(i) ? [] : [i]));
  return { coefficients: substituted(rows, taken, withOutcome), dropped };
}

function mostLeft(left: readonly number[], taken: readonly number[]): number | null {
  const open = left.map((value, i) => (taken.includes(i) ? 0 : value));
  const most = Math.max(0, ...open);
  return most > COLLINEAR ? open.findIndex((value) => value >= most * (1 - ROUNDING)) : null;
}

function dot(a: readonly number[], b: readonly number[], length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k += 1) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}

/** Forwards and back through the triangular factor, whose row of the k-th column taken has k + 1 entries. */
function substituted(
  rows: readonly (readonly number[])[],
  taken: readonly number[],
  withOutcome: readonly number[],
): readonly number[] {
  const forwards: number[] = [];
  taken.forEach((column, k) => {
    const row = rows[column] ?? [];
    forwards.push(((withOutcome[column] ?? 0) - dot(row, forwards, k)) / (row[k] ?? 1));
  });
  const coefficients = withOutcome.map(() => 0);
  for (let k = taken.length - 1; k >= 0; k -= 1) {
    let rest = forwards[k] ?? 0;
    for (let later = k + 1; later < taken.length; later += 1) {
      const column = taken[later] ?? 0;
      rest -= (rows[column]?.[k] ?? 0) * (coefficients[column] ?? 0);
    }
    const column = taken[k] ?? 0;
    coefficients[column] = rest / (rows[column]?.[k] ?? 1);
  }
  return coefficients;
}
