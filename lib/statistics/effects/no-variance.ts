import type { Check } from '../input-checks';
import { cannotSay } from '../outcome';

/** So many steps of float64 at the size of the estimates are what summing equal values leaves: rounding, and no variance. */
const ROUNDING_STEPS = 10;
/** The square of what is smaller has lost digits, or is 0. */
const SMALLEST_SQUARED = 1e-150;

/** The refusal of an arm without variance beside one that has some: its own error would count as none. */
export function refuseOneWithoutVariance(arms: readonly { readonly samplingVariance: number }[]): Check {
  const without = arms.filter(({ samplingVariance }) => samplingVariance === 0).length;
  return without > 0 && without < arms.length ? cannotSay('no-variance', 'same-within-one-arm') : undefined;
}

/**
 * The refusal of a standard error that is none: 0, or no more than rounding of estimates of this size. It says what is known: whether
 * the estimates differ, and whether they are too small for their variance to be held.
 */
export function refuseNoVariance(standardError: number, estimates: readonly number[]): Check {
  const largest = Math.max(...estimates.map(Math.abs));
  const spread = Math.max(...estimates) - Math.min(...estimates);
  const rounding = ROUNDING_STEPS * Number.EPSILON * largest;
  if (standardError > 0 && standardError >= rounding) return undefined;
  if (!Number.isFinite(spread)) {
    return cannotSay('not-computable', 'figures-too-large');
  }
  if (largest > 0 && largest < SMALLEST_SQUARED) {
    return cannotSay('not-computable', 'values-too-small');
  }
  return cannotSay('no-variance', spread <= rounding ? 'same-for-every-unit' : 'same-within-each-arm');
}
