import { coverageBoundary, rangeOf, seedFor, variantBoundaries } from './buckets';
import { compileTargeting } from './compile-targeting';
import type { AssignableExperiment, AssignableVariant } from './configuration';
import { explain, type AssignmentReason, type Explanation } from './explain';
import { findMalformation } from './malformation';
import { murmur3 } from './murmur3';
import type { Attributes } from './targeting';

/** The outcome for one unit; without a variant, the reason says why. */
export type Assignment =
  | { readonly reason: 'SPLIT'; readonly variantIndex: number; readonly variant: AssignableVariant }
  | {
      readonly reason: Exclude<AssignmentReason, 'SPLIT'>;
      readonly variantIndex: null;
      readonly variant: null;
    };

export interface CompiledExperiment {
  readonly experiment: AssignableExperiment;
  /** The unit's assignment: the same for the same arguments, always. Makes no objects; never throws. */
  readonly assign: (unit: string, attributes: Attributes) => Assignment;
  /** The same decision with everything that led to it; slower, for people. */
  readonly explain: (unit: string, attributes: Attributes) => Explanation;
}

const NOT_TARGETED: Assignment = { reason: 'NOT_TARGETED', variantIndex: null, variant: null };
const NOT_COVERED: Assignment = { reason: 'NOT_COVERED', variantIndex: null, variant: null };
const MALFORMED: Assignment = { reason: 'MALFORMED', variantIndex: null, variant: null };

/**
 * An experiment as closures: everything that does not depend on the unit is computed here, once. A malformed
 * experiment compiles too, to one that assigns nobody, so that it cannot take others down with it.
 */
export function compile(experiment: AssignableExperiment): CompiledExperiment {
  if (findMalformation(experiment) !== null) {
    return {
      experiment,
      assign: () => MALFORMED,
      explain: (unit, attributes) => explain(experiment, unit, attributes),
    };
  }
  const { salt, variants } = experiment;
  const isTargeted = compileTargeting(experiment.targeting);
  const coverageSeed = seedFor(salt, 'coverage');
  const variantSeed = seedFor(salt, 'variant');
  const covered = coverageBoundary(experiment.coverage);
  const everybodyCovered = experiment.coverage >= 1;
  const boundaries = variantBoundaries(variants.map((variant) => variant.weight));
  // One object a variant, made beforehand, so that an assignment allocates nothing.
  const assignments = variants.map<Assignment>((variant, variantIndex) => ({
    reason: 'SPLIT',
    variantIndex,
    variant,
  }));
  return {
    experiment,
    assign: (unit, attributes) => {
      if (!isTargeted(attributes)) return NOT_TARGETED;
      if (!everybodyCovered && murmur3(unit, coverageSeed) >= covered) return NOT_COVERED;
      return assignments[rangeOf(boundaries, murmur3(unit, variantSeed))] ?? MALFORMED;
    },
    explain: (unit, attributes) => explain(experiment, unit, attributes),
  };
}
