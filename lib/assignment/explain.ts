import type { Assignment, AssignmentReason, Moment } from './assignment';
import { rangeOf } from './buckets';
import type { CompiledExperiment } from './compile';
import type { HashRange } from './configuration';
import { explainTargeting, type TargetingStep } from './explain-targeting';
import type { Gate } from './gates';
import { findMalformation } from './malformation';
import { HASH_COUNT, murmur3 } from './murmur3';
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
  /** True on the step that decided. Later steps are listed for completeness. */
  readonly decides?: true;
};

export interface Explanation {
  readonly reason: AssignmentReason;
  readonly variantIndex: number | null;
  readonly trail: readonly ExplanationStep[];
}

/** What the steps of one evaluation have in common. */
interface Question {
  readonly compiled: CompiledExperiment;
  readonly unit: string;
  readonly attributes: Attributes;
  readonly moment: Moment;
}

/** A gate as it was asked: what it decided, and whether the unit has what the gate is about. */
type Asked<AnyGate = Gate> = AnyGate & { readonly outcome: Assignment | null; readonly passed: boolean };

/** Gates that decide by giving a variant; the others decide by refusing. */
const GIVING: ReadonlySet<Gate['step']> = new Set(['forced', 'shipped', 'kept', 'variant']);

/** What is asked after a gate that is asked alone. */
const nothing = () => null;

/**
 * The decision with its trail: the gates that `compiled.assign` asks, all of them, each with the rule or the bucket and hash that
 * it asked for. Those behind the one that decided are asked too, and change nothing. In no hurry: for people.
 */
export function explain(
  compiled: CompiledExperiment,
  unit: string,
  attributes: Attributes,
  moment: Moment,
): Explanation {
  const { experiment, scope, gates } = compiled;
  const trail: ExplanationStep[] = [];
  let decision: Assignment | null = null;
  for (const gate of gates) {
    const outcome = gate.before(nothing)(unit, attributes, moment);
    const passed = (outcome !== null) === GIVING.has(gate.step);
    const steps = stepsOf({ ...gate, outcome, passed }, { compiled, unit, attributes, moment });
    // The first of a gate's steps is the gate itself, the others are its parts.
    const isDeciding = decision === null && outcome !== null;
    trail.push(
      ...steps.map((step, index) => (isDeciding && index === 0 ? { ...step, decides: true as const } : step)),
    );
    decision ??= outcome;
  }
  if (decision === null) {
    const detail = findMalformation(experiment, scope) ?? 'a field is not of its type';
    trail.push({ step: 'configuration', passed: false, detail, decides: true });
  }
  const { reason, variantIndex } = decision ?? { reason: 'MALFORMED', variantIndex: null };
  return { reason, variantIndex, trail };
}

function stepsOf(asked: Asked, question: Question): readonly ExplanationStep[] {
  const { compiled, unit, attributes } = question;
  if (asked.step === 'targeting') {
    const { experiment, scope } = compiled;
    const steps: TargetingStep[] = [];
    explainTargeting(experiment.targeting, scope, attributes, steps);
    return steps;
  }
  const { passed } = asked;
  const detail = detailOf(asked, question);
  return 'seed' in asked
    ? [{ step: asked.step, passed, ...placeOf(asked, unit), detail }]
    : [{ step: asked.step, passed, detail }];
}

/** The unit's hash, and the range in which it lies or would have to lie. */
function placeOf(asked: Extract<Gate, { seed: number }>, unit: string) {
  const hash = murmur3(unit, asked.seed);
  const [from, to] = rangeFor(asked, unit, hash);
  return { hash, bucket: hash / HASH_COUNT, from: from / HASH_COUNT, to: to / HASH_COUNT };
}

function rangeFor(gate: Extract<Gate, { seed: number }>, unit: string, hash: number): HashRange {
  if (gate.step === 'forced') return [hash, hash + 1];
  if (gate.step === 'variant') {
    const index = rangeOf(gate.boundaries, hash);
    return [gate.boundaries[index - 1] ?? 0, gate.boundaries[index] ?? HASH_COUNT];
  }
  const ranges = gate.ranges(unit);
  return ranges.find(([from, to]) => hash >= from && hash < to) ?? ranges[0] ?? [0, 0];
}

function detailOf(asked: Exclude<Asked, { step: 'targeting' }>, question: Question): string {
  const { experiment, scope } = question.compiled;
  const { startsAt = null, endsAt = null, layer = null } = experiment;
  const given = asked.outcome?.variant?.key ?? '';
  const now = `now it is ${toIso(question.moment.nowMs)}`;
  switch (asked.step) {
    case 'forced':
      return asked.passed ? `forced into "${given}"` : 'not among the forced units';
    case 'shipped':
      return `everybody gets "${given}"`;
    case 'start':
      return `starts at ${toIso(startsAt ?? 0)}, ${now}`;
    case 'end':
      return `ends at ${toIso(endsAt ?? 0)}, ${now}`;
    case 'kept':
      return asked.passed ? `met "${given}" earlier and keeps it` : 'no earlier variant is remembered';
    case 'intake':
      return 'the intake is closed: nobody joins';
    case 'prerequisite':
      return prerequisiteDetail(question);
    case 'holdout':
      return `holdout "${asked.key}" keeps out a share of ${scope.holdouts.get(asked.key)?.share ?? 0}`;
    case 'layer': {
      const places = layer?.ranges.map(([from, to]) => `${share(from)} to ${share(to)}`).join(' and ') ?? '';
      return `layer "${layer?.key ?? ''}", in which the run holds ${places}`;
    }
    case 'coverage':
      return coverageDetail(question);
    case 'variant':
      return `variant "${given}"`;
  }
}

function prerequisiteDetail({ compiled: { experiment, scope }, unit, attributes, moment }: Question): string {
  const { experiment: key, variants } = experiment.prerequisite ?? { experiment: '', variants: [] };
  const other = scope.prerequisite(experiment);
  const wanted = variants.map((variant) => `"${variant}"`).join(' or ');
  if (other === null || other === 'cycle') return `has to meet ${wanted} of "${key}", which does not run`;
  const { variant } = other.assign(unit, attributes, moment);
  const found = variant === null ? 'meets none' : `meets "${variant.key}"`;
  return `has to meet ${wanted} of "${key}", and ${found}`;
}

/** Which variant is drawn matters for who takes part where the shares differ between them. */
function coverageDetail({ compiled: { experiment, gates }, unit, attributes, moment }: Question): string {
  const { coverage } = experiment;
  const drawn = gates.find(({ step }) => step === 'variant')?.before(nothing)(
    unit,
    attributes,
    moment,
  )?.variant;
  const { key = '', reach = 1 } = drawn ?? {};
  return reach === 1 ? `coverage ${coverage}` : `coverage ${coverage}, of which "${key}" takes ${reach}`;
}

const share = (boundary: number) => Number((boundary / HASH_COUNT).toPrecision(4));

/** Instants beyond what a Date holds are written as numbers. */
function toIso(instantMs: number): string {
  return Math.abs(instantMs) <= 8.64e15 ? new Date(instantMs).toISOString() : String(instantMs);
}
