import type { AssignableExperiment } from './configuration';
import { validateTargeting } from './targeting-problems';

/** How far from 1 the weights' sum may be: the rounding of shares such as one third, and nothing more. */
export const WEIGHT_SUM_TOLERANCE = 1e-6;

const isShare = (value: number) => value >= 0 && value <= 1;

/** What makes an experiment impossible to assign, for people to read; null when it can be assigned. */
export function findMalformation(experiment: AssignableExperiment): string | null {
  const { coverage, variants, targeting } = experiment;
  if (!isShare(coverage)) return 'the coverage is not between 0 and 1';
  if (variants.length === 0) return 'there are no variants';
  if (!variants.every((variant) => isShare(variant.weight))) return 'a weight is not between 0 and 1';
  const sum = variants.reduce((total, variant) => total + variant.weight, 0);
  if (Math.abs(sum - 1) > WEIGHT_SUM_TOLERANCE) return `the weights sum to ${sum}, not to 1`;
  const [problem] = validateTargeting(targeting);
  return problem === undefined ? null : `targeting${problem.pointer} ${problem.detail}`;
}
