/** How far the sum of weights may be from 1: people write .333 three times. The rest is the dust of binary fractions. */
export const weightSumTolerance = 1e-3 + 1e-9;

/** A sum this near to 1 is exact: what was stored is read back as it is. */
const exactness = 1e-9;

/** The weights in the same proportions with a sum of 1; those whose sum is further from it than the tolerance stay as they are. */
export function exactWeights(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const distance = Math.abs(sum - 1);
  if (distance <= exactness || distance > weightSumTolerance) return weights;
  return weights.map((weight) => weight / sum);
}

/** Why the weights cannot be taken; null where they can. */
export function weightSumProblem(weights: readonly number[]): string | null {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 1) <= weightSumTolerance) return null;
  return `The weights sum to ${String(Number(sum.toPrecision(12)))}; they have to sum to 1.`;
}
