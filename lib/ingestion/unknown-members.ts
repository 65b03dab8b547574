import { ITEM_MEMBERS, nearestItemMember, type ItemKindName } from '../model/item-members';
import { pointerTo } from '../model/json-pointer';
import { shownName, unknownMember } from '../model/unknown-member';
import { ItemRefusal } from './item-refusal';

// A member that an item does not have would be dropped, and something else be stored than was sent: with "Value" for "value", an event of 1.

/** Code of an item that has members which such items do not have. */
export const UNKNOWN_MEMBER = 'UNKNOWN_MEMBER';

/** So many are told; the others are counted. */
const MAX_TOLD = 3;

/** What is said of members that items of the kind do not have: each with its place, and the one that was probably meant. */
export function unknownMembersDetail(kind: ItemKindName, names: readonly string[]): string {
  const told = names.slice(0, MAX_TOLD).map((name) => {
    const said = unknownMember(name, ITEM_MEMBERS[kind], nearestItemMember(kind, name));
    return `${pointerTo([shownName(name)])}: ${said}`;
  });
  const more = names.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more of its members are none of these either.`] : [])].join(' ');
}

/** Refuses an item that has members which such items do not have; null: it has none. */
export function unknownMembersCheck(
  kind: ItemKindName,
): (item: Readonly<Record<string, unknown>>) => ItemRefusal | null {
  const members: ReadonlySet<string> = new Set(ITEM_MEMBERS[kind]);
  return (item) => {
    for (const name in item) {
      if (members.has(name)) continue;
      const names = Object.keys(item).filter((one) => !members.has(one));
      return new ItemRefusal(UNKNOWN_MEMBER, unknownMembersDetail(kind, names));
    }
    return null;
  };
}
