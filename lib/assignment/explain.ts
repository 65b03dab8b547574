import type { AssignmentReason, Moment } from './assignment';
import { coverageBoundary, forcedHash, rangeOf, seedFor, variantBoundaries } from './buckets';
import type { CompiledExperiment } from './compile';
import type { AssignableExperiment } from './configuration';
import { explainTargeting, type TargetingStep } from './explain-targeting';
import { findMalformation } from './malformation';
import { HASH_COUNT, murmur3 } from './murmur3';
import type { Scope } from './scope';
import type { Attributes } from './targeting';

/** Where a unit's hash stands: what an analyst computes again in SQL. */
export interface BucketStep {
  readonly step: 'forced' | 'holdout' | 'layer' | 'coverage' | 'variant';
  readonly passed: boolean;
  /** 0 to 2^32 - 1. */
  readonly hash: number;
  /** The hash as a share of its range, 0 to 1: where the unit stands among all units. */
  readonly bucket: number;
  /** The shares between which `bucket` lies or would have to lie, the first included. */
  readonly from: number;
  readonly to: number;
  readonly detail: string;
}

/** One thing that was asked on the way to a decision, in the order in which it was asked. */
export type ExplanationStep =
  | TargetingStep
  | BucketStep
  | {
      readonly step: 'configuration' | 'start' | 'end' | 'kept' | 'intake' | 'shipped' | 'prerequisite';
      readonly passed: boolean;
      readonly detail: string;
    };

export interface Explanation {
  readonly reason: AssignmentReason;
  readonly variantIndex: number | null;
  readonly trail: readonly ExplanationStep[];
}

/** What the questions of one evaluation have in common. */
interface Question {
  readonly experiment: AssignableExperiment;
  readonly scope: Scope;
  readonly unit: string;
  readonly attributes: Attributes;
  readonly moment: Moment;
  readonly trail: ExplanationStep[];
}

type Outcome = Omit<Explanation, 'trail'>;

const absent = (reason: AssignmentReason): Outcome => ({ reason, variantIndex: null });

/**
 * The decision with its trail: every rule, passed or failed, each bucket and its hash. It comes to what
 * `compiled.assign` comes to, computed anew from the configuration and in no hurry: for people.
 */
export function explain(
  { experiment, scope }: CompiledExperiment,
  unit: string,
  attributes: Attributes,
  moment: Moment,
): Explanation {
  const trail: ExplanationStep[] = [];
  const detail = findMalformation(experiment, scope);
  if (detail !== null) {
    return { ...absent('MALFORMED'), trail: [{ step: 'configuration', passed: false, detail }] };
  }
  const question = { experiment, scope, unit, attributes, moment, trail };
  const outcome =
    askForced(question) ??
    askShipped(question) ??
    askTimes(question) ??
    askMemory(question) ??
    askTargeting(question) ??
    askPrerequisite(question) ??
    askHoldouts(question) ??
    askLayer(question) ??
    askSplit(question);
  return { ...outcome, trail };
}

function askForced({ experiment, unit, trail }: Question): Outcome | null {
  const { salt, variants, forced = [] } = experiment;
  if (forced.length === 0) return null;
  const hash = forcedHash(salt, unit);
  const found = forced.findLast((entry) => entry.hash === hash);
  const detail = found === undefined ? 'not among the forced units' : `forced into "${found.variant}"`;
  trail.push({ step: 'forced', passed: found !== undefined, ...place(hash, hash, hash + 1), detail });
  return found === undefined ? null : { reason: 'FORCED', variantIndex: indexOf(variants, found.variant) };
}

function askShipped(question: Question): Outcome | null {
  const { variants, shipped = null } = question.experiment;
  if (shipped === null) return null;
  const refusal = askHoldouts(question);
  if (refusal !== null) return refusal;
  question.trail.push({ step: 'shipped', passed: true, detail: `everybody gets "${shipped}"` });
  return { reason: 'SHIPPED', variantIndex: indexOf(variants, shipped) };
}

function askTimes({ experiment, moment: { nowMs }, trail }: Question): Outcome | null {
  const { startsAt = null, endsAt = null } = experiment;
  if (startsAt !== null) {
    const passed = nowMs >= startsAt;
    trail.push({ step: 'start', passed, detail: `starts at ${toIso(startsAt)}, now it is ${toIso(nowMs)}` });
    if (!passed) return absent('NOT_STARTED');
  }
  if (endsAt !== null) {
    const passed = nowMs < endsAt;
    trail.push({ step: 'end', passed, detail: `ends at ${toIso(endsAt)}, now it is ${toIso(nowMs)}` });
    if (!passed) return absent('ENDED');
  }
  return null;
}

