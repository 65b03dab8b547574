import type { Spread } from '../../model/metrics/kind';

/** A mean that a relative change moves, and how the variance follows it. */
export interface MovingMean {
  readonly mean: number;
  readonly spread: Spread;
}

/**
 * Variance of a unit's value after a relative change of the mean, over that before it: of a share p1 (1 - p1) over p (1 - p), of a
 * total m1 / m, of a level 1. Null: the mean cannot be there. A total whose mean is not above 0 is no sum of what units do, and
 * counts as a level. Source: docs/statistics/planning.md.
 */
export function varianceRatio({ mean, spread }: MovingMean, relativeDifference: number): number | null {
  if (relativeDifference === 0) return 1;
  const moved = mean + relativeDifference * Math.abs(mean);
  if (spread === 'share') return isOpenShare(moved) ? (moved * (1 - moved)) / (mean * (1 - mean)) : null;
  if (spread === 'total' && mean > 0) return moved > 0 ? moved / mean : null;
  return 1;
}

export const isOpenShare = (value: number): boolean => value > 0 && value < 1;

/** The size that a relative change up (1) or down (-1) stays below, as a share of the mean's size; Infinity: there is no end. */
export function largestChange({ mean, spread }: MovingMean, direction: 1 | -1): number {
  if (spread === 'level' || !(mean > 0)) return Infinity;
  if (direction === -1) return 1;
  return spread === 'share' ? (1 - mean) / mean : Infinity;
}
