import { joined, nothing, sql, type Fragment } from './fragment';

/** Moments of some columns over the units of a group. */
export interface GroupMoments {
  readonly n: number;
  readonly waiting: number;
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
  /** Third central moments of the first two columns (third-figures.ts); left out: not read. */
  readonly thirds?: readonly number[] | undefined;
}

/**
 * The aggregates of a metric's columns, as `momentsFrom` reads them: units that wait, n, means, and the upper
 * triangle of the covariances. Postgres computes them by the Youngs-Cramer recurrence: centred, so large means lose no digits. Of
 * a pair of columns all figures share one running state, so that two columns cost one aggregate and three cost three.
 */
export function momentFigures(columns: readonly Fragment[]): readonly Fragment[] {
  const at = (index: number) => columns[index] ?? nothing;
  const n = sql`count(${at(0)})`;
  if (columns.length === 1) return [n, sql`avg(${at(0)})`, sql`var_samp(${at(0)})`];
  const pairs = [...columns.keys()];
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

/** How many figures `momentFigures` returns. */
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

/** Reads `[waiting, cap, n, means, covariances, ...]`; what SQL leaves null has no units to be computed from. */
export function momentsFrom(figures: readonly (number | null)[], columns: number): GroupMoments {
  const [waiting, , n, ...rest] = figures;
  const means = rest.slice(0, columns).map((mean) => mean ?? 0);
  const triangle = rest.slice(columns);
  const covariance = (i: number, j: number) => triangle[i * columns - (i * (i - 1)) / 2 + (j - i)] ?? 0;
  const covariances = means.map((_, i) =>
    means.map((__, j) => (i <= j ? covariance(i, j) : covariance(j, i))),
  );
  return { n: n ?? 0, waiting: waiting ?? 0, means, covariances };
}

/** The values of the caps in the same figures: the first stands before the moments, the others after them. */
export function capsFrom(
  figures: readonly (number | null)[],
  columns: number,
  caps: number,
): readonly (number | null)[] {
  const after = 2 + figureCount(columns);
  return [figures[1] ?? null, ...figures.slice(after)].slice(0, caps);
}
