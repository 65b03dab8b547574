import { thirdMomentCount } from '../../../statistics/third-moments';
import { nothing, sql, type Fragment } from './fragment';
import type { GroupMoments } from './moment-figures';

/**
 * What third central moments of a metric's first two columns are computed from, as `thirdsFrom` reads it: for a column a the sum of
 * (a - mean) a^2, and of two columns the sums of (a - mean) b^2 for each pair. Postgres forms them as covariances of a value with a square,
 * centred, so that what is subtracted from them is of the size of mean times variance, and no cube of a large mean cancels.
 * Measured and rejected: sums of cubes (no digit left at a mean of 1e6 standard deviations); centring in a second pass (the units' values
 * would have to be kept).
 */
export function thirdFigures(columns: readonly Fragment[]): readonly Fragment[] {
  const [a = nothing, b] = columns;
  if (b === undefined) return [crossed(a, a)];
  return [crossed(a, a), crossed(b, a), crossed(a, b), crossed(b, b)];
}

/** Squares beyond float8 would be an error: the smallest count as 0, and the largest are left out. */
function crossed(value: Fragment, squared: Fragment): Fragment {
  const number = sql`${squared}::float8`;
  return sql`regr_sxy(case when abs(${number}) < 1e-150 then 0 when abs(${number}) < 1e90 then ${number} * ${number} end, ${value})`;
}

/** How many figures `thirdFigures` returns. */
export { thirdMomentCount as thirdFigureCount };

/** Third central moments from the figures and the other moments; undefined where there is no unit to compute them from. */
export function thirdsFrom(
  figures: readonly (number | null)[],
  { n, means, covariances }: Pick<GroupMoments, 'n' | 'means' | 'covariances'>,
): readonly number[] | undefined {
  const sums = figures.flatMap((figure) => (figure === null ? [] : [figure / n]));
  if (n === 0 || sums.length < figures.length) return undefined;
  const mean = (i: number) => means[i] ?? 0;
  const product = (i: number, j: number) => ((covariances[i]?.[j] ?? 0) * (n - 1)) / n;
  const [aa = 0, ba = 0, ab = 0, bb = 0] = sums;
  const own = aa - 2 * mean(0) * product(0, 0);
  if (sums.length === 1) return [own];
  return [
    own,
    ba - 2 * mean(0) * product(0, 1),
    ab - 2 * mean(1) * product(0, 1),
    bb - 2 * mean(1) * product(1, 1),
  ];
}
