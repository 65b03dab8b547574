import type { HashRange } from './configuration';
import { HASH_COUNT } from './murmur3';

/** What is free between ranges that do not overlap, in order. */
export function freeRanges(taken: readonly HashRange[]): readonly HashRange[] {
  const free: HashRange[] = [];
  let from = 0;
  for (const [start, end] of [...taken].sort((one, other) => one[0] - other[0])) {
    if (start > from) free.push([from, start]);
    from = Math.max(from, end);
  }
  if (from < HASH_COUNT) free.push([from, HASH_COUNT]);
  return free;
}

/** The ranges' share of the whole space, 0 to 1. */
export function shareOf(ranges: readonly HashRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + (to - from), 0) / HASH_COUNT;
}

/**
 * Ranges for a run that asks for a share of its layer: from what is free, lowest first, in several pieces where it has
 * to be. Null when there is not enough: ten experiments of a tenth fit, whatever the rounding. Of `kept`, which is free, as much
 * as fits comes first: the units in it stay.
 */
export function drawRanges(
  taken: readonly HashRange[],
  share: number,
  kept: readonly HashRange[] = [],
): readonly HashRange[] | null {
  const free = [...kept, ...freeRanges([...taken, ...kept])];
  const available = free.reduce((sum, [from, to]) => sum + (to - from), 0);
  // Shares such as a tenth are rounded; the last of ten takes what the others left, not four hashes more.
  let wanted = Math.round(share * HASH_COUNT);
  if (wanted > available && wanted - available <= ROUNDING_HASHES) wanted = available;
  if (wanted > available || wanted === 0) return null;
  const drawn: HashRange[] = [];
  for (const [from, to] of free) {
    if (wanted === 0) break;
    const end = Math.min(to, from + wanted);
    drawn.push([from, end]);
    wanted -= end - from;
  }
  return drawn;
}

/** Of a thousand runs each is rounded by half a hash at most. */
const ROUNDING_HASHES = 1000;
