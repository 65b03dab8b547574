import type { JsonValue } from '../../lib/assignment/configuration';
import type { Attributes } from '../../lib/assignment/targeting';
import type { Client } from './client';
import type { Core } from './core';
import { decideByConfiguration, decideByOverride, decideBySnapshot, failure, type Decision } from './decide';
import { messageOf } from './errors';
import type { Evaluation, Exposure, Widened } from './evaluation';
import type { Memory } from './memory';
import { newId } from './new-id';
import type { Outbox } from './outbox';
import { toPlainObject } from './plain-json';
import type { State } from './state';
import { isObject, problemOfUnit } from './subject';

/** Override, snapshot, configuration: the first that has an answer gives it; and a unit that was randomised has met it. */
export function createEvaluate(
  { options, report }: Core,
  { knowledge, emit }: State,
  memory: Memory,
  outbox: Outbox,
): Pick<Client, 'evaluate' | 'override'> {
  const overrides = new Map(Object.entries(options.overrides ?? {}));

  const send = (meeting: Omit<Exposure, 'id' | 'occurredAt'>, attributes: Attributes): boolean => {
    const exposure = { ...meeting, id: newId(), occurredAt: new Date().toISOString() };
    if (!outbox.add(JSON.stringify({ ...exposure, attributes: toPlainObject(attributes, 2) }))) return false;
    try {
      options.onExposure?.(exposure);
    } catch (error) {
      report('CALLBACK_FAILED', messageOf(error), error);
    }
    return true;
  };

  const decide = (experiment: string, defaultValue: unknown, subject: unknown): Decision => {
    const known = knowledge();
    const override = overrides.get(experiment);
    const overridden = override && decideByOverride(override, experiment, known);
    if (overridden) return overridden;
    const { unit: given, attributes: found, expose } = isObject(subject) ? subject : {};
    const problem = problemOfUnit(given);
    if (problem !== undefined) return failure(problem);
    const unit = given as string;
    const attributes = isObject(found) ? found : {};
    const decision =
      decideBySnapshot(options.bootstrap?.snapshot, experiment, unit, known) ??
      decideByConfiguration(known, experiment, unit, attributes, memory);
    const { value, variant, reason, run } = decision;
    if (
      reason === 'SPLIT' &&
      variant !== null &&
      run !== undefined &&
      expose !== false &&
      isLike(value, defaultValue)
    )
      memory.meet(experiment, run, unit, variant, () => send({ experiment, run, variant, unit }, attributes));
    return decision;
  };

  return {
    evaluate: (experiment, defaultValue, subject) => {
      let decision: Decision;
      try {
        decision = decide(experiment, defaultValue, subject);
      } catch (error) {
        // What a subject throws when it is looked at is a fault of the subject.
        decision = failure('INVALID_CONTEXT', messageOf(error));
      }
      const evaluation = withDefault(decision, defaultValue);
      const { errorCode, errorMessage } = evaluation;
      if (errorCode !== undefined) report(errorCode, errorMessage ?? '');
      return evaluation;
    },
    override: (experiment, override) => {
      if (override === null) overrides.delete(experiment);
      else overrides.set(experiment, override);
      emit('changed', [experiment]);
    },
  };
}

/** The evaluation as the caller gets it: without a value of the default's kind, the default. */
function withDefault<Value extends JsonValue>(
  decision: Decision,
  defaultValue: Value,
): Evaluation<Widened<Value>> {
  const { value } = decision;
  if (value === undefined) return { ...decision, value: defaultValue };
  if (isLike(value, defaultValue)) return { ...decision, value };
  const detail = `${kindOf(value)} instead of ${kindOf(defaultValue)}`;
  return { ...failure('TYPE_MISMATCH', detail), value: defaultValue };
}

/** Whether code that was written for the default can work with the value. Null as default stands for any. */
function isLike<Value>(value: unknown, defaultValue: Value): value is Widened<Value> {
  return defaultValue === null || defaultValue === undefined || kindOf(value) === kindOf(defaultValue);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
