import { firstRefusal, requireCount, requireFinite, requireNonNegative, type Check } from './input-checks';
import { cannotSay, say, type Outcome } from './outcome';
import { leftThirds, mergedThirds } from './third-moments';

/** Size, mean and variance (divisor n - 1) of one metric in one arm. With n below 2 the variance is 0 by convention. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** The same for several columns measured on the same units: means and the symmetric covariance matrix (divisor n - 1). */
export interface JointMoments {
  readonly n: number;
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
  /** Third central moments (divisor n) of the first two columns (third-moments.ts); left out: not known. */
  readonly thirds?: readonly number[] | undefined;
}

/** Far more than any metric reads; a bound on what a hostile caller can make the process compute. */
const MOST_COLUMNS = 1_000;

/** Moments of no unit at all: the neutral element of the merge. `columns` is a whole number. */
export function emptyJointMoments(columns: number): JointMoments {
  const zeros = Array.from({ length: columns }, () => 0);
  return { n: 0, means: zeros, covariances: zeros.map(() => zeros) };
}

/**
 * Moments of rows, one array per unit. Two passes over values centred at the first row: equal values give a variance of
 * exactly 0, and a shift by 1e8 costs no digit that float64 keeps.
 */
export function jointMomentsFromRows(
  rows: readonly (readonly number[])[],
  columns: number,
): Outcome<JointMoments> {
  const refusal = firstRefusal(requireCount('columns', columns));
  if (refusal !== undefined) return refusal;
  if (columns > MOST_COLUMNS) return cannotSay('invalid-input', 'too-many-columns', { most: MOST_COLUMNS });
  const flaw = rows.findIndex((row) => row.length !== columns || !row.every(Number.isFinite));
  if (flaw >= 0) return cannotSay('invalid-input', 'row-not-finite', { row: flaw, columns });
  const origin = rows[0];
  if (origin === undefined) return say(emptyJointMoments(columns));
  const n = rows.length;
  const centred = rows.map((row) => row.map((value, column) => value - at(origin, column)));
  const shifts = origin.map((_, column) => meanOf(centred, column));
  const covariances = origin.map((_, i) =>
    origin.map((__, j) => (n < 2 ? 0 : crossProduct(centred, shifts, i, j) / (n - 1))),
  );
  return refuseOverflow({ n, means: origin.map((value, i) => value + at(shifts, i)), covariances });
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}

function meanOf(rows: readonly (readonly number[])[], column: number): number {
  let sum = 0;
  for (const row of rows) sum += at(row, column);
  return sum / rows.length;
}

function crossProduct(
  rows: readonly (readonly number[])[],
  means: readonly number[],
  i: number,
  j: number,
): number {
  let sum = 0;
  let residualI = 0;
  let residualJ = 0;
  for (const row of rows) {
    const a = at(row, i) - at(means, i);
    const b = at(row, j) - at(means, j);
    sum += a * b;
    residualI += a;
    residualJ += b;
  }
  return sum - (residualI * residualJ) / rows.length;
}

function refuseOverflow({ thirds, ...moments }: JointMoments): Outcome<JointMoments> {
  const finite =
    moments.means.every(Number.isFinite) && moments.covariances.every((row) => row.every(Number.isFinite));
  // Third moments overflow long before: they are then not known.
  const isKnown = thirds?.every(Number.isFinite) === true;
  return finite
    ? say({ ...moments, ...(isKnown && { thirds }) })
    : cannotSay('not-computable', 'moments-too-large');
}

/** Moments of one column of values, in the unit of the values. */
export function momentsFromValues(values: readonly number[]): Outcome<Moments> {
  const joint = jointMomentsFromRows(
    values.map((value) => [value]),
    1,
  );
  return joint.ok ? say(columnMoments(joint.value, 0)) : joint;
}

/** What SQL returns: count(*), avg(x) and var_samp(x), the latter two null when there is nothing to compute them from. */
export interface MomentsFromSql {
  readonly n: number;
  readonly mean: number | null;
  readonly variance: number | null;
}

/** Moments from the figures of an SQL aggregate; a null mean is accepted only with n = 0, a null variance below n = 2. */
export function momentsFromSql(figures: MomentsFromSql): Outcome<Moments> {
  const { n } = figures;
  const mean = figures.mean ?? (n === 0 ? 0 : NaN);
  const variance = figures.variance ?? (n < 2 ? 0 : NaN);
  const refusal = firstRefusal(
    requireCount('n', n),
    requireFinite('mean', mean),
    requireNonNegative('variance', variance),
  );
  return refusal ?? say({ n, mean, variance });
}

