import type { JsonValue } from '../../lib/assignment/configuration';
import type { Attributes } from '../../lib/assignment/targeting';
import type { Evaluation, EvaluationErrorCode, Override, Snapshot } from './evaluation';
import type { Memory } from './memory';
import type { Knowledge } from './state';

/** An evaluation before the default is filled in: `value` is undefined where that is the answer. */
export type Decision = Evaluation<JsonValue | undefined>;

const NO_VARIANT = { value: undefined, variant: null } as const;

export function failure(errorCode: EvaluationErrorCode, errorMessage?: string): Decision {
  return { ...NO_VARIANT, reason: 'ERROR', errorCode, errorMessage };
}

/** The variant by the configuration; may throw what the attributes throw when they are looked at. */
export function decideByConfiguration(
  knowledge: Knowledge | undefined,
  experiment: string,
  unit: string,
  attributes: Attributes,
  memory: Memory,
): Decision {
  if (knowledge === undefined) return failure('PROVIDER_NOT_READY');
  const { experiments, inactive } = knowledge.compiled;
  const found = experiments.get(experiment);
  if (found === undefined) {
    return inactive.has(experiment) ? { ...NO_VARIANT, reason: 'DISABLED' } : failure('FLAG_NOT_FOUND');
  }
  const { run } = found.experiment;
  const { reason: cause, variant } = found.assign(unit, attributes, {
    nowMs: Date.now(),
    kept: (key, ofRun) => memory.find(key, ofRun, unit),
  });
  if (variant === null) return { ...NO_VARIANT, reason: 'DEFAULT', cause, run };
  const met = { value: variant.value, variant: variant.key, run };
  return cause === 'SPLIT' ? { ...met, reason: cause } : { ...met, reason: 'TARGETING_MATCH', cause };
}

/** A variant set by hand; undefined where its value is to be that of a variant which is not known. */
export function decideByOverride(
  { variant, value: given }: Override,
  experiment: string,
  knowledge: Knowledge | undefined,
): Decision | undefined {
  const variants = knowledge?.compiled.experiments.get(experiment)?.experiment.variants;
  const value = given === undefined ? variants?.find(({ key }) => key === variant)?.value : given;
  return value === undefined ? undefined : { value, variant, reason: 'STATIC' };
}

/** What the server evaluated for this unit, as long as nothing newer is known. */
export function decideBySnapshot(
  snapshot: Snapshot | undefined,
  experiment: string,
  unit: string,
  knowledge: Knowledge | undefined,
): Decision | undefined {
  if (snapshot?.unit !== unit || (knowledge?.configuration.version ?? 0) > snapshot.version) return undefined;
  const { evaluations } = snapshot;
  const evaluation = Object.hasOwn(evaluations, experiment) ? evaluations[experiment] : undefined;
  return evaluation?.variant === null ? { ...evaluation, ...NO_VARIANT } : evaluation;
}
