import { authorise } from '../auth/authorise';
import type { EventRow } from '../evidence/write';
import { checkEvent } from './check-items';
import { eventKey } from './event-key';
import type { IngestionContext } from './ingestion-context';
import type { EventItem } from './item-schemas';
import { itemsOf, sentAtOf, type IngestionResult } from './parse-items';
import { notAhead } from './sender-clock';
import { takeIn, type ItemKind } from './take-in';

export const eventKind: ItemKind<EventItem, EventRow> = {
  kind: 'EVENT',
  check: checkEvent,
  occurredAt: ({ occurredAt }) => occurredAt,
  userAgent: ({ userAgent }) => userAgent,
  place: ({ environmentId }, items, now) =>
    Promise.resolve(
      items.map(({ id, name, unit, value, occurredAt = now, properties = null }) => {
        const at = notAhead(occurredAt, now);
        return { environmentId, key: eventKey(id), name, unit, value, occurredAt: at, properties };
      }),
    ),
  store: ({ ingestion: { write } }, rows) => write.events.submit(rows),
};

/**
 * Records what units did: `input` is `{ sentAt?, events: [{ id?, unit, name, value?, occurredAt?, properties?, userAgent? }] }`.
 * Resolves after the commit. `duplicate` counts those whose id the environment had already; without an id an event is
 * always new. Good items are stored whatever the others are; rejected ones are kept with their reason. Codes: INVALID_*, UNKNOWN_MEMBER,
 * TIMESTAMP_IN_FUTURE, TIMESTAMP_TOO_OLD, and without being kept BOT and ERASED.
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
  authorise(ctx, 'data:write', ctx);
  return takeIn(ctx, eventKind, itemsOf(input, 'events'), { sentAtMs: sentAtOf(input) });
}
