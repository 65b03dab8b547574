/** How close to zero f has to be at its root: where it leaps over zero there is none. */
const LARGEST_REST = 1e-6;
/** Relative precision of a root; planning figures are rounded up to whole units afterwards. */
const RELATIVE_TOLERANCE = 1e-13;

/**
 * The x between `low` and `high` (both above 0) where the increasing function f passes zero, or null when it does not
 * pass there, or leaps. `guess` is where to look first: the bracket grows from it by doubling and is then halved, both on the
 * logarithm of x, which takes some fifty evaluations for any start and cannot be led astray by a flat stretch.
 */
export function increasingRoot(
  f: (x: number) => number,
  low: number,
  high: number,
  guess: number,
): number | null {
  if (!(low <= high)) return null;
  // A guess that is no number, or nothing, would never grow.
  const start = guess > 0 ? guess : 1;
  let from = Math.min(Math.max(start / 2, low), high);
  let to = Math.min(Math.max(start * 2, low), high);
  while (f(from) > 0) {
    if (from <= low) return null;
    to = from;
    from = Math.max(low, from / 4);
  }
  while (!(f(to) > 0)) {
    if (to >= high) return null;
    from = to;
    to = Math.min(high, to * 4);
  }
  while (to / from - 1 > RELATIVE_TOLERANCE) {
    const middle = Math.sqrt(from) * Math.sqrt(to);
    if (middle <= from || middle >= to) break;
    if (f(middle) > 0) to = middle;
    else from = middle;
  }
  const root = Math.sqrt(from) * Math.sqrt(to);
  return Math.abs(f(root)) < LARGEST_REST ? root : null;
}
