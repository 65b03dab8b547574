import type { JsonValue } from '../../lib/assignment/configuration';
import type { CompiledExperiment } from '../../lib/assignment/compile';
import { hasOwn, type Attributes } from '../../lib/assignment/targeting';
import type { Evaluation, EvaluationErrorCode, Override, Snapshot } from './evaluation';
import type { Memory } from './memory';
import type { Knowledge } from './state';

// One object is made for each evaluation, by one literal: spreading objects together costs more than the assignment does.

export function failure<Value>(
  value: Value,
  errorCode: EvaluationErrorCode,
  errorMessage?: string,
): Evaluation<Value> {
  return { value, variant: null, reason: 'ERROR', errorCode, errorMessage };
}

/** The variant by the configuration; may throw what the attributes throw when they are looked at. */
export function decideByConfiguration(
  knowledge: Knowledge | undefined,
  experiment: string,
  defaultValue: JsonValue,
  unit: string,
  attributes: Attributes,
  memory: Memory,
): Evaluation {
  if (!knowledge) return failure(defaultValue, 'PROVIDER_NOT_READY');
  const { experiments, inactive } = knowledge.compiled;
  const found = experiments.get(experiment);
  if (!found) {
    if (!inactive.has(experiment)) return failure(defaultValue, 'FLAG_NOT_FOUND');
    return { value: defaultValue, variant: null, reason: 'DISABLED' };
  }
  const { run, defaultVariant } = found.experiment;
  const { reason, variant } = found.assign(unit, attributes, {
    nowMs: Date.now(),
    kept: (key, ofRun) => memory.find(key, ofRun, unit),
  });
  const isSplit = reason === 'SPLIT';
  return {
    value: variant ? variant.value : (valueOf(found, defaultVariant) ?? defaultValue),
    variant: variant?.key ?? null,
    reason: variant ? (isSplit ? reason : found.isStatic ? 'STATIC' : 'TARGETING_MATCH') : 'DEFAULT',
    cause: isSplit ? undefined : reason,
    run,
  };
}

const valueOf = (found: CompiledExperiment | undefined, wanted: string | null | undefined) =>
  found?.experiment.variants.find(({ key }) => key === wanted)?.value;

/** A variant set by hand; undefined where its value is to be that of a variant which is not known. */
export function decideByOverride(
  { variant, value: given }: Override,
  experiment: string,
  knowledge: Knowledge | undefined,
): Evaluation | undefined {
  const value =
    given === undefined ? valueOf(knowledge?.compiled.experiments.get(experiment), variant) : given;
  return value === undefined ? undefined : { value, variant, reason: 'STATIC' };
}

/** What the server evaluated for this unit, as long as nothing newer is known. No variant has the value null: it stands for the default in the code. */
export function decideBySnapshot(
  snapshot: Snapshot | undefined,
  experiment: string,
  defaultValue: JsonValue,
  unit: string,
  knowledge: Knowledge | undefined,
): Evaluation | undefined {
  if (snapshot?.unit !== unit || (knowledge?.configuration.version ?? 0) > snapshot.version) return undefined;
  const { evaluations } = snapshot;
  const evaluation = hasOwn(evaluations, experiment) ? evaluations[experiment] : undefined;
  return evaluation && { ...evaluation, value: evaluation.value ?? defaultValue };
}
