import { authorise } from '../authorise';
import { checkIdentity } from './check-items';
import type { IngestionContext } from './ingestion-context';
import type { ItemRefusal } from './item-refusal';
import type { IdentityItem } from './item-schemas';
import { linkUnits, type LinkVerdict } from './link-units';
import { itemsOf, type IngestionResult } from './parse-items';
import { takeIn, type ItemKind } from './take-in';

type PlacedLink = Exclude<LinkVerdict, ItemRefusal>;

export const identityKind: ItemKind<IdentityItem, PlacedLink> = {
  kind: 'IDENTITY',
  check: checkIdentity,
  occurredAt: () => undefined,
  userAgent: () => undefined,
  // Whether a link can be made depends on those before it, so deciding and storing are one transaction.
  place: ({ database, environmentId }, items) =>
    linkUnits(
      database,
      environmentId,
      items.map(({ anonymous, unit }) => ({ unit: anonymous, person: unit })),
    ),
  store: ({ environmentId, store, now }, links) => {
    const crowded = links.filter((link) => link === 'crowded').length;
    store.intake.counter.add(environmentId, now(), 'IDENTITY', 'CROWDED_PERSON', crowded);
    return Promise.resolve(links.filter((link) => link !== 'known').length);
  },
};

/**
 * Links anonymous units to known ones: `input` is `{ identities: [{ id?, anonymous, unit }] }`. Resolves after the commit.
 * `duplicate` counts those that were linked so before. Codes: INVALID_*, PLACEHOLDER_ID, ALREADY_LINKED, CIRCULAR_LINK, BOT,
 * ERASED. Links to a person of many units are counted as CROWDED_PERSON. What links mean for results is in docs/decisions/0016.
 *
 * Throws ForbiddenError, InvalidInputError, TOO_MANY_ITEMS (413) and StorageUnavailableError (503).
 */
export async function recordIdentities({
  ctx,
  input,
}: {
  ctx: IngestionContext;
  input: unknown;
}): Promise<IngestionResult> {
  authorise(ctx, 'data:write', ctx);
  return takeIn(ctx, identityKind, itemsOf(input, 'identities'));
}
