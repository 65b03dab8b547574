import { isSameReach, type RunAllocation } from './run-allocation';

/** A time within a run in which the weights stay what they are; the coverage may grow in it. */
export interface WeightPeriod {
  readonly from: Date;
  /** Null: it goes on. */
  readonly until: Date | null;
  /** Of those who take part, each variant's share, in position order; they sum to 1. */
  readonly shares: readonly number[];
  /**
   * Whether units that are exposed for the first time in it come in these shares. They do where, of each variant's units that take
   * part, the same part took part at each earlier time: those who were exposed then are missing from all variants alike. Where a
   * variant takes units back in, or grows as others do not, they do not.
   */
  readonly isComparable: boolean;
}

/**
 * A run's time cut where its weights changed, and where a ramp of the coverage changes whether their split can be expected.
 * `weights`: of the start, in position order; allocations: in order.
 */
export function weightPeriods(
  weights: readonly number[],
  allocations: readonly RunAllocation[],
): readonly WeightPeriod[] {
  const all = allocations.map((allocation, index) => ({
    ...allocation,
    isComparable: allocations
      .slice(0, index)
      .every((earlier) => isMissingAlike(earlier, allocation, weights)),
  }));
  const begins = all.filter((one, index) => {
    const former = all[index - 1];
    return former?.isComparable !== one.isComparable || !isSameReach(one.reach, former.reach);
  });
  return begins.map(({ effectiveFrom: from, reach, isComparable }, place) => {
    const parts = weights.map((weight, position) => weight * (reach[position] ?? 1));
    const whole = parts.reduce((sum, part) => sum + part, 0);
    return {
      from,
      until: begins[place + 1]?.effectiveFrom ?? null,
      shares: parts.map((part) => part / whole),
      isComparable,
    };
  });
}

/**
 * Whether, of the units that take part, the same part of each variant's took part earlier. A variant's units take part from the
 * first hash on, as far as coverage times reach, so what overlaps is the smaller of the two.
 */
function isMissingAlike(earlier: RunAllocation, now: RunAllocation, weights: readonly number[]): boolean {
  const parts = weights.flatMap((weight, position) => {
    const reached = now.coverage * (now.reach[position] ?? 1);
    if (weight === 0 || reached === 0) return [];
    return [Math.min(1, (earlier.coverage * (earlier.reach[position] ?? 1)) / reached)];
  });
  return Math.max(...parts) - Math.min(...parts) < ROUNDING;
}

/** Shares such as a ninth are rounded. */
const ROUNDING = 1e-9;
