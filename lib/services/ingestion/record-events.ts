import { z } from 'zod';
import { authorise } from '../authorise';
import { eventKey } from './event-key';
import type { IngestionContext } from './ingestion-context';
import { idField, jsonObjectField, occurredAtField, textField, unitField } from './item-fields';
import { itemsOf, parseItems, toItemRejections, type IngestionResult } from './parse-items';
import { stored } from './storage-unavailable';
import type { EventRow } from './write-events';
import { writeRejected } from './write-rejected';

/** One event as callers send it; fields that it does not have are ignored. */
function eventSchema(now: Date) {
  return z.object({
    id: idField,
    unit: unitField,
    name: textField('name', 200),
    // zod's number is finite.
    value: z.number({ error: 'value must be a finite number' }).default(1),
    occurredAt: occurredAtField(now),
    properties: jsonObjectField('properties'),
  });
}

const CODES = {
  id: 'INVALID_ID',
  unit: 'INVALID_UNIT',
  name: 'INVALID_NAME',
  value: 'INVALID_VALUE',
  occurredAt: 'INVALID_TIMESTAMP',
  properties: 'INVALID_PROPERTIES',
};

/**
 * Records what units did: `input` is `{ events: [{ id?, unit, name, value?, occurredAt?, properties? }] }`. Resolves after
 * the commit. `duplicate` counts those whose id the environment had already; without an id an event is always new. Good
 * items are stored whatever the others are; rejected ones are kept with their reason (codes INVALID_*).
 *
 * Throws ForbiddenError, InvalidInputError, TOO_MANY_ITEMS (413) and StorageUnavailableError (503, nothing is
 * acknowledged).
 */
export async function recordEvents({
  ctx,
  input,
}: {
  ctx: IngestionContext;
  input: unknown;
}): Promise<IngestionResult> {
  authorise(ctx, 'data:write');
  const { environmentId, database, store } = ctx;
  const now = ctx.now();
  const { good, rejected } = parseItems(itemsOf(input, 'events'), eventSchema(now), CODES);
  const rows = good.map(({ item }): EventRow => {
    const { id, name, unit, value, occurredAt = now, properties = null } = item;
    return { environmentId, key: eventKey(id), name, unit, value, occurredAt, properties };
  });
  await stored(writeRejected(database, environmentId, 'EVENT', rejected));
  const accepted = await stored(store.events.submit(rows));
  return { accepted, duplicate: rows.length - accepted, rejected: toItemRejections(rejected) };
}
