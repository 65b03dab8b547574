import { ItemRefusal } from './item-refusal';

/** How many levels of lists and objects an item may hold, itself counted: whether it came in a list, as a line, or is sent again. */
export const MAX_ITEM_DEPTH = 32;

export const tooDeep = new ItemRefusal(
  'JSON_TOO_DEEP',
  `the item nests deeper than ${MAX_ITEM_DEPTH} levels; send less of it`,
);

/** Whether a value that was read already nests deeper. Goes down no further than that. */
export function isTooDeep(value: unknown, levels = MAX_ITEM_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isTooDeep(member, levels - 1));
}
