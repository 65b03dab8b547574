/** Below this a distribution lives at the edge of float64; above it, sums near the mean take more terms than is sensible. */
const SMALLEST_SHAPE = 1e-8;
const LARGEST_SHAPE = 1e10;

/** From here on Student's t is the normal distribution to float64 accuracy, wherever its tail is above 1e-300. */
export const NORMAL_DEGREES_OF_FREEDOM = 1e17;

/** Shapes for which beta and gamma tails hold their accuracy; degrees of freedom are twice a shape. Outside it: NaN. */
export function isShape(shape: number): boolean {
  return shape >= SMALLEST_SHAPE && shape <= LARGEST_SHAPE;
}

/** Degrees of freedom of Student's t: no upper end, Infinity is the normal. */
export function isStudentDegreesOfFreedom(df: number): boolean {
  return df >= SMALLEST_SHAPE;
}

/**
 * Arguments for which the integral behind the noncentral t is short: it grows with the noncentrality and with the reciprocal
 * of the degrees of freedom. No t test has less than one degree of freedom.
 */
export function isNoncentralT(df: number, noncentrality: number): boolean {
  return df >= 0.01 && Math.abs(noncentrality) <= 1e4;
}
