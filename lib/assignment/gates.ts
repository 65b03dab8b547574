import type { AbsenceReason, Assignment, Moment } from './assignment';
import { coverageBoundary, seedFor } from './buckets';
import type { AssignableExperiment, HashRange } from './configuration';
import { HASH_COUNT, murmur3 } from './murmur3';
import type { Scope } from './scope';
import type { Attributes } from './targeting';

/** Why the unit may not take part, or null when it may. */
type Gate = (unit: string, attributes: Attributes, moment: Moment) => Assignment | null;

export const absent = (reason: AbsenceReason): Assignment => ({ reason, variantIndex: null, variant: null });

const HELD_OUT = absent('HELD_OUT');
const NOT_IN_LAYER_RANGE = absent('NOT_IN_LAYER_RANGE');
const PREREQUISITE_NOT_MET = absent('PREREQUISITE_NOT_MET');

/** Thrown within this room alone: the experiment cannot be assigned, and `compile` turns it into one that assigns nobody. */
export class Malformed extends Error {}

/** Whether a holdout keeps the unit out; null where there is no holdout to ask. */
export function holdoutGate({ holdouts = [] }: AssignableExperiment, scope: Scope): Gate | null {
  if (holdouts.length === 0) return null;
  const held = holdouts.map((key) => {
    const holdout = scope.holdouts.get(key);
    if (holdout === undefined || !isShare(holdout.share)) throw new Malformed();
    return { seed: seedFor(holdout.salt, 'holdout'), boundary: coverageBoundary(holdout.share) };
  });
  return (unit) => {
    for (const { seed, boundary } of held) if (murmur3(unit, seed) < boundary) return HELD_OUT;
    return null;
  };
}

/** Whether the unit lies in the run's ranges of its layer; null without a layer. */
export function layerGate({ layer = null }: AssignableExperiment, scope: Scope): Gate | null {
  if (layer === null) return null;
  const salt = scope.layers.get(layer.key)?.salt;
  if (salt === undefined || !layer.ranges.every(isRange)) throw new Malformed();
  const seed = seedFor(salt, 'layer');
  const { ranges } = layer;
  return (unit) => {
    const hash = murmur3(unit, seed);
    for (const range of ranges) if (hash >= range[0] && hash < range[1]) return null;
    return NOT_IN_LAYER_RANGE;
  };
}

/** Whether the unit is in one of the wanted variants of another experiment; null without a prerequisite. */
export function prerequisiteGate(experiment: AssignableExperiment, scope: Scope): Gate | null {
  const { prerequisite = null } = experiment;
  if (prerequisite === null) return null;
  const other = scope.prerequisite(experiment);
  if (other === 'cycle') throw new Malformed();
  const wanted = new Set(prerequisite.variants);
  return (unit, attributes, moment) => {
    const met = other?.assign(unit, attributes, moment).variant?.key;
    return met !== undefined && wanted.has(met) ? null : PREREQUISITE_NOT_MET;
  };
}

export function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

export function isRange([from, to]: HashRange): boolean {
  return Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= HASH_COUNT;
}