function askMemory({ experiment, moment, trail }: Question): Outcome | null {
  const { key, run, variants, sticky = false, intake = 'open' } = experiment;
  if (!sticky && intake === 'open') return null;
  const kept = moment.kept?.(key, run);
  const variantIndex = kept === undefined ? -1 : indexOf(variants, kept);
  const passed = variantIndex >= 0;
  const detail = passed ? `met "${kept ?? ''}" earlier and keeps it` : 'no earlier variant is remembered';
  trail.push({ step: 'kept', passed, detail });
  if (passed) return { reason: 'SPLIT', variantIndex };
  if (intake === 'open') return null;
  trail.push({ step: 'intake', passed: false, detail: 'the intake is closed: nobody joins' });
  return absent('INTAKE_CLOSED');
}

function askTargeting({ experiment, scope, attributes, trail }: Question): Outcome | null {
  return explainTargeting(experiment.targeting, scope.audienceRules, attributes, trail)
    ? null
    : absent('NOT_TARGETED');
}

function askPrerequisite({ experiment, scope, unit, attributes, moment, trail }: Question): Outcome | null {
  const { prerequisite = null } = experiment;
  if (prerequisite === null) return null;
  const { experiment: key, variants } = prerequisite;
  const other = scope.prerequisite(experiment);
  const met = other === null || other === 'cycle' ? null : other.assign(unit, attributes, moment).variant;
  const passed = met !== null && variants.includes(met.key);
  const wanted = variants.map((variant) => `"${variant}"`).join(' or ');
  const found =
    other === null ? 'which does not run' : met === null ? 'and meets none' : `and meets "${met.key}"`;
  trail.push({ step: 'prerequisite', passed, detail: `has to meet ${wanted} of "${key}", ${found}` });
  return passed ? null : absent('PREREQUISITE_NOT_MET');
}

function askHoldouts({ experiment: { holdouts = [] }, scope, unit, trail }: Question): Outcome | null {
  for (const key of holdouts) {
    const { salt, share } = scope.holdouts.get(key) ?? { salt: '', share: 1 };
    const hash = murmur3(unit, seedFor(salt, 'holdout'));
    const boundary = coverageBoundary(share);
    const passed = hash >= boundary;
    const detail = `holdout "${key}" keeps out a share of ${share}`;
    trail.push({ step: 'holdout', passed, ...place(hash, boundary, HASH_COUNT), detail });
    if (!passed) return absent('HELD_OUT');
  }
  return null;
}

function askLayer({ experiment: { layer = null }, scope, unit, trail }: Question): Outcome | null {
  if (layer === null) return null;
  const hash = murmur3(unit, seedFor(scope.layers.get(layer.key)?.salt ?? '', 'layer'));
  const range = layer.ranges.find(([from, to]) => hash >= from && hash < to);
  const detail = `layer "${layer.key}", in which the run holds ${layer.ranges
    .map(([from, to]) => `${share(from)} to ${share(to)}`)
    .join(' and ')}`;
  const [from, to] = range ?? layer.ranges[0] ?? [0, 0];
  trail.push({ step: 'layer', passed: range !== undefined, ...place(hash, from, to), detail });
  return range === undefined ? absent('NOT_IN_LAYER_RANGE') : null;
}

/** Coverage first, as people think of it; which variant's share has to cover the unit is known by then all the same. */
function askSplit({ experiment: { salt, coverage, variants }, unit, trail }: Question): Outcome {
  const variantHash = murmur3(unit, seedFor(salt, 'variant'));
  const boundaries = variantBoundaries(variants.map((variant) => variant.weight));
  const variantIndex = rangeOf(boundaries, variantHash);
  const { key = '', reach = 1 } = variants[variantIndex] ?? {};
  const coverageHash = murmur3(unit, seedFor(salt, 'coverage'));
  const boundary = coverageBoundary(coverage * reach);
  const passed = coverageHash < boundary;
  const detail =
    reach === 1 ? `coverage ${coverage}` : `coverage ${coverage}, of which "${key}" takes ${reach}`;
  trail.push({ step: 'coverage', passed, ...place(coverageHash, 0, boundary), detail });
  if (!passed) return absent('NOT_COVERED');
  const [from, to] = [boundaries[variantIndex - 1] ?? 0, boundaries[variantIndex] ?? HASH_COUNT];
  trail.push({ step: 'variant', passed, ...place(variantHash, from, to), detail: `variant "${key}"` });
  return { reason: 'SPLIT', variantIndex };
}

function place(hash: number, from: number, to: number) {
  return { hash, bucket: hash / HASH_COUNT, from: from / HASH_COUNT, to: to / HASH_COUNT };
}

function indexOf(variants: AssignableExperiment['variants'], key: string): number {
  return variants.findIndex((variant) => variant.key === key);
}

const share = (boundary: number) => Number((boundary / HASH_COUNT).toPrecision(4));

/** Instants beyond what a Date can say are told as they are. */
function toIso(instantMs: number): string {
  return Math.abs(instantMs) <= 8.64e15 ? new Date(instantMs).toISOString() : String(instantMs);
}
