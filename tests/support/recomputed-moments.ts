const z975 = 1.959963984540054;

/** Means and covariances (n - 1) of the columns of some rows. */
export function moments(rows: readonly (readonly number[])[]) {
  const n = rows.length;
  const columns = rows[0]?.map((_, index) => rows.map((row) => row[index] ?? 0)) ?? [];
  const means = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / n);
  const centred = columns.map((values, index) => values.map((value) => value - (means[index] ?? 0)));
  const covariances = centred.map((a) =>
    centred.map((b) =>
      n < 2 ? 0 : a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) / (n - 1),
    ),
  );
  const mean = (of: (index: number) => number) =>
    rows.reduce((sum, _, index) => sum + of(index), 0) / Math.max(n, 1);
  const [a = [], b] = centred;
  const third = (...parts: readonly (readonly number[])[]) =>
    mean((index) => parts.reduce((product, part) => product * (part[index] ?? 0), 1));
  const thirds =
    b === undefined ? [third(a, a, a)] : [third(a, a, a), third(a, a, b), third(a, b, b), third(b, b, b)];
  return { n, means, covariances, thirds };
}

/** The quantile of all rows' values, the order statistics by the error that rows as clusters give, and what that error is. */
export function clusteredOrderStatistics(rows: readonly (readonly number[])[], order: number) {
  const n = rows.length;
  const values = rows.flat();
  const estimate = quantileOf(values, order);
  // As residuals, not by variances and covariance.
  const share = values.filter((value) => value <= estimate).length / values.length;
  const residuals = rows.map((row) => row.filter((value) => value <= estimate).length - share * row.length);
  const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0);
  const error = n < 2 ? 0 : Math.sqrt((squares * n) / (n - 1)) / values.length;
  const [lower = NaN, upper = NaN] = [
    Math.max(order - z975 * error, 0),
    Math.min(order + z975 * error, 1),
  ].map((at) => quantileOf(values, at));
  const distinct = new Set(values.filter((value) => value >= lower && value <= upper)).size;
  return {
    n,
    means: [],
    covariances: [],
    quantile: n === 0 ? null : [estimate, lower, upper, distinct, values.length, error],
  };
}

/** The quantile of column 0, the order statistics around it and the different values between these. */
export function orderStatistics(rows: readonly (readonly number[])[], order: number) {
  const values = rows.map(([value = 0]) => value);
  const reach = z975 * Math.sqrt((order * (1 - order)) / Math.max(values.length, 1));
  const orders = [order, Math.max(order - reach, 0), Math.min(order + reach, 1)];
  const quantiles = orders.map((wanted) => quantileOf(values, wanted));
  const [, lower = NaN, upper = NaN] = quantiles;
  const distinct = new Set(values.filter((value) => value >= lower && value <= upper)).size;
  return {
    n: values.length,
    means: [],
    covariances: [],
    quantile: values.length === 0 ? null : [...quantiles, distinct],
  };
}

/** Type 7: linear between the neighbours of (n - 1) q. */
export function quantileOf(values: readonly number[], order: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * order;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}
