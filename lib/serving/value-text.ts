import type { ValueType } from '../assignment/value-type';
import type { JsonValue } from '../assignment/configuration';

/**
 * A variant's value as JSON. A whole float is `2.0`: languages that tell the two apart read an integer from `2`, and refuse it
 * where a float was asked for.
 */
export function valueText(value: JsonValue, valueType: ValueType): string {
  const text = JSON.stringify(value);
  return valueType === 'number' && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** An object's JSON with one more member, whose value is JSON already. The object has members of its own. */
export function withValue(object: string, value: string): string {
  return `${object.slice(0, -1)},"value":${value}}`;
}
