import { audiencesIn } from './audiences-in';
import type { AssignableExperiment } from './configuration';
import { isRange, isShare } from './gates';
import { WEIGHT_SUM_TOLERANCE } from './limits';
import type { Scope } from './scope';
import { validateTargeting } from './targeting-problems';

/**
 * What makes an experiment impossible to assign, for people to read; null when it can be assigned. `compile` finds the
 * same without a word for it. Without a scope, what the experiment refers to is not looked for.
 */
export function findMalformation(experiment: AssignableExperiment, scope?: Scope): string | null {
  const { coverage, variants, targeting } = experiment;
  if (!isShare(coverage)) return 'the coverage is not between 0 and 1';
  if (variants.length === 0) return 'there are no variants';
  if (!variants.every((variant) => isShare(variant.weight))) return 'a weight is not between 0 and 1';
  if (!variants.every(({ reach = 1 }) => isShare(reach))) return 'a reach is not between 0 and 1';
  const sum = variants.reduce((total, variant) => total + variant.weight, 0);
  if (Math.abs(sum - 1) > WEIGHT_SUM_TOLERANCE) return `the weights sum to ${sum}, not to 1`;
  const [problem] = validateTargeting(targeting);
  if (problem !== undefined) return `targeting${problem.pointer} ${problem.detail}`;
  return variantMissing(experiment) ?? rangeProblem(experiment) ?? referenceProblem(experiment, scope);
}

function variantMissing({
  variants,
  shipped = null,
  forced = [],
  defaultVariant = null,
}: AssignableExperiment): string | null {
  const keys = new Set(variants.map(({ key }) => key));
  if (defaultVariant !== null && !keys.has(defaultVariant))
    return `the default variant "${defaultVariant}" is none of its variants`;
  if (shipped !== null && !keys.has(shipped))
    return `the shipped variant "${shipped}" is none of its variants`;
  const unknown = forced.find(({ variant }) => !keys.has(variant));
  return unknown === undefined
    ? null
    : `a unit is forced into "${unknown.variant}", which is none of its variants`;
}

function rangeProblem({ layer = null }: AssignableExperiment): string | null {
  return layer === null || layer.ranges.every(isRange) ? null : 'a range in its layer is not one';
}

function referenceProblem(experiment: AssignableExperiment, scope?: Scope): string | null {
  const { layer = null, holdouts = [], prerequisite = null, targeting } = experiment;
  if (scope === undefined) return null;
  if (layer !== null && !scope.layers.has(layer.key)) return `there is no layer "${layer.key}"`;
  const holdout = holdouts.find((key) => !isShare(scope.holdouts.get(key)?.share ?? -1));
  if (holdout !== undefined) return `there is no usable holdout "${holdout}"`;
  const audience = [...audiencesIn(targeting)].find((key) => (scope.audiences.get(key) ?? null) === null);
  if (audience !== undefined) return `there is no usable audience "${audience}"`;
  return prerequisite !== null && scope.prerequisite(experiment) === 'cycle'
    ? `it waits for "${prerequisite.experiment}", which waits for it`
    : null;
}
