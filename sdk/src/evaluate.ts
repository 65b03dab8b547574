import type { JsonValue } from '../../lib/assignment/configuration';
import type { ClientState } from './client-state';
import { decideByConfiguration, decideByOverride, decideBySnapshot, failure, type Decision } from './decide';
import { messageOf, type Report } from './errors';
import type { Evaluation, Override, Snapshot, Subject, Widened } from './evaluation';
import type { LogExposure } from './exposures';
import type { KeptVariants } from './kept-variants';
import { readSubject, SubjectError, type ReadSubject } from './subject';

export interface EvaluateOptions {
  readonly state: ClientState;
  readonly kept: KeptVariants;
  readonly expose: LogExposure;
  readonly report: Report;
  readonly snapshot: Snapshot | null;
  readonly overrides: { readonly [experiment: string]: Override };
}

export interface DecideAndExpose {
  readonly evaluate: <Value extends JsonValue>(
    experiment: string,
    defaultValue: Value,
    subject: Subject,
  ) => Evaluation<Widened<Value>>;
  readonly snapshot: (subject: Subject) => Snapshot;
  readonly override: (experiment: string, override: Override | null) => void;
}

export function createEvaluate(options: EvaluateOptions): DecideAndExpose {
  const { state, kept, expose, report, snapshot } = options;
  const overrides = new Map(Object.entries(options.overrides));

  const decide = (experiment: string, subject: ReadSubject): Decision => {
    const knowledge = state.knowledge();
    return (
      decideBySnapshot(snapshot, experiment, subject.unit, knowledge) ??
      (knowledge === null
        ? failure('PROVIDER_NOT_READY', 'There is no configuration yet.')
        : decideByConfiguration(knowledge, experiment, subject, kept))
    );
  };

  const decideAndExpose = (experiment: string, defaultValue: unknown, given: unknown): Decision => {
    const override = overrides.get(experiment);
    const overridden = override && decideByOverride(override, experiment, state.knowledge());
    const subject = overridden ? null : readSubject(given);
    const decision = overridden ?? (subject === null ? failure('GENERAL', '') : decide(experiment, subject));
    const { value, variant, reason, run } = decision;
    if (value === undefined) return decision;
    if (!isLike(value, defaultValue)) {
      return failure('TYPE_MISMATCH', `The value is ${nameOf(value)}, the default ${nameOf(defaultValue)}.`);
    }
    if (subject?.isExposed === true && reason === 'SPLIT' && variant !== null && run !== undefined) {
      expose({ experiment, run, variant, unit: subject.unit, attributes: subject.attributes });
    }
    return decision;
  };

  const guarded = (work: () => Decision): Decision => {
    try {
      return work();
    } catch (error) {
      // What a subject throws when it is looked at is a fault of the subject.
      const code = error instanceof SubjectError ? error.code : 'INVALID_CONTEXT';
      report('INVALID_CONTEXT', messageOf(error), error);
      return failure(code, messageOf(error));
    }
  };

  return {
    evaluate: (experiment, defaultValue, subject) =>
      withDefault(
        guarded(() => decideAndExpose(experiment, defaultValue, subject)),
        defaultValue,
      ),
    snapshot: (given) => {
      const knowledge = state.knowledge();
      const version = knowledge?.version ?? 0;
      try {
        const subject = readSubject(given);
        const keys = [...(knowledge?.compiled.experiments.keys() ?? [])];
        const evaluations = keys.map((key) => [key, withDefault(guarded(() => decide(key, subject)), null)]);
        return { version, unit: subject.unit, evaluations: Object.fromEntries(evaluations) };
      } catch (error) {
        report('INVALID_CONTEXT', messageOf(error), error);
        return { version, unit: '', evaluations: {} };
      }
    },
    override: (experiment, override) => {
      if (override === null) overrides.delete(experiment);
      else overrides.set(experiment, override);
      state.emit({ type: 'changed', experiments: [experiment] });
    },
  };
}

/** The evaluation as the caller gets it: without a value of the default's kind, the default. */
function withDefault<Value extends JsonValue>(
  { value, ...rest }: Decision,
  defaultValue: Value,
): Evaluation<Widened<Value>> {
  return { ...rest, value: isLike(value, defaultValue) ? value : defaultValue };
}

/** Whether code that was written for the default can work with the value. Null as default stands for any. */
function isLike<Value>(value: unknown, defaultValue: Value): value is Widened<Value> {
  if (value === undefined) return false;
  return defaultValue === null || defaultValue === undefined || nameOf(value) === nameOf(defaultValue);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}
