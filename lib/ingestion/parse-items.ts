import { z } from 'zod';
import { zonedInstantOf } from '../assignment/instant';
import type { DeepReadonly } from '../model/deep-readonly';
import { pointerTo } from '../model/json-pointer';
import { shownName, unknownMember } from '../model/unknown-member';
import { FairsplitError, InvalidInputError } from '../errors';

export const MAX_ITEMS = 1000;

/** So many members that a body does not have are told. */
const MAX_TOLD = 20;

const itemRejectionSchema = z.object({
  index: z.int().describe("The item's place, from 0."),
  /** The item's own id, where it has one that can be told. */
  id: z.string().exactOptional(),
  code: z.string(),
  detail: z.string(),
});

/** What is wrong with one item of a request, told by its place in the list. */
export type ItemRejection = DeepReadonly<z.output<typeof itemRejectionSchema>>;

export const receiptSchema = z
  .object({
    accepted: z.int(),
    duplicate: z
      .int()
      .describe(
        'Stored before: an event of the same id, an exposure of the same unit in the same run, or the same link.',
      ),
    rejected: z.array(itemRejectionSchema).describe('The first 1,000 of them.'),
    rejectedByCode: z.record(z.string(), z.int()).describe('How many were rejected, all of them, by code.'),
  })
  .meta({
    id: 'Receipt',
    description: 'A receipt for every item. Accepted items are committed.',
  });

/** `accepted`, `duplicate` and the counts in `rejectedByCode` add up to the number of items sent. */
export type IngestionResult = DeepReadonly<z.output<typeof receiptSchema>>;

/** What may stand beside the list: for all of its items. Links have no time, but whoever sends everything alike says when all the same. */
const BESIDE = ['environment', 'sentAt'] as const;

/** The body of a request: the list under its name, and what may stand beside it. For the API's description. */
export function itemListBody(
  list: string,
  item: z.ZodType,
  beside: Record<(typeof BESIDE)[number], z.ZodType>,
) {
  return z.strictObject({ ...beside, [list]: z.array(item).max(MAX_ITEMS) });
}

/** The list under `name` of the body, which has no members but those. Throws InvalidInputError, or TOO_MANY_ITEMS (413). */
export function itemsOf(body: unknown, name: string): readonly unknown[] {
  const parsed = z.object({ [name]: z.array(z.unknown()) }).safeParse(body);
  const items = parsed.data?.[name];
  if (items === undefined) {
    const detail = `The body must be an object with the list "${name}".`;
    throw new InvalidInputError(detail, [{ pointer: `/${name}`, detail }]);
  }
  refuseUnknownBeside(body, [name, ...BESIDE]);
  if (items.length > MAX_ITEMS) {
    const detail = `A request holds at most ${MAX_ITEMS} items, this one ${items.length}; send them in parts.`;
    throw new FairsplitError('TOO_MANY_ITEMS', 413, detail);
  }
  return items;
}

/** A misspelt one would be dropped, as would a second list: all times of the body be off, or items be lost that nobody was told of. */
function refuseUnknownBeside(body: unknown, members: readonly string[]): void {
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const problems = names
    .filter((name) => !members.includes(name))
    .map((name) => ({ pointer: pointerTo([shownName(name)]), detail: unknownMember(name, members) }))
    .slice(0, MAX_TOLD);
  if (problems.length === 0) return;
  throw new InvalidInputError(
    problems.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' '),
    problems,
  );
}

/** For the API's description. */
export const sentAtField = z.iso
  .datetime({ offset: true })
  .nullish()
  .describe(
    "When this is sent, by the sender's clock, as the times of the items are. Where it is off from ours, those are moved by whole minutes. What is stored and sent again later renews it or leaves it out.",
  );

/** What the body says under `sentAt`; null: nothing. Throws InvalidInputError. */
export function sentAtOf(body: unknown): number | null {
  const given = typeof body === 'object' && body !== null && 'sentAt' in body ? body.sentAt : null;
  if (given === undefined || given === null) return null;
  const sentAtMs = typeof given === 'string' ? zonedInstantOf(given) : null;
  if (sentAtMs !== null) return sentAtMs;
  const detail = 'sentAt must be an ISO 8601 date and time with its zone, such as "2026-01-31T09:30:00Z"';
  throw new InvalidInputError(detail, [{ pointer: '/sentAt', detail }]);
}

/** An item's own id, for the answer. */
export function idOf(item: unknown): { readonly id?: string } {
  if (typeof item !== 'object' || item === null || !('id' in item)) return {};
  return typeof item.id === 'string' ? { id: item.id.slice(0, 512) } : {};
}
