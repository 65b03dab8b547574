import type { Assignment } from '../../lib/assignment/assignment';
import type { CompiledConfiguration } from '../../lib/assignment/compile-configuration';
import type { JsonValue } from '../../lib/assignment/configuration';
import type { Evaluation, EvaluationErrorCode, EvaluationReason, Override, Snapshot } from './evaluation';
import type { KeptVariants } from './kept-variants';
import type { ReadSubject } from './subject';

/** An evaluation before the default is filled in: `value` is undefined where that is the answer. */
export type Decision = Evaluation<JsonValue | undefined>;

/** What a client decides from; replaced, never changed. */
export interface Knowledge {
  readonly version: number;
  readonly compiled: CompiledConfiguration;
}

export function failure(errorCode: EvaluationErrorCode, errorMessage: string): Decision {
  return { value: undefined, variant: null, reason: 'ERROR', errorCode, errorMessage };
}

const REASONS: { readonly [reason in Assignment['reason']]?: EvaluationReason } = {
  SPLIT: 'SPLIT',
  FORCED: 'TARGETING_MATCH',
  SHIPPED: 'TARGETING_MATCH',
};

/** The variant by the configuration; may throw what the subject's attributes throw when they are looked at. */
export function decideByConfiguration(
  { compiled }: Knowledge,
  experiment: string,
  { unit, attributes }: ReadSubject,
  kept: KeptVariants,
): Decision {
  const found = compiled.experiments.get(experiment);
  if (found === undefined) {
    return compiled.inactive.has(experiment)
      ? { value: undefined, variant: null, reason: 'DISABLED' }
      : failure('FLAG_NOT_FOUND', 'There is no experiment of this key.');
  }
  const moment = {
    nowMs: Date.now(),
    kept: (key: string, run: number) => kept.find(key, run, unit),
  };
  const { reason, variant } = found.assign(unit, attributes, moment);
  const { run } = found.experiment;
  return variant === null
    ? { value: undefined, variant: null, reason: REASONS[reason] ?? 'DEFAULT', cause: reason, run }
    : { value: variant.value, variant: variant.key, reason: REASONS[reason] ?? 'DEFAULT', run };
}

/** A variant set by hand; undefined where its value is to be that of a variant which is not known. */
export function decideByOverride(
  override: Override,
  experiment: string,
  knowledge: Knowledge | null,
): Decision | undefined {
  const variants = knowledge?.compiled.experiments.get(experiment)?.experiment.variants;
  const value = override.value ?? variants?.find(({ key }) => key === override.variant)?.value;
  return value === undefined
    ? undefined
    : { value, variant: override.variant, reason: 'STATIC', cause: 'OVERRIDDEN' };
}

/** What the server evaluated for this unit, as long as nothing newer is known. */
export function decideBySnapshot(
  snapshot: Snapshot | null,
  experiment: string,
  unit: string,
  knowledge: Knowledge | null,
): Decision | undefined {
  if (snapshot?.unit !== unit || (knowledge !== null && knowledge.version > snapshot.version)) return undefined;
  if (!Object.hasOwn(snapshot.evaluations, experiment)) return undefined;
  const evaluation = snapshot.evaluations[experiment];
  if (evaluation === undefined) return undefined;
  return evaluation.variant === null ? { ...evaluation, value: undefined } : evaluation;
}
