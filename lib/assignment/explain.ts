import type { AssignmentReason, Moment } from './assignment';
import { coverageBoundary, forcedHashes, rangeOf, seedFor, variantBoundaries } from './buckets';
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

/** One thing that is asked on the way to a decision, in the order in which it is asked. */
export type ExplanationStep = (
  | TargetingStep
  | BucketStep
  | {
      readonly step: 'configuration' | 'start' | 'end' | 'kept' | 'intake' | 'shipped' | 'prerequisite';
      readonly passed: boolean;
      readonly detail: string;
    }
) & {
  /** The one step that the decision is due to. Those after it are told all the same, and changed nothing. */
  readonly decides?: true;
};

export interface Explanation {
  readonly reason: AssignmentReason;
  readonly variantIndex: number | null;
  readonly trail: readonly ExplanationStep[];
}

type Outcome = Omit<Explanation, 'trail'>;

/** What the questions of one evaluation have in common. */
interface Question {
  readonly experiment: AssignableExperiment;
  readonly scope: Scope;
  readonly unit: string;
  readonly attributes: Attributes;
  readonly moment: Moment;
  /** Adds a step; the first that comes with an outcome decides. */
  readonly tell: (step: ExplanationStep, outcome?: Outcome | false) => void;
}

const absent = (reason: AssignmentReason): Outcome => ({ reason, variantIndex: null });

const QUESTIONS: readonly ((question: Question) => void)[] = [
  askForced,
  askShipped,
  askTimes,
  askMemory,
  askTargeting,
  askPrerequisite,
  askHoldouts,
  askLayer,
  askSplit,
];

/**
 * The decision with its trail: every rule, passed or failed, each bucket and its hash, also those that an evaluation need not ask
 * any more. It comes to what `compiled.assign` comes to, computed anew from the configuration and in no hurry: for people.
 */
export function explain(
  { experiment, scope }: CompiledExperiment,
  unit: string,
  attributes: Attributes,
  moment: Moment,
): Explanation {
  const trail: ExplanationStep[] = [];
  let decision: Outcome | undefined;
  const tell: Question['tell'] = (step, outcome = false) => {
    const decides = outcome !== false && decision === undefined;
    if (decides) decision = outcome;
    trail.push(decides ? { ...step, decides } : step);
  };
  const detail = findMalformation(experiment, scope);
  if (detail !== null) tell({ step: 'configuration', passed: false, detail }, absent('MALFORMED'));
  else for (const ask of QUESTIONS) ask({ experiment, scope, unit, attributes, moment, tell });
  return { ...(decision ?? absent('MALFORMED')), trail };
}

function askForced({ experiment, unit, tell }: Question): void {
  const { salt, variants, forced = [] } = experiment;
  if (forced.length === 0) return;
  const { hash, check: unitCheck } = forcedHashes(salt, unit);
  const found = forced
    .filter((entry) => entry.hash === hash)
    .filter(({ check = unitCheck }) => check === unitCheck)
    .pop();
  const detail = found === undefined ? 'not among the forced units' : `forced into "${found.variant}"`;
  tell(
    { step: 'forced', passed: found !== undefined, ...place(hash, hash, hash + 1), detail },
    found !== undefined && { reason: 'FORCED', variantIndex: indexOf(variants, found.variant) },
  );
}

function askShipped(question: Question): void {
  const { variants, shipped = null } = question.experiment;
  if (shipped === null) return;
  tellHoldouts(question);
  question.tell(
    { step: 'shipped', passed: true, detail: `everybody gets "${shipped}"` },
    { reason: 'SHIPPED', variantIndex: indexOf(variants, shipped) },
  );
}

function askTimes({ experiment, moment: { nowMs }, tell }: Question): void {
  const { startsAt = null, endsAt = null } = experiment;
  const now = `now it is ${toIso(nowMs)}`;
  if (startsAt !== null) {
    const passed = nowMs >= startsAt;
    const detail = `starts at ${toIso(startsAt)}, ${now}`;
    tell({ step: 'start', passed, detail }, !passed && absent('NOT_STARTED'));
  }
  if (endsAt !== null) {
    const passed = nowMs < endsAt;
    tell({ step: 'end', passed, detail: `ends at ${toIso(endsAt)}, ${now}` }, !passed && absent('ENDED'));
  }
}

