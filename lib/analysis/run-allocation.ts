import type { RunAllocationView } from '../model/run';

/** Which units of a run take part from an instant on, until the next allocation. The run's first is its configuration's. */
export type RunAllocation = Omit<RunAllocationView, 'setBy'>;

/** The one that is in force; allocations: in order. A run that was stored without any is an error of the platform. */
export function currentAllocation<Kept extends RunAllocation>(allocations: readonly Kept[]): Kept {
  const current = allocations.at(-1);
  if (current === undefined) throw new Error('A run was stored without an allocation.');
  return current;
}

/** When the weights last changed during the run; null: never. Allocations: in order. */
export function weightsChangedAt(allocations: readonly RunAllocation[]): Date | null {
  const change = allocations.findLastIndex(
    ({ reach }, index) => index > 0 && !isSameReach(reach, allocations[index - 1]?.reach ?? []),
  );
  return allocations[change]?.effectiveFrom ?? null;
}

/** Whether the weights are the same. */
export function isSameReach(reach: readonly number[], other: readonly number[]): boolean {
  return reach.length === other.length && reach.every((share, index) => share === other[index]);
}
