import type { TrackedEvent } from './evaluation';
import { newId } from './new-id';
import { isStorable, toPlainObject } from './plain-json';
import { problemOfUnit } from './subject';

/** The event as it is sent, or an error that says what is wrong with it. */
export function toEventItem({
  unit,
  name,
  value = 1,
  properties,
  occurredAt = new Date(),
  id = newId(),
}: TrackedEvent): string {
  if (problemOfUnit(unit) !== undefined || !isStorable(name, 200) || !Number.isFinite(value)) {
    throw new Error('unit: 1 to 512 characters, name: 1 to 200, value: finite');
  }
  return JSON.stringify({
    id,
    unit,
    name,
    value,
    occurredAt: occurredAt.toISOString(),
    properties: toPlainObject(properties),
  });
}
