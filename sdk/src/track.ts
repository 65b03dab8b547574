import type { TrackedEvent } from './evaluation';
import { newId } from './new-id';
import { isStorable, storableUserAgent, toPlainObject } from './plain-json';

/** The event as it is sent, or an error that says what is wrong with it. */
export function toEventItem({
  unit,
  name,
  value = 1,
  properties,
  occurredAt = new Date(),
  id = newId(),
  userAgent,
}: TrackedEvent): string {
  if (!isStorable(unit, 512) || !isStorable(id, 512) || !isStorable(name, 200) || !Number.isFinite(value)) {
    throw new Error('unit and id: 1 to 512 characters, name: 1 to 200, value: finite');
  }
  return JSON.stringify({
    id,
    unit,
    name,
    value,
    occurredAt: occurredAt.toISOString(),
    properties: toPlainObject(properties),
    userAgent: storableUserAgent(userAgent),
  });
}

/** The link as it is sent, or an error that says what is wrong with it. */
export function toLink(anonymous: string, unit: string): string {
  if (!isStorable(anonymous, 512) || !isStorable(unit, 512)) throw new Error('units: 1 to 512 characters');
  return JSON.stringify({ id: newId(), anonymous, unit });
}
