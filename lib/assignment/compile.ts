import type { Assign, Assignment, VariantReason } from './assignment';
import { coverageBoundary, rangeOf, seedFor, variantBoundaries } from './buckets';
import { compileTargeting } from './compile-targeting';
import type { AssignableExperiment, AssignableVariant } from './configuration';
import { absent, holdoutGate, isShare, layerGate, Malformed, prerequisiteGate } from './gates';
import { WEIGHT_SUM_TOLERANCE } from './limits';
import { HASH_COUNT, murmur3 } from './murmur3';
import type { Scope } from './scope';

export interface CompiledExperiment {
  readonly experiment: AssignableExperiment;
  /** What the experiment refers to, for `explain`. */
  readonly scope: Scope;
  readonly assign: Assign;
  /** Whether the answer may depend on `moment.kept`: only then is a caller's memory worth asking. */
  readonly remembers: boolean;
  /** Whether every unit gets the shipped variant, whoever it is: no holdout keeps any out, and none is forced. */
  readonly isStatic: boolean;
}

const MALFORMED = absent('MALFORMED');
const NOT_TARGETED = absent('NOT_TARGETED');
const NOT_COVERED = absent('NOT_COVERED');
const NOT_STARTED = absent('NOT_STARTED');
const ENDED = absent('ENDED');
const INTAKE_CLOSED = absent('INTAKE_CLOSED');

/**
 * An experiment as closures: everything that does not depend on the unit is computed here, once, and what an
 * experiment does not use is not asked. A malformed experiment compiles too, to one that assigns nobody, so that it
 * cannot take others down with it; whatever the configuration holds, this does not throw.
 */
export function compile(experiment: AssignableExperiment, scope: Scope): CompiledExperiment {
  try {
    const split = splitting(experiment, scope);
    const assign = forcing(
      experiment,
      shipping(experiment, scope, timing(experiment, keeping(experiment, split))),
    );
    const { shipped = null, holdouts = [], forced = [] } = experiment;
    const isStatic = shipped !== null && holdouts.length + forced.length === 0;
    return { experiment, scope, assign, remembers: isRemembering(experiment, scope), isStatic };
  } catch {
    return { experiment, scope, assign: () => MALFORMED, remembers: false, isStatic: false };
  }
}

function isRemembering(experiment: AssignableExperiment, scope: Scope): boolean {
  const { sticky, intake } = experiment;
  const other = scope.prerequisite(experiment);
  return sticky === true || intake === 'closed' || (other !== null && other !== 'cycle' && other.remembers);
}

/** The randomisation: eligible? taking part? which variant? */
function splitting(experiment: AssignableExperiment, scope: Scope): Assign {
  const { salt, variants } = experiment;
  checkShares(experiment);
  const isTargeted = compileTargeting(experiment.targeting, scope.audiences);
  if (isTargeted === null || typeof salt !== 'string') throw new Malformed();
  const gates = [
    prerequisiteGate(experiment, scope),
    holdoutGate(experiment, scope),
    layerGate(experiment, scope),
  ].filter((gate) => gate !== null);
  const coverageSeed = seedFor(salt, 'coverage');
  const variantSeed = seedFor(salt, 'variant');
  const boundaries = variantBoundaries(variants.map((variant) => variant.weight));
  const covered = variants.map(({ reach = 1 }) => coverageBoundary(experiment.coverage * reach));
  const everybodyCovered = covered.every((boundary) => boundary === HASH_COUNT);
  // One object a variant, made beforehand, so that an assignment allocates nothing.
  const assignments = variants.map((_, index) => present(variants, index, 'SPLIT'));
  return (unit, attributes, moment) => {
    if (!isTargeted(attributes)) return NOT_TARGETED;
    for (const gate of gates) {
      const refusal = gate(unit, attributes, moment);
      if (refusal !== null) return refusal;
    }
    const index = rangeOf(boundaries, murmur3(unit, variantSeed));
    if (!everybodyCovered && murmur3(unit, coverageSeed) >= (covered[index] ?? 0)) return NOT_COVERED;
    return assignments[index] ?? MALFORMED;
  };
}

