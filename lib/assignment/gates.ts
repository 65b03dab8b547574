import type { AbsenceReason, Assignment, Moment, VariantReason } from './assignment';
import { coverageBoundary, rangeOf, seedFor, variantBoundaries } from './buckets';
import { compileTargeting } from './compile-targeting';
import type { AssignableExperiment, AssignableVariant, HashRange, Prerequisite } from './configuration';
import { WEIGHT_SUM_TOLERANCE } from './limits';
import { HASH_COUNT, murmur3 } from './murmur3';
import type { Scope } from './scope';
import type { Attributes } from './targeting';

/** Makes no objects; never throws. */
type Ask<Answer> = (unit: string, attributes: Attributes, moment: Moment) => Answer;

/** A gate that passes units whose hash lies in one of the ranges. */
interface Ranged {
  readonly seed: number;
  readonly ranges: (unit: string) => readonly HashRange[];
}

/** One question on the way to a decision, with what an explanation of the answer needs. */
export type Gate = {
  /** The gate as a function that decides for a unit, or leaves it to what is asked next. */
  readonly before: <Rest>(next: Ask<Rest>) => Ask<Assignment | Rest>;
  /** Whether every unit passes, so that only an explanation asks it. */
  readonly isOpen?: boolean;
  /** Whether the answer may depend on `moment.kept`. */
  readonly remembers?: boolean;
} & (
  | (Ranged & { readonly step: 'layer' | 'coverage' })
  | (Ranged & { readonly step: 'holdout'; readonly key: string })
  | { readonly step: 'forced'; readonly seed: number }
  | { readonly step: 'variant'; readonly seed: number; readonly boundaries: readonly number[] }
  | { readonly step: 'targeting' }
  | { readonly step: 'shipped' | 'start' | 'end' | 'kept' | 'intake' | 'prerequisite' }
);

type LayerPlace = NonNullable<AssignableExperiment['layer']>;

/** Throws where an experiment is malformed; `compile` makes of it one that assigns nobody. */
function check(isWellFormed: boolean): asserts isWellFormed {
  if (!isWellFormed) throw new Error('malformed');
}

export const absent = (reason: AbsenceReason): Assignment => ({ reason, variantIndex: null, variant: null });

/**
 * What is asked of a unit, in order: the first gate that decides ends it, and the last always does. What an experiment
 * does not use has no gate. Whatever does not depend on the unit is computed here, once. Throws where the experiment is malformed.
 */
export function gatesOf(experiment: AssignableExperiment, scope: Scope): readonly Gate[] {
  const { layer = null, holdouts = [], prerequisite = null, shipped = null, forced = [] } = experiment;
  const { targeting, variants, startsAt = null, endsAt = null, sticky, intake } = experiment;
  checkShares(experiment);
  const isTargeted = compileTargeting(targeting, scope.audiences);
  check(isTargeted !== null && [startsAt ?? 0, endsAt ?? 0].every(Number.isFinite));
  const held = holdouts.map((key) => holdoutGate(key, scope));
  const gates: Gate[] = [];
  if (forced.length !== 0) gates.push(forcedGate(experiment));
  if (shipped !== null) {
    // Only a holdout still keeps its units out, or it would measure nothing.
    const assignment = presentByKey(variants, shipped, 'SHIPPED');
    gates.push(
      ...held,
      giving('shipped', () => assignment),
    );
  }
  // A clock that says NaN is neither before nor after anything, and assigns nobody.
  if (startsAt !== null) {
    gates.push(refusing('start', 'NOT_STARTED', (_, __, { nowMs }) => nowMs >= startsAt));
  }
  if (endsAt !== null) gates.push(refusing('end', 'ENDED', (_, __, { nowMs }) => nowMs < endsAt));
  if (sticky === true || intake === 'closed') gates.push(keptGate(experiment));
  if (intake === 'closed') gates.push(refusing('intake', 'INTAKE_CLOSED', () => false));
  gates.push({
    ...refusing('targeting', 'NOT_TARGETED', isTargeted),
    isOpen: 'all' in targeting && targeting.all.length === 0,
  });
  if (prerequisite !== null) gates.push(prerequisiteGate(experiment, prerequisite, scope));
  if (shipped === null) gates.push(...held);
  if (layer !== null) gates.push(layerGate(layer, scope));
  return [...gates, ...splitGates(experiment)];
}

function checkShares({ salt, coverage, variants }: AssignableExperiment): void {
  let sum = 0;
  for (const { key, weight, reach = 1 } of variants) {
    check(typeof key === 'string' && isShare(weight) && isShare(reach));
    sum += weight;
  }
  const isWhole = Math.abs(sum - 1) <= WEIGHT_SUM_TOLERANCE;
  check(typeof salt === 'string' && isShare(coverage) && isWhole);
}

/** A forced unit gets its variant before anything else is asked. Where a unit is listed twice, the last place counts. */
function forcedGate({ salt, variants, forced = [] }: AssignableExperiment): Gate {
  const byHash = new Map<number, readonly { check: number | undefined; assignment: Assignment }[]>();
  for (const { hash, check, variant } of forced) {
    const assignment = presentByKey(variants, variant, 'FORCED');
    byHash.set(hash, [{ check, assignment }, ...(byHash.get(hash) ?? [])]);
  }
  const seed = seedFor(salt, 'forced');
  const checkSeed = seedFor(salt, 'forced-check');
  const find = (unit: string) =>
    byHash
      .get(murmur3(unit, seed))
      ?.find(({ check }) => check === undefined || check === murmur3(unit, checkSeed))?.assignment;
  return { ...giving('forced', find), seed };
}