function askMemory({ experiment, moment, tell }: Question): void {
  const { key, run, variants, sticky = false, intake = 'open' } = experiment;
  if (!sticky && intake === 'open') return;
  const kept = moment.kept?.(key, run);
  const variantIndex = kept === undefined ? -1 : indexOf(variants, kept);
  const passed = variantIndex >= 0;
  const detail = passed ? `met "${kept ?? ''}" earlier and keeps it` : 'no earlier variant is remembered';
  tell({ step: 'kept', passed, detail }, passed && { reason: 'SPLIT', variantIndex });
  if (intake === 'open') return;
  const closed = 'the intake is closed: nobody joins';
  tell({ step: 'intake', passed: false, detail: closed }, absent('INTAKE_CLOSED'));
}

function askTargeting({ experiment, scope, attributes, tell }: Question): void {
  const steps: TargetingStep[] = [];
  const passed = explainTargeting(experiment.targeting, scope.audienceRules, attributes, steps);
  // The first is the whole rule.
  for (const [index, step] of steps.entries()) tell(step, index === 0 && !passed && absent('NOT_TARGETED'));
}

function askPrerequisite({ experiment, scope, unit, attributes, moment, tell }: Question): void {
  const { prerequisite = null } = experiment;
  if (prerequisite === null) return;
  const { experiment: key, variants } = prerequisite;
  const other = scope.prerequisite(experiment);
  const met = other === null || other === 'cycle' ? null : other.assign(unit, attributes, moment).variant;
  const passed = met !== null && variants.includes(met.key);
  const wanted = variants.map((variant) => `"${variant}"`).join(' or ');
  const found =
    other === null ? 'which does not run' : met === null ? 'and meets none' : `and meets "${met.key}"`;
  const detail = `has to meet ${wanted} of "${key}", ${found}`;
  tell({ step: 'prerequisite', passed, detail }, !passed && absent('PREREQUISITE_NOT_MET'));
}

/** Those of an experiment that is shipped are asked before it is. */
function askHoldouts(question: Question): void {
  if ((question.experiment.shipped ?? null) === null) tellHoldouts(question);
}

function tellHoldouts({ experiment: { holdouts = [] }, scope, unit, tell }: Question): void {
  for (const key of holdouts) {
    const { salt, share } = scope.holdouts.get(key) ?? { salt: '', share: 1 };
    const hash = murmur3(unit, seedFor(salt, 'holdout'));
    const boundary = coverageBoundary(share);
    const passed = hash >= boundary;
    const detail = `holdout "${key}" keeps out a share of ${share}`;
    const step = { step: 'holdout', passed, ...place(hash, boundary, HASH_COUNT), detail } as const;
    tell(step, !passed && absent('HELD_OUT'));
  }
}

function askLayer({ experiment: { layer = null }, scope, unit, tell }: Question): void {
  if (layer === null) return;
  const hash = murmur3(unit, seedFor(scope.layers.get(layer.key)?.salt ?? '', 'layer'));
  const range = layer.ranges.find(([from, to]) => hash >= from && hash < to);
  const detail = `layer "${layer.key}", in which the run holds ${layer.ranges
    .map(([from, to]) => `${share(from)} to ${share(to)}`)
    .join(' and ')}`;
  const [from, to] = range ?? layer.ranges[0] ?? [0, 0];
  const passed = range !== undefined;
  tell({ step: 'layer', passed, ...place(hash, from, to), detail }, !passed && absent('NOT_IN_LAYER_RANGE'));
}

/** Coverage first, as people think of it; which variant's share has to cover the unit is known by then all the same. */
function askSplit({ experiment: { salt, coverage, variants }, unit, tell }: Question): void {
  const variantHash = murmur3(unit, seedFor(salt, 'variant'));
  const boundaries = variantBoundaries(variants.map((variant) => variant.weight));
  const variantIndex = rangeOf(boundaries, variantHash);
  const { key = '', reach = 1 } = variants[variantIndex] ?? {};
  const coverageHash = murmur3(unit, seedFor(salt, 'coverage'));
  const boundary = coverageBoundary(coverage * reach);
  const passed = coverageHash < boundary;
  const detail =
    reach === 1 ? `coverage ${coverage}` : `coverage ${coverage}, of which "${key}" takes ${reach}`;
  tell(
    { step: 'coverage', passed, ...place(coverageHash, 0, boundary), detail },
    !passed && absent('NOT_COVERED'),
  );
  const [from, to] = [boundaries[variantIndex - 1] ?? 0, boundaries[variantIndex] ?? HASH_COUNT];
  tell(
    { step: 'variant', passed: true, ...place(variantHash, from, to), detail: `variant "${key}"` },
    { reason: 'SPLIT', variantIndex },
  );
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