/** One column of joint moments; a column that is not there has no unit. */
export function columnMoments(moments: JointMoments, column: number): Moments {
  const mean = moments.means[column];
  const variance = moments.covariances[column]?.[column];
  if (mean === undefined || variance === undefined) return { n: 0, mean: 0, variance: 0 };
  return { n: moments.n, mean, variance };
}

/**
 * Moments of the union of two disjoint sets of units, by the pooled update of Chan, Golub and LeVeque (1983), "Algorithms
 * for computing the sample variance": only centred figures are added, so nothing cancels whatever the means are.
 */
export function mergeJointMoments(a: JointMoments, b: JointMoments): Outcome<JointMoments> {
  if (a.means.length !== b.means.length) return cannotSay('invalid-input', 'merge-different-columns');
  const refusal = firstRefusal(refuseMoments(a), refuseMoments(b));
  if (refusal !== undefined) return refusal;
  if (a.n === 0) return say(b);
  if (b.n === 0) return say(a);
  const n = a.n + b.n;
  const gaps = a.means.map((mean, i) => at(b.means, i) - mean);
  const means = a.means.map((mean, i) => mean + at(gaps, i) * (b.n / n));
  const between = (a.n / n) * (b.n / (n - 1));
  const covariances = a.covariances.map((row, i) =>
    row.map((value, j) => {
      const other = at(b.covariances[i] ?? [], j);
      const within = value * ((a.n - 1) / (n - 1)) + other * ((b.n - 1) / (n - 1));
      return within + at(gaps, i) * at(gaps, j) * between;
    }),
  );
  return refuseOverflow({ n, means, covariances, thirds: mergedThirds(n, means, a, b) });
}

function refuseMoments({ n, means, covariances }: JointMoments): Check {
  return firstRefusal(
    requireCount('n', n),
    ...means.map((mean) => requireFinite('a mean', mean)),
    ...covariances.flatMap((row, i) =>
      row.map((value, j) =>
        i === j ? requireNonNegative('a variance', value) : requireFinite('a covariance', value),
      ),
    ),
  );
}

/** The same merge for one column. */
export function mergeMoments(a: Moments, b: Moments): Outcome<Moments> {
  const merged = mergeJointMoments(asJoint(a), asJoint(b));
  return merged.ok ? say(columnMoments(merged.value, 0)) : merged;
}

function asJoint(moments: Moments): JointMoments {
  return { n: moments.n, means: [moments.mean], covariances: [[moments.variance]] };
}

/** Of a column's sum of squares this share has to be left for a difference to keep thirteen digits. */
const smallestShareLeft = 1e-3;

/**
 * Moments of a set of units without some of them: the merge above solved for one of its parts. A difference loses the digits in
 * which its terms agree, so where less than a thousandth of a column's sum of squares would be left it cannot say: compute the
 * moments from the units then.
 */
export function removeJointMoments(whole: JointMoments, part: JointMoments): Outcome<JointMoments> {
  if (whole.means.length !== part.means.length)
    return cannotSay('invalid-input', 'subtract-different-columns');
  const refusal = firstRefusal(refuseMoments(whole), refuseMoments(part));
  if (refusal !== undefined) return refusal;
  if (part.n > whole.n) return cannotSay('invalid-input', 'part-larger-than-whole');
  if (part.n === 0) return say(whole);
  const n = whole.n - part.n;
  if (n === 0) return say(emptyJointMoments(whole.means.length));
  const shifts = whole.means.map((mean, i) => (mean - at(part.means, i)) * (part.n / n));
  const means = whole.means.map((mean, i) => mean + at(shifts, i));
  const gaps = means.map((mean, i) => at(part.means, i) - mean);
  const between = part.n * (n / whole.n);
  const isConstant = whole.covariances.map((row, i) => at(row, i) === 0);
  const left = whole.covariances.map((row, i) =>
    row.map((value, j) => {
      if (isConstant[i] === true || isConstant[j] === true) return 0;
      const within = value * (whole.n - 1) - at(part.covariances[i] ?? [], j) * (part.n - 1);
      return within - at(gaps, i) * at(gaps, j) * between;
    }),
  );
  const isTooLittle = left.some((row, i) => {
    const squares = at(whole.covariances[i] ?? [], i) * (whole.n - 1);
    return squares > 0 && at(row, i) < squares * smallestShareLeft;
  });
  if (isTooLittle) return cannotSay('not-computable', 'digits-too-few-left');
  const rest = {
    n,
    means,
    covariances: left.map((row) => row.map((value) => (n < 2 ? 0 : value / (n - 1)))),
  };
  return refuseOverflow({ ...rest, thirds: leftThirds(whole, part, rest) });
}
