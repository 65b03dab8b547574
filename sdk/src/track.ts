import type { TrackedEvent } from './evaluation';
import { newId } from './new-id';
import { isStorableText, toPlainObject } from './plain-json';
import { readUnit } from './subject';

/** The event as it is sent, or an error that says what is wrong with it. */
export function toEventItem({ unit, name, value = 1, properties, occurredAt = new Date(), id }: TrackedEvent): string {
  if (typeof name !== 'string' || name === '' || name.length > 200 || !isStorableText(name)) {
    throw new Error('the name must be a text of 1 to 200 characters');
  }
  if (!Number.isFinite(value)) throw new Error('the value must be a finite number');
  return JSON.stringify({
    id: id ?? newId(),
    unit: readUnit(unit),
    name,
    value,
    occurredAt: occurredAt.toISOString(),
    properties: toPlainObject(properties, 6),
  });
}
