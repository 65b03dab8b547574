import type { JsonValue } from '../../lib/assignment/configuration';
import { isRecord, type Attributes } from '../../lib/assignment/targeting';
import type { Core } from './core';
import { decideByConfiguration, decideByOverride, decideBySnapshot, failure } from './decide';
import { messageOf } from './errors';
import type { DefaultValue, Evaluation, Exposure, Override, Subject, Widened } from './evaluation';
import { checkKind, isLike } from './kind';
import type { Memory } from './memory';
import { newId } from './new-id';
import type { Outbox } from './outbox';
import { asSent, storableUserAgent, toPlainObject } from './plain-json';
import type { State } from './state';
import { problemOfUnit } from './subject';

/** The part of a client that answers. */
export interface Evaluator {
  /**
   * The value for the subject: of its variant, or `defaultValue` with the reason why. Null as default accepts any value.
   * Meeting a variant is recorded once for each unit and run, unless `subject.expose` is false.
   */
  readonly evaluate: <Value extends DefaultValue>(
    experiment: string,
    defaultValue: Value,
    subject: Subject,
  ) => Evaluation<Widened<Value>>;
  /** Sets a variant by hand, or with null no longer. */
  readonly override: (experiment: string, override: Override | null) => void;
}

/** Override, snapshot, configuration: the first that has an answer gives it; and a unit that was randomised has met it. */
export function createEvaluate(
  { options, report, attempt }: Core,
  { knowledge, status, emit }: State,
  memory: Memory,
  outbox: Outbox,
): Evaluator {
  const overrides = new Map(Object.entries(options.overrides ?? {}));

  const send = (exposure: Exposure, attributes: Attributes, userAgent: unknown): boolean => {
    const item = {
      ...exposure,
      // The exposure counts without them too; what is lost is told.
      attributes: attempt('INVALID_CONTEXT', () => toPlainObject(attributes)),
      userAgent: storableUserAgent(userAgent),
    };
    if (!outbox.add(JSON.stringify(item))) return false;
    attempt('CALLBACK_FAILED', () => options.onExposure?.(exposure));
    return true;
  };

  const decide = (experiment: string, defaultValue: JsonValue, subject: unknown): Evaluation => {
    const known = knowledge();
    const override = overrides.get(experiment);
    const overridden = override && decideByOverride(override, experiment, known);
    if (overridden) return overridden;
    // What it has met could not be recorded.
    if (status() === 'closed') return failure(defaultValue, 'PROVIDER_NOT_READY', 'closed');
    // The unit is a text once no problem of it is found.
    const {
      unit,
      attributes: found,
      expose,
      userAgent,
    } = (isRecord(subject) ? subject : {}) as Attributes & Pick<Subject, 'unit'>;
    const problem = problemOfUnit(unit);
    if (problem) return failure(defaultValue, problem);
    const attributes = isRecord(found) ? asSent(found) : {};
    const decision =
      decideBySnapshot(options.bootstrap?.snapshot, experiment, defaultValue, unit, known) ??
      decideByConfiguration(known, experiment, defaultValue, unit, attributes, memory);
    const { value, variant, reason, run } = decision;
    if (reason === 'SPLIT' && variant && run && expose !== false && isLike(value, defaultValue))
      memory.meet(experiment, run, unit, variant, () =>
        send(
          { experiment, run, variant, unit, id: newId(), occurredAt: new Date().toISOString() },
          attributes,
          userAgent,
        ),
      );
    return decision;
  };

  return {
    evaluate: <Value extends DefaultValue>(experiment: string, defaultValue: Value, subject: Subject) => {
      let decision: Evaluation<unknown>;
      try {
        decision = decide(experiment, defaultValue as JsonValue, subject);
      } catch (error) {
        // What a subject throws when it is looked at is a fault of the subject.
        decision = failure(defaultValue, 'INVALID_CONTEXT', messageOf(error));
      }
      const evaluation = checkKind(decision, defaultValue);
      const { errorCode, errorMessage = '' } = evaluation;
      if (errorCode) report(errorCode, errorMessage);
      return evaluation;
    },
    override: (experiment, override) => {
      if (override) overrides.set(experiment, override);
      else overrides.delete(experiment);
      emit('changed', [experiment]);
    },
  };
}
