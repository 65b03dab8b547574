import { column, joined, sql, type Fragment } from './fragment';

/** Moments of some columns over the units of a group. */
export interface GroupMoments {
  readonly n: number;
  readonly waiting: number;
  readonly cap: number | null;
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
}

/**
 * The aggregates of a metric's columns `c<first>`, ..., as `momentsFrom` reads them: units that wait, n, means, and the upper
 * triangle of the covariances. Postgres computes them by the Youngs-Cramer recurrence: centred, so large means lose no digits. Of
 * a pair of columns all figures share one running state, so that two columns cost one aggregate and three cost three.
 */
export function momentFigures(first: number, columns: number): readonly Fragment[] {
  const at = (index: number) => column('c', first + index);
  const n = sql`count(${at(0)})`;
  if (columns === 1) return [n, sql`avg(${at(0)})`, sql`var_samp(${at(0)})`];
  const pairs = Array.from({ length: columns }, (_, index) => index);
  const spread = sql`nullif(${n} - 1, 0)`;
  const means = pairs.map((i) =>
    i === 0 ? sql`regr_avgy(${at(0)}, ${at(1)})` : sql`regr_avgx(${at(0)}, ${at(i)})`,
  );
  const covariances = pairs.flatMap((i) =>
    pairs.slice(i).map((j) => {
      if (i !== j) return sql`covar_samp(${at(i)}, ${at(j)})`;
      return i === 0
        ? sql`regr_syy(${at(0)}, ${at(1)}) / ${spread}`
        : sql`regr_sxx(${at(0)}, ${at(i)}) / ${spread}`;
    }),
  );
  return [n, ...means, ...covariances];
}

/** How many figures `momentFigures` gives. */
export function figureCount(columns: number): number {
  return 1 + columns + (columns * (columns + 1)) / 2;
}

/** One array of all figures, so that a row has one form whatever is measured. */
export function figureArray(figures: readonly Fragment[]): Fragment {
  return sql`array[
    ${joined(
      figures,
      sql`,
    `,
    )}
  ]::float8[]`;
}

/** Reads `[waiting, cap, n, means, covariances]`; what SQL leaves null has no units to be computed from. */
export function momentsFrom(figures: readonly (number | null)[], columns: number): GroupMoments {
  const [waiting, cap, n, ...rest] = figures;
  const means = rest.slice(0, columns).map((mean) => mean ?? 0);
  const triangle = rest.slice(columns);
  const covariance = (i: number, j: number) => triangle[i * columns - (i * (i - 1)) / 2 + (j - i)] ?? 0;
  const covariances = means.map((_, i) =>
    means.map((__, j) => (i <= j ? covariance(i, j) : covariance(j, i))),
  );
  return { n: n ?? 0, waiting: waiting ?? 0, cap: cap ?? null, means, covariances };
}
