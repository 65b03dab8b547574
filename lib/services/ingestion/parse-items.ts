import { z } from 'zod';
import { FairsplitError, InvalidInputError } from '../../errors';
import type { RejectedItem } from './write-rejected';

export const MAX_ITEMS = 1000;

/** What is wrong with one item of a request, told by its place in the list. */
export interface ItemRejection {
  readonly index: number;
  /** The item's own id, where it has one that can be told. */
  readonly id?: string;
  readonly code: string;
  readonly detail: string;
}

/** `accepted + duplicate + rejected.length` is the number of items sent. */
export interface IngestionResult {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: readonly ItemRejection[];
}

/** A verdict that is still to be stored. */
export interface Rejection extends RejectedItem {
  readonly index: number;
}

export interface ParsedItem<Item> {
  readonly index: number;
  readonly item: Item;
  /** As it came, for when a later check rejects it. */
  readonly given: unknown;
}

export interface ParsedItems<Item> {
  readonly good: readonly ParsedItem<Item>[];
  readonly rejected: readonly Rejection[];
}

/** The list under `name` of the body. Throws InvalidInputError, or TOO_MANY_ITEMS (413). */
export function itemsOf(body: unknown, name: string): readonly unknown[] {
  const parsed = z.object({ [name]: z.array(z.unknown()) }).safeParse(body);
  const items = parsed.data?.[name];
  if (items === undefined) {
    const detail = `The body must be an object with the list "${name}".`;
    throw new InvalidInputError(detail, [{ pointer: `/${name}`, detail }]);
  }
  if (items.length > MAX_ITEMS) {
    const detail = `A request holds at most ${MAX_ITEMS} items, this one ${items.length}; send them in parts.`;
    throw new FairsplitError('TOO_MANY_ITEMS', 413, detail);
  }
  return items;
}

/** Parses each item for itself, so that a bad one does not hold up the others. */
export function parseItems<Item>(
  items: readonly unknown[],
  schema: z.ZodType<Item>,
  codes: Readonly<Record<string, string>>,
): ParsedItems<Item> {
  const good: ParsedItem<Item>[] = [];
  const rejected: Rejection[] = [];
  for (const [index, given] of items.entries()) {
    const parsed = schema.safeParse(given);
    if (parsed.success) {
      good.push({ index, item: parsed.data, given });
      continue;
    }
    const [issue] = parsed.error.issues;
    const code = codes[String(issue?.path[0])] ?? 'INVALID_ITEM';
    const detail =
      code === 'INVALID_ITEM' ? 'an item must be an object' : (issue?.message ?? 'cannot be read');
    rejected.push({ index, code, detail, item: given });
  }
  return { good, rejected };
}

/** The verdict as the caller gets it. */
export function toItemRejections(rejected: readonly Rejection[]): readonly ItemRejection[] {
  return rejected
    .map(({ index, code, detail, item }) => ({ index, ...idOf(item), code, detail }))
    .sort((one, other) => one.index - other.index);
}

function idOf(item: unknown): { readonly id?: string } {
  if (typeof item !== 'object' || item === null || !('id' in item)) return {};
  return typeof item.id === 'string' ? { id: item.id.slice(0, 512) } : {};
}
