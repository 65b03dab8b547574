import { MAX_ITEM_DEPTH, tooDeep } from '../ingestion/item-depth';
import { idOf } from '../ingestion/parse-items';
import { UnreadableItem } from '../ingestion/unreadable-item';
import { pointerTo } from '../model/json-pointer';
import type { DeepItem } from '../protocol/deep-items';
import {
  inexactDetail,
  REPEATED_DETAIL,
  refuseRepeated,
  type InexactNumber,
  type ParseOptions,
} from '../protocol/parse-json';
import type { RepeatedMember } from '../protocol/repeated-members';

// Items that cannot be read as they were sent are refused one by one: the others of their body are often other people's.

/** How a body is read that holds a list of items. */
export const LIST_ITEMS: ParseOptions = {
  onInexact: refuseInexactItems,
  onRepeated: refuseRepeatedItems,
  deepItems: { around: 2, maxDepth: MAX_ITEM_DEPTH, onDeep: refuseDeepItems },
};

/** How a line is read, which is one. */
export const LINE_ITEM: ParseOptions = {
  onInexact: inexactItem,
  onRepeated: (item, [repeated]) =>
    repeated === undefined ? item : repeatedItem(item, repeated.path, repeated.item),
  deepItems: {
    around: 0,
    maxDepth: MAX_ITEM_DEPTH,
    onDeep: (item, [deep]) => deepItem(item, deep?.text ?? ''),
  },
};

/** Refuses the items of a list that nest too deep. */
function refuseDeepItems(body: unknown, deep: readonly DeepItem[]): unknown {
  for (const { place, text } of deep) {
    const list: unknown = JSON.parse(place?.list ?? 'null');
    const members = memberOf(body, String(list));
    if (place === null || !Array.isArray(members) || place.index >= members.length) continue;
    const items: unknown[] = members;
    items[place.index] = deepItem(items[place.index], text);
  }
  return body;
}

function deepItem(item: unknown, text: string): UnreadableItem {
  return new UnreadableItem(tooDeep.code, tooDeep.detail, text, idOf(item).id);
}

/** Refuses the items of a list that have a member twice; a body that has one twice beside its items is refused as one. */
function refuseRepeatedItems(body: unknown, repeated: readonly RepeatedMember[]): unknown {
  const beside = repeated.filter(({ item }) => item === null);
  if (beside.length > 0) return refuseRepeated(body, beside);
  for (const { path, item } of repeated) {
    const [list = '', index = 0, ...within] = path;
    const members = memberOf(body, list);
    if (!Array.isArray(members) || typeof index !== 'number') continue;
    const items: unknown[] = members;
    items[index] = repeatedItem(items[index], within, item);
  }
  return body;
}

/** An item as it came: nobody can say which of the two was meant. */
function repeatedItem(item: unknown, path: RepeatedMember['path'], text: string | null): UnreadableItem {
  const detail = `${pointerTo(path)} ${REPEATED_DETAIL}`;
  return new UnreadableItem('REPEATED_MEMBER', detail, text ?? '', idOf(item).id);
}

/** Refuses the items of a list that hold a number which reading changes; the others are as they were sent. */
function refuseInexactItems(body: unknown, inexact: readonly InexactNumber[]): unknown {
  const byItem = new Map<string, InexactNumber[]>();
  for (const one of inexact) {
    const item = pointerTo(one.path.slice(0, 2));
    const within = byItem.get(item);
    if (within === undefined) byItem.set(item, [one]);
    else within.push(one);
  }
  for (const within of byItem.values()) {
    const [list = '', index] = within[0]?.path ?? [];
    const members = memberOf(body, list);
    if (!Array.isArray(members) || typeof index !== 'number') continue;
    const items: unknown[] = members;
    items[index] = inexactItem(
      items[index],
      within.map(({ path, literal }) => ({ path: path.slice(2), literal })),
    );
  }
  return body;
}

/** An item as it came but for its number, which is kept as the text that it was written as. */
function inexactItem(item: unknown, inexact: readonly InexactNumber[]): UnreadableItem {
  const [first] = inexact;
  const detail = first === undefined ? '' : `${pointerTo(first.path)}: ${inexactDetail(first)}`;
  const isAlone = first?.path.length === 0;
  // Before the numbers are texts: one that was sent as the id is not the text that another has.
  const { id } = idOf(item);
  for (const { path, literal } of inexact) replace(item, path, literal);
  const text = JSON.stringify(isAlone ? first.literal : item);
  return new UnreadableItem('INEXACT_NUMBER', detail, text, id);
}

/** In its place: the value is nobody else's yet, and a copy for each number would cost the square of their count. */
function replace(value: unknown, path: InexactNumber['path'], literal: string): void {
  const name = path.at(-1);
  const holder = path.slice(0, -1).reduce(memberOf, value);
  if (name === undefined || typeof holder !== 'object' || holder === null) return;
  // Not by assignment: a member may be named __proto__.
  Reflect.defineProperty(holder, name, {
    value: literal,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function memberOf(value: unknown, name: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}
