import { UNSEEN } from '../../lib/assignment/printable-name';
import { isNobodysId } from '../../lib/assignment/placeholder-id';
import type { TrackedEvent } from './evaluation';
import { newId } from './new-id';
import { isStorable, storableUserAgent, toPlainObject } from './plain-json';
import { problemOfUnit } from './subject';

/** What the server takes at most, either way. */
const MAX_VALUE = 1e30;

/** The event as it is sent, or an error: what the server would refuse is refused at once. Null is left out, as it is there. */
export function toEventItem(event: TrackedEvent): string {
  const { unit, name } = event;
  const id = event.id ?? newId();
  const value = event.value ?? 1;
  if (
    [unit, id, name].some(problemOfUnit) ||
    name.length > 200 ||
    UNSEEN.test(name) ||
    !Number.isFinite(value) ||
    Math.abs(value) > MAX_VALUE
  )
    throw new Error('unit, id, name, value');
  return JSON.stringify({
    id,
    unit,
    name,
    value,
    occurredAt: (event.occurredAt ?? new Date()).toISOString(),
    properties: toPlainObject(event.properties),
    userAgent: storableUserAgent(event.userAgent),
  });
}

/** The link as it is sent, or an error that says what is wrong with it. */
export function toLink(anonymous: string, unit: string): string {
  if (anonymous === unit || [anonymous, unit].some((end) => !isStorable(end, 512) || isNobodysId(end)))
    throw new Error('unit');
  return JSON.stringify({ id: newId(), anonymous, unit });
}
