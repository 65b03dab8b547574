import { authorise } from '../auth/authorise';
import type { LinkVerdict, UnitLink } from '../evidence/write';
import { checkIdentity } from './check-items';
import type { IngestionContext } from './ingestion-context';
import { ItemRefusal } from './item-refusal';
import type { IdentityItem } from './item-schemas';
import { itemsOf, type IngestionResult } from './parse-items';
import { takeIn, type ItemKind } from './take-in';

type StoredLink = Extract<LinkVerdict, 'new' | 'known' | 'crowded'>;

export const identityKind: ItemKind<IdentityItem, StoredLink> = {
  kind: 'IDENTITY',
  check: checkIdentity,
  occurredAt: () => undefined,
  userAgent: () => undefined,
  // Whether a link can be made depends on those before it, so deciding and storing are one transaction.
  place: async ({ environmentId, ingestion: { write } }, items) => {
    const links = items.map(({ anonymous, unit }) => ({ unit: anonymous, person: unit }));
    const verdicts = await write.linkUnits(environmentId, links);
    return links.flatMap((link, index) => {
      const verdict = verdicts[index];
      return verdict === undefined ? [] : [linkOrRefusal(link, verdict)];
    });
  },
  store: ({ environmentId, ingestion: { write }, now }, links) => {
    const crowded = links.filter((link) => link === 'crowded').length;
    write.verdicts.add(environmentId, now(), 'IDENTITY', 'CROWDED_PERSON', crowded);
    return Promise.resolve(links.filter((link) => link !== 'known').length);
  },
};

function linkOrRefusal({ unit, person }: UnitLink, verdict: LinkVerdict): StoredLink | ItemRefusal {
  if (verdict === 'circular') {
    const detail = `${JSON.stringify(person)} is the same as ${JSON.stringify(unit)} already; link the anonymous unit to the known one`;
    return new ItemRefusal('CIRCULAR_LINK', detail);
  }
  if (verdict === 'already-linked') {
    const detail = `${JSON.stringify(unit)} is linked to another unit; the first link of an anonymous unit stays`;
    return new ItemRefusal('ALREADY_LINKED', detail);
  }
  return verdict;
}

/**
 * Links anonymous units to known ones: `input` is `{ sentAt?, identities: [{ id?, anonymous, unit }] }`, whose time says nothing. Resolves after the commit.
 * `duplicate` counts those that were linked so before. Codes: INVALID_*, UNKNOWN_MEMBER, PLACEHOLDER_ID, ALREADY_LINKED, CIRCULAR_LINK, BOT,
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
