import type { JsonValue } from '../../lib/assignment/configuration';
import { isRecord, type Attributes } from '../../lib/assignment/targeting';
import type { Client } from './client';
import type { Core } from './core';
import { decideByConfiguration, decideByOverride, decideBySnapshot, failure } from './decide';
import { messageOf } from './errors';
import type { Evaluation, Exposure, Widened } from './evaluation';
import type { Memory } from './memory';
import { newId } from './new-id';
import type { Outbox } from './outbox';
import { asSent, toPlainObject } from './plain-json';
import type { State } from './state';
import { problemOfUnit } from './subject';

/** Override, snapshot, configuration: the first that has an answer gives it; and a unit that was randomised has met it. */
export function createEvaluate(
  { options, report, attempt }: Core,
  { knowledge, emit }: State,
  memory: Memory,
  outbox: Outbox,
): Pick<Client, 'evaluate' | 'override'> {
  const overrides = new Map(Object.entries(options.overrides ?? {}));

  const send = (meeting: Omit<Exposure, 'id' | 'occurredAt'>, attributes: Attributes): boolean => {
    const exposure = { ...meeting, id: newId(), occurredAt: new Date().toISOString() };
    if (!outbox.add(JSON.stringify({ ...exposure, attributes: toPlainObject(attributes) }))) return false;
    attempt('CALLBACK_FAILED', () => options.onExposure?.(exposure));
    return true;
  };

  const decide = (experiment: string, defaultValue: JsonValue, subject: unknown): Evaluation => {
    const known = knowledge();
    const override = overrides.get(experiment);
    const overridden = override && decideByOverride(override, experiment, known);
    if (overridden) return overridden;
    const { unit: given, attributes: found, expose } = isRecord(subject) ? subject : {};
    const problem = problemOfUnit(given);
    if (problem !== undefined) return failure(defaultValue, problem);
    const unit = given as string;
    const attributes = isRecord(found) ? asSent(found) : {};
    const decision =
      decideBySnapshot(options.bootstrap?.snapshot, experiment, defaultValue, unit, known) ??
      decideByConfiguration(known, experiment, defaultValue, unit, attributes, memory);
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
      let decision: Evaluation;
      try {
        decision = decide(experiment, defaultValue, subject);
      } catch (error) {
        // What a subject throws when it is looked at is a fault of the subject.
        decision = failure(defaultValue, 'INVALID_CONTEXT', messageOf(error));
      }
      const evaluation = checkKind(decision, defaultValue);
      const { errorCode, errorMessage = '' } = evaluation;
      if (errorCode !== undefined) report(errorCode, errorMessage);
      return evaluation;
    },
    override: (experiment, override) => {
      if (override === null) overrides.delete(experiment);
      else overrides.set(experiment, override);
      emit('changed', [experiment]);
    },
  };
}

/** The evaluation, whose value is of the default's kind or the default. */
function checkKind<Value extends JsonValue>(
  decision: Evaluation,
  defaultValue: Value,
): Evaluation<Widened<Value>> {
  const { value } = decision;
  if (isLike(value, defaultValue)) return decision as Evaluation<Widened<Value>>;
  const detail = `${kindOf(value)} instead of ${kindOf(defaultValue)}`;
  return failure(defaultValue, 'TYPE_MISMATCH', detail);
}

/** Whether code that was written for the default can work with the value. Null as default stands for any. */
function isLike<Value>(value: unknown, defaultValue: Value): value is Widened<Value> {
  return (defaultValue ?? null) === null || kindOf(value) === kindOf(defaultValue);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