function checkShares({ coverage, variants }: AssignableExperiment): void {
  let sum = 0;
  for (const { key, weight, reach = 1 } of variants) {
    if (typeof key !== 'string' || !isShare(weight) || !isShare(reach)) throw new Malformed();
    sum += weight;
  }
  if (!isShare(coverage) || !(Math.abs(sum - 1) <= WEIGHT_SUM_TOLERANCE)) throw new Malformed();
}

/** Units that are remembered keep what they met, whatever has become of them; others join while the intake is open. */
function keeping({ key, run, variants, sticky, intake }: AssignableExperiment, inner: Assign): Assign {
  const isClosed = intake === 'closed';
  if (sticky !== true && !isClosed) return inner;
  const assignments = new Map<string | undefined, Assignment>(
    variants.map((variant, index) => [variant.key, present(variants, index, 'SPLIT')]),
  );
  return (unit, attributes, moment) =>
    assignments.get(moment.kept?.(key, run)) ?? (isClosed ? INTAKE_CLOSED : inner(unit, attributes, moment));
}

/** Nobody is assigned before the start, and nobody from the end on. */
function timing({ startsAt = null, endsAt = null }: AssignableExperiment, inner: Assign): Assign {
  if (startsAt === null && endsAt === null) return inner;
  if (!isInstant(startsAt) || !isInstant(endsAt)) throw new Malformed();
  // A clock that says NaN is neither before nor after anything, and assigns nobody.
  return (unit, attributes, moment) => {
    if (startsAt !== null && !(moment.nowMs >= startsAt)) return NOT_STARTED;
    return endsAt !== null && !(moment.nowMs < endsAt) ? ENDED : inner(unit, attributes, moment);
  };
}

const isInstant = (value: number | null) => value === null || typeof value === 'number';

/** Everybody gets the shipped variant; only a holdout still keeps its units out, or it would measure nothing. */
function shipping(experiment: AssignableExperiment, scope: Scope, inner: Assign): Assign {
  const { variants, shipped = null } = experiment;
  if (shipped === null) return inner;
  const assignment = presentByKey(variants, shipped, 'SHIPPED');
  const isHeldOut = holdoutGate(experiment, scope);
  if (isHeldOut === null) return () => assignment;
  return (unit, attributes, moment) => isHeldOut(unit, attributes, moment) ?? assignment;
}

/** A forced unit gets its variant before anything else is asked. Where a unit is listed twice, the last place counts. */
function forcing({ salt, variants, forced = [] }: AssignableExperiment, inner: Assign): Assign {
  if (forced.length === 0) return inner;
  const entries = forced
    .map(({ hash, check, variant }) => ({
      hash,
      check,
      assignment: presentByKey(variants, variant, 'FORCED'),
    }))
    .reverse();
  const hashes = new Set(entries.map(({ hash }) => hash));
  const seed = seedFor(salt, 'forced');
  const checkSeed = seedFor(salt, 'forced-check');
  return (unit, attributes, moment) => {
    const unitHash = murmur3(unit, seed);
    if (!hashes.has(unitHash)) return inner(unit, attributes, moment);
    const unitCheck = murmur3(unit, checkSeed);
    const found = entries.find(({ hash, check = unitCheck }) => hash === unitHash && check === unitCheck);
    return found?.assignment ?? inner(unit, attributes, moment);
  };
}

function presentByKey(
  variants: readonly AssignableVariant[],
  key: string,
  reason: VariantReason,
): Assignment {
  const index = variants.findIndex((variant) => variant.key === key);
  return present(variants, index, reason);
}

function present(
  variants: readonly AssignableVariant[],
  variantIndex: number,
  reason: VariantReason,
): Assignment {
  const variant = variants[variantIndex];
  if (variant === undefined) throw new Malformed();
  return { reason, variantIndex, variant };
}