/** Units that are remembered keep what they met, whatever has become of them. */
function keptGate({ key, run, variants }: AssignableExperiment): Gate {
  const assignments = new Map<string | undefined, Assignment>(
    present(variants, 'SPLIT').map((assignment) => [assignment.variant.key, assignment]),
  );
  return { ...giving('kept', (_, { kept }) => assignments.get(kept?.(key, run))), remembers: true };
}

/** Whether the unit is in one of the wanted variants of another experiment. */
function prerequisiteGate(experiment: AssignableExperiment, { variants }: Prerequisite, scope: Scope): Gate {
  const other = scope.prerequisite(experiment);
  check(other !== 'cycle');
  const wanted = new Set<string | undefined>(variants);
  return {
    ...refusing('prerequisite', 'PREREQUISITE_NOT_MET', (attributes, unit, moment) =>
      wanted.has(other?.assign(unit, attributes, moment).variant?.key),
    ),
    remembers: other?.remembers ?? false,
  };
}

/** Whether a holdout leaves the unit in. */
function holdoutGate(key: string, scope: Scope): Gate {
  const holdout = scope.holdouts.get(key);
  check(holdout !== undefined && isShare(holdout.share));
  const free: readonly HashRange[] = [[coverageBoundary(holdout.share), HASH_COUNT]];
  return { ...rangeGate('holdout', 'HELD_OUT', holdout.salt, () => free), key };
}

/** Whether the unit lies in the run's ranges of its layer. */
function layerGate({ key, ranges }: LayerPlace, scope: Scope): Gate {
  const salt = scope.layers.get(key)?.salt;
  check(salt !== undefined && ranges.every(isRange));
  return rangeGate('layer', 'NOT_IN_LAYER_RANGE', salt, () => ranges);
}

/** Does the unit take part? Which variant does it get? */
function splitGates({ salt, coverage, variants }: AssignableExperiment): readonly Gate[] {
  const seed = seedFor(salt, 'variant');
  const boundaries = variantBoundaries(variants.map(({ weight }) => weight));
  const draw = (unit: string) => rangeOf(boundaries, murmur3(unit, seed));
  // A variant without weight is never drawn.
  const covered = variants.map(({ weight, reach = 1 }) =>
    coverageBoundary(coverage * (weight > 0 ? reach : 1)),
  );
  const ranges = covered.map((to): readonly HashRange[] => [[0, to]]);
  // Where the same share of each variant's units takes part, the variant need not be drawn.
  const isEven = covered.every((to) => to === covered[0]);
  const assignments = present(variants, 'SPLIT');
  return [
    {
      ...rangeGate('coverage', 'NOT_COVERED', salt, (unit) => ranges[isEven ? 0 : draw(unit)] ?? []),
      isOpen: isEven && covered[0] === HASH_COUNT,
    },
    {
      step: 'variant',
      // Written out, because every assignment ends here.
      before: (next) => (unit, attributes, moment) =>
        assignments[rangeOf(boundaries, murmur3(unit, seed))] ?? next(unit, attributes, moment),
      seed,
      boundaries,
    },
  ];
}

function rangeGate<Step extends 'holdout' | 'layer' | 'coverage'>(
  step: Step,
  reason: AbsenceReason,
  salt: string,
  ranges: Ranged['ranges'],
): Ranged & { readonly step: Step; readonly before: Gate['before'] } {
  const seed = seedFor(salt, step);
  const isIn = (_: Attributes, unit: string) => {
    const hash = murmur3(unit, seed);
    for (const range of ranges(unit)) if (hash >= range[0] && hash < range[1]) return true;
    return false;
  };
  return { ...refusing(step, reason, isIn), seed, ranges };
}

/** A gate that gives a variant to those for whom it finds one. */
function giving<Step extends Gate['step']>(
  step: Step,
  find: (unit: string, moment: Moment) => Assignment | undefined,
): { readonly step: Step; readonly before: Gate['before'] } {
  return {
    step,
    before: (next) => (unit, attributes, moment) => find(unit, moment) ?? next(unit, attributes, moment),
  };
}

/** A gate that refuses, for this reason, whoever does not pass. */
function refusing<Step extends Gate['step']>(
  step: Step,
  reason: AbsenceReason,
  passes: (attributes: Attributes, unit: string, moment: Moment) => boolean,
): { readonly step: Step; readonly before: Gate['before'] } {
  const refusal = absent(reason);
  return {
    step,
    before: (next) => (unit, attributes, moment) =>
      passes(attributes, unit, moment) ? next(unit, attributes, moment) : refusal,
  };
}

/** One object a variant, made beforehand, so that an assignment allocates nothing. */
function present(variants: readonly AssignableVariant[], reason: VariantReason) {
  return variants.map((variant, variantIndex) => ({ reason, variantIndex, variant }));
}

function presentByKey(
  variants: readonly AssignableVariant[],
  key: string,
  reason: VariantReason,
): Assignment {
  const found = present(variants, reason).find(({ variant }) => variant.key === key);
  check(found !== undefined);
  return found;
}

export function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

export function isRange([from, to]: HashRange): boolean {
  return Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= HASH_COUNT;
}
