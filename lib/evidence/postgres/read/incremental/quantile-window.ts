/** How many of an arm's units have each value around a quantile, and how many have a smaller one than all of these. */
export interface QuantileWindow {
  /** Units that have a value. */
  readonly n: number;
  /** Units whose window has not ended. */
  readonly waiting: number;
  readonly below: number;
  /** Every value from the lower to the upper end that some unit has, with its units, ascending. */
  readonly lower: number;
  readonly upper: number;
  readonly values: readonly (readonly [value: number, units: number])[];
}

/** Of some units: what a window of theirs would hold, its values one by one. */
export interface WindowChange {
  readonly n: number;
  readonly waiting: number;
  readonly below: number;
  readonly inside: readonly number[];
}

/** The window with some units taken out and others put in; null where it did not hold what is to be taken out. */
export function changedWindow(
  window: QuantileWindow,
  removed: WindowChange,
  added: WindowChange,
): QuantileWindow | null {
  const units = new Map(window.values);
  for (const value of added.inside) units.set(value, (units.get(value) ?? 0) + 1);
  for (const value of removed.inside) {
    const left = (units.get(value) ?? 0) - 1;
    if (left < 0) return null;
    if (left === 0) units.delete(value);
    else units.set(value, left);
  }
  const counts = {
    n: window.n + added.n - removed.n,
    waiting: window.waiting + added.waiting - removed.waiting,
    below: window.below + added.below - removed.below,
  };
  if (Math.min(counts.n, counts.waiting, counts.below) < 0) return null;
  return { ...window, ...counts, values: [...units].sort(([a], [b]) => a - b) };
}

/** A quantile and the two order statistics around it from which its standard error is taken. */
export interface QuantileFigures {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** How many different values lie from the lower to the upper one. */
  readonly distinct: number;
}

/**
 * The figures that `quantilesStatement` computes from all units, to the last digit: type 7, as `percentile_cont` has it. Null
 * where one of them lies outside the window.
 */
export function figuresIn(
  window: QuantileWindow,
  { quantile, zTwoSided }: { readonly quantile: number; readonly zTwoSided: number },
): QuantileFigures | null {
  if (window.n === 0) return null;
  const half = (zTwoSided * Math.sqrt(quantile * (1 - quantile))) / Math.sqrt(window.n);
  const estimate = valueAt(window, quantile);
  const lower = valueAt(window, Math.max(quantile - half, 0));
  const upper = valueAt(window, Math.min(quantile + half, 1));
  if (estimate === null || lower === null || upper === null) return null;
  const distinct = window.values.filter(([value]) => value >= lower && value <= upper).length;
  return { estimate, lower, upper, distinct };
}

function valueAt(window: QuantileWindow, share: number): number | null {
  const place = share * (window.n - 1);
  const first = valueOfRank(window, Math.floor(place));
  const second = valueOfRank(window, Math.ceil(place));
  if (first === null || second === null) return null;
  return first + (place - Math.floor(place)) * (second - first);
}

/** Ranks begin at 0. */
function valueOfRank({ below, values }: QuantileWindow, rank: number): number | null {
  if (rank < below) return null;
  let reached = below;
  for (const [value, units] of values) {
    reached += units;
    if (rank < reached) return value;
  }
  return null;
}
