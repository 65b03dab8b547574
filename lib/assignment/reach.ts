/**
 * The share of each variant's units that takes part when a run that began with the first weights is to split like the
 * second: as many units as possible stay in, so the variant that grows most keeps all of its own. Null when a variant
 * that began without units is to have some.
 */
export function reachOf(began: readonly number[], wanted: readonly number[]): readonly number[] | null {
  const ratios = began.map((weight, index) => (wanted[index] === 0 ? 0 : (wanted[index] ?? 0) / weight));
  const largest = Math.max(...ratios);
  return Number.isFinite(largest) && largest > 0 ? ratios.map((ratio) => ratio / largest) : null;
}
