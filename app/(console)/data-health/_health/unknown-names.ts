import { ITEM_MEMBERS, nearestItemMember, type ItemKindName } from '@/lib/model/item-members';

/** A member that refused items have and their kind does not, and what can be done with it. */
export interface UnknownName {
  readonly name: string;
  /** Of how many items. */
  readonly items: number;
  /** The member that was probably meant. */
  readonly near: string | null;
  /** Where its value can go. */
  readonly places: readonly string[];
}

interface RefusedItem {
  readonly kind: ItemKindName;
  readonly body: string;
}

/** Longer ones are renamed by the API alone. */
const MAX_CHARACTERS = 100;
/** More are no help in a dialog. */
const MAX_NAMES = 20;

/** The unknown members of refused items, the most frequent first. */
export function unknownNames(refused: readonly RefusedItem[]): readonly UnknownName[] {
  const byName = new Map<string, { kinds: Set<ItemKindName>; items: number }>();
  for (const { kind, body } of refused) {
    for (const name of unknownNamesOf(kind, body)) {
      const found = byName.get(name) ?? { kinds: new Set<ItemKindName>(), items: 0 };
      found.kinds.add(kind);
      byName.set(name, { ...found, items: found.items + 1 });
    }
  }
  return [...byName]
    .filter(([name]) => name.length > 0 && name.length <= MAX_CHARACTERS)
    .sort(([, one], [, other]) => other.items - one.items)
    .slice(0, MAX_NAMES)
    .map(([name, { kinds, items }]) => {
      const near = [...kinds].map((kind) => nearestItemMember(kind, name)).find((one) => one !== null);
      return {
        name,
        items,
        near: near ?? null,
        places: [...new Set([...kinds].flatMap((kind) => placesOf(kind, name)))],
      };
    });
}

function unknownNamesOf(kind: ItemKindName, body: string): readonly string[] {
  const members: readonly string[] = ITEM_MEMBERS[kind];
  try {
    const item: unknown = JSON.parse(body);
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
    return Object.keys(item).filter((name) => !members.includes(name));
  } catch {
    return [];
  }
}

/** The members of the kind, and one of the sender's own. */
function placesOf(kind: ItemKindName, name: string): readonly string[] {
  const own = { EVENT: [`properties.${name}`], EXPOSURE: [`attributes.${name}`], IDENTITY: [] }[kind];
  return [...ITEM_MEMBERS[kind], ...own];
}
