import { failure } from './decide';
import type { DefaultValue, Evaluation, Widened } from './evaluation';

/** The evaluation, whose value is of the default's kind or the default. */
export function checkKind<Value extends DefaultValue>(
  decision: Evaluation<unknown>,
  defaultValue: Value,
): Evaluation<Widened<Value>> {
  const { value } = decision;
  if (isLike(value, defaultValue)) return decision as Evaluation<Widened<Value>>;
  const detail = `${kindOf(value)} instead of ${kindOf(defaultValue)}`;
  return failure(defaultValue as Value & Widened<Value>, 'TYPE_MISMATCH', detail);
}

/** Whether code that was written for the default can work with the value. Null as default stands for any. */
export function isLike(value: unknown, defaultValue: unknown): boolean {
  return (defaultValue ?? null) === null || kindOf(value) === kindOf(defaultValue);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
