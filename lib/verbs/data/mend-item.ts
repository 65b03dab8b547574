import { ITEM_MEMBERS, nearestItemMember, type ItemKindName } from '../../model/item-members';
import { pointerTo } from '../../model/json-pointer';
import { shownName, unknownMember } from '../../model/unknown-member';

/** How refused items are changed before they are sent again. Where their kind has no such member, or they have none to rename, they stay as they are. */
export interface Mending {
  /** Member, or `properties.NAME` or `attributes.NAME` -> its new value. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Member as it was sent -> the same as above. */
  readonly rename: Readonly<Record<string, string>>;
  /** Members that are left out. */
  readonly remove: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const KINDS = ['EVENT', 'EXPOSURE', 'IDENTITY'] as const;

/** What is wrong with a place that a member of refused items is to have; null: nothing. */
export function placeProblem(place: string): string | null {
  if (KINDS.some((kind) => hasPlace(kind, place))) return null;
  const near = KINDS.map((kind) => nearestItemMember(kind, place)).find((one) => one !== null) ?? null;
  return unknownMember(place, [...new Set(KINDS.flatMap((kind) => ITEM_MEMBERS[kind]))], near);
}

/**
 * The item as it is sent again; a text: why it cannot be changed so. Removing comes first and setting last. What is renamed replaces nothing: an item that
 * has both is as before, since nobody but its sender knows which of the two was meant.
 */
export function mendItem(
  kind: ItemKindName,
  item: Fields,
  { set, rename, remove }: Mending,
): Fields | string {
  const members = new Map(Object.entries(item));
  for (const name of remove) members.delete(name);
  const moved = Object.entries(rename)
    .filter(([name, place]) => members.has(name) && hasPlace(kind, place))
    .map(([name, place]) => ({ name, place, value: members.get(name) }));
  for (const { name } of moved) members.delete(name);
  for (const { name, place, value } of moved) {
    const problem = put(members, place, value, false);
    if (problem !== null) return `${pointerTo([shownName(name)])}: ${problem}`;
  }
  for (const [place, value] of Object.entries(set)) {
    const problem = hasPlace(kind, place) ? put(members, place, value, true) : null;
    if (problem !== null) return problem;
  }
  return Object.fromEntries(members);
}

/** A member's name, and below an object of the sender's own the name within. */
function partsOf(place: string): readonly [member: string, within: string | null] {
  const [, member, within] = /^(properties|attributes)\.(.+)$/s.exec(place) ?? [];
  return member === undefined || within === undefined ? [place, null] : [member, within];
}

function hasPlace(kind: ItemKindName, place: string): boolean {
  const members: readonly string[] = ITEM_MEMBERS[kind];
  return members.includes(partsOf(place)[0]);
}

/** Null: it is there now. */
function put(members: Map<string, unknown>, place: string, value: unknown, replaces: boolean): string | null {
  const [member, within] = partsOf(place);
  const isTaken = (there: unknown) => !replaces && there !== undefined && there !== null;
  const taken = `${JSON.stringify(shownName(place))} is there too, and which of the two was meant is known to the sender alone; leave one of them out`;
  const before = members.get(member) ?? {};
  if (within === null) {
    if (isTaken(members.get(member))) return taken;
    members.set(member, value);
    return null;
  }
  if (typeof before !== 'object' || Array.isArray(before)) {
    return `${member} is no object, so nothing can be put into it`;
  }
  const inner = new Map<string, unknown>(Object.entries(before));
  if (isTaken(inner.get(within))) return taken;
  members.set(member, Object.fromEntries(inner.set(within, value)));
  return null;
}
